/** `group`: migrations that are cut over by one plan. */
import type { Command } from 'commander';
import type { z } from 'zod';
import { COMMAND_LINES } from '../command-lines';
import { pageOf, readDocument } from '../documents';
import { type GroupDocument, groupLine, groupView, madeGroup } from '../group-documents';
import { EXIT_OK } from '../exit-codes';
import { type GroupFlags, parseGroup } from '../group-file';
import { groupPage, planPage } from '../render/group-page';
import { paintFor, printable } from '../render/paint';
import type { Session } from '../session';
import { readTextFile } from '../text-file';
import {
  callsApi,
  groupPathOf,
  printJson,
  printLines,
  type ApiContext,
  type ApiOptions,
} from './api-command';
import { addGroupApprove } from './group-approve';
import { addGroupEvidence } from './group-evidence';
import { addGroupRevoke } from './group-revoke';
import { addGroupImport } from './group-import';
import { addPlanOptions } from './group-plan-options';

interface MakeOptions extends ApiOptions, GroupFlags {
  readonly dryRun?: true;
}

interface ActOptions extends ApiOptions {
  readonly reason: string;
}

/** Adds the commands. */
export function addGroup(program: Command, session: Session): void {
  const group = program.command('group').summary(COMMAND_LINES.group.summary);
  addMake(group, session);
  addGroupImport(group, session);
  addReading(group, session);
  addGroupApprove(group, session);
  addGroupRevoke(group, session);
  addActs(group, session);
  addGroupEvidence(group, session);
}

function addMake(group: Command, session: Session): void {
  const make = group
    .command('create')
    .description(
      'Makes a group of registered migrations. From then on each of them is cut over on the go of the group only, and still needs its own checks, approvals and window.',
    )
    .argument(
      '<file>',
      'JSON as the API takes it, or CSV with the columns id and after (ids with blanks between)',
    );
  addPlanOptions(make);
  callsApi<MakeOptions>(make, session, async (context, options, [file = '']) => {
    const { client, terminal } = context;
    const plan = parseGroup(await readTextFile(file), file, options) as object;
    const body = { ...plan, ...(options.dryRun && { dryRun: true }) };
    const answer = await client.post('make the group', 'groups', body);
    const made = readDocument(madeGroup, answer, client.host);
    if (options.json) printJson(terminal, answer.body);
    else printLines(terminal, makeLines(made, context, options.dryRun === true));
    return EXIT_OK;
  });
}

function makeLines(
  { outcome, group, plan }: z.infer<typeof madeGroup>,
  context: ApiContext,
  dryRun: boolean,
): readonly string[] {
  const { terminal } = context;
  const shown = group
    ? boardOf(group, context)
    : plan
      ? planPage(plan, paintFor(terminal), terminal.size()?.columns)
      : [];
  if (!dryRun) return shown;
  const verdict = outcome === 'same' ? 'It has been made already.' : 'It could be made.';
  return [...shown, ...(shown.length > 0 ? [''] : []), `${verdict} Nothing was written.`];
}

function addReading(group: Command, session: Session): void {
  const status = group
    .command('status')
    .description(
      'Shows where a group stands, what it waits for, and its members, the worst first; without an id, all groups.',
    )
    .argument('[id]', 'the group');
  callsApi(status, session, async (context, { json }, [id]) => {
    const { client, terminal } = context;
    const answer = await client.get('show the group', id === undefined ? 'groups' : groupPathOf(id));
    if (json) printJson(terminal, answer.body);
    else if (id !== undefined)
      printLines(terminal, boardOf(readDocument(groupView, answer, client.host), context));
    else {
      const { items } = readDocument(pageOf(groupLine), answer, client.host);
      const lines = items.map((one) =>
        printable(`${one.id}  ${one.members} members, ${one.strategy}${conditionOf(one)}`),
      );
      printLines(terminal, lines.length === 0 ? ['There is no group.'] : lines);
    }
    return EXIT_OK;
  });
}

function conditionOf({ held, stopped, begunAt, endedAt }: Readonly<Record<string, unknown>>): string {
  if (endedAt !== undefined) return ', ended';
  if (held === true) return ', held';
  if (stopped === true) return ', stopped';
  return begunAt === undefined ? ', waiting' : ', begun';
}

function addActs(group: Command, session: Session): void {
  const hold = group
    .command('hold')
    .description('Holds a group: no member gets the go, and who has it and has not begun loses it.')
    .argument('<id>', 'the group');
  acts(hold, session, 'hold');
  const release = group
    .command('release')
    .description(
      'Ends hold and stop of a group; what has failed until now no longer counts for the stop rule.',
    )
    .argument('<id>', 'the group');
  acts(release, session, 'release');
  const drop = group
    .command('drop')
    .description(
      'Takes a member out of a group. Its migration goes on by itself: its own checks, approvals and window are all that its cutover waits for then.',
    )
    .argument('<id>', 'the group')
    .argument('<member>', 'the migration');
  acts(drop, session, 'drop');
}

function acts(command: Command, session: Session, verb: 'hold' | 'release' | 'drop'): void {
  command.requiredOption('--reason <text>', 'why; journaled');
  callsApi<ActOptions>(command, session, async (context, { json, reason }, [id = '', member]) => {
    const { client, terminal } = context;
    const body = { reason, ...(member !== undefined && { member }) };
    const answer = await client.post(`${verb} in group ${id}`, groupPathOf(id, verb), body, {
      reason: '--reason',
    });
    if (json) printJson(terminal, answer.body);
    else {
      const read = groupView.safeParse(answer.body);
      printLines(terminal, read.success ? boardOf(read.data, context) : ['Done.']);
    }
    return EXIT_OK;
  });
}

function boardOf(group: GroupDocument, { terminal }: ApiContext): readonly string[] {
  return groupPage(group, paintFor(terminal), terminal.size()?.columns);
}
