"""Reads command lines of az (one JSON list of arguments a line) and says of each what the parser of this azure-cli objects to."""
import contextlib
import importlib
import io
import json
import re
import sys

from azure.cli.core import AzCommandsLoader, get_default_cli
from azure.cli.core.commands import parameters
from knack.events import EVENT_INVOKER_POST_CMD_TBL_CREATE

CLI = get_default_cli()
MISSING_NAME = re.compile(r"cannot import name '(\w+)' from '([\w.]+)'")


class StandIn(type):
    """Has whatever is asked of it, and no values."""

    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return cls

    def __iter__(cls):
        return iter(())


GET_MODELS = AzCommandsLoader.get_models


def get_models(loader, *names, **kwargs):
    """Debian's SDK of some services is older than its azure-cli: models that it lacks are those of arguments nobody checks here."""
    stand_in = StandIn("StandIn", (), {"value": ""})
    found = GET_MODELS(loader, *names, **kwargs)
    if len(names) == 1:
        return stand_in if found is None else found
    return [stand_in if one is None else one for one in found or [None] * len(names)]


AzCommandsLoader.get_models = get_models
GET_ENUM_TYPE = parameters.get_enum_type
parameters.get_enum_type = lambda data, default=None: (
    None if isinstance(data, StandIn) else GET_ENUM_TYPE(data, default)
)


def parse(args):
    """None, or what the parser says. The same steps as AzCliCommandInvoker.execute of azure-cli, up to the parsing."""
    invoker = CLI.invocation_cls(
        cli_ctx=CLI, parser_cls=CLI.parser_cls, commands_loader_cls=CLI.commands_loader_cls, help_cls=CLI.help_cls
    )
    CLI.invocation = invoker
    loader = invoker.commands_loader
    loader.load_command_table(args)
    command = invoker._rudimentary_get_command(args)
    invoker.data["command_string"] = command
    if command in loader.command_table:
        loader.command_table = {command: loader.command_table[command]}
    loader.command_name = command
    for known in loader.command_table.values():
        # Every command has it; az's own action for it asks for a signed-in account.
        known.add_argument("_subscription", "--subscription")
    loader.load_arguments(command)
    CLI.raise_event(EVENT_INVOKER_POST_CMD_TBL_CREATE, commands_loader=loader)
    invoker.parser.cli_ctx = CLI
    invoker.parser.load_command_table(loader)
    said = io.StringIO()
    try:
        with contextlib.redirect_stderr(said):
            invoker.parser.parse_args(args)
        return None
    except SystemExit as end:
        lines = said.getvalue().strip().splitlines()
        return lines[0] if lines else f"exit code {end.code}"


def parse_with_stand_ins(args):
    """Debian has an older SDK of some services than its azure-cli imports; a class that only a request needs gets a stand-in."""
    while True:
        try:
            return parse(args)
        except ImportError as error:
            missing = MISSING_NAME.search(str(error))
            if missing is None:
                raise
            name, module = missing.groups()
            setattr(importlib.import_module(module), name, type(name, (), {}))


for line in sys.stdin:
    print(json.dumps(parse_with_stand_ins(json.loads(line))), flush=True)
