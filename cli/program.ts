/** The command with all its sub-commands. */
import type { Command } from 'commander';
import { addAdmin } from './commands/admin';
import { addBoard } from './commands/board';
import { addEvidence } from './commands/evidence';
import { addGroup } from './commands/group';
import { addHealth } from './commands/health';
import { addInspect } from './commands/inspect';
import { addJournal } from './commands/journal';
import { addLogin } from './commands/login';
import { addPolicy } from './commands/policy';
import { addPreflight } from './commands/preflight';
import { addProbe } from './commands/probe';
import { addRegister } from './commands/register';
import { addRehearse } from './commands/rehearse';
import { addRunbook } from './commands/runbook';
import { addStatus } from './commands/status';
import { addSupportBundle } from './commands/support-bundle';
import { addVerbs } from './commands/verbs';
import { addWatch } from './commands/watch';
import { rootCommand } from './root-command';
import type { Session } from './session';

/** The command, to be parsed once. @param json true where an error is to be a document */
export function buildProgram(session: Session, json = false): Command {
  const program = rootCommand(session.terminal, json);
  const commands = [
    ...[addInspect, addStatus, addWatch, addBoard, addJournal, addEvidence],
    ...[
      addRunbook,
      addProbe,
      addRehearse,
      addPreflight,
      addRegister,
      addVerbs,
      addGroup,
      addPolicy,
      addAdmin,
      addHealth,
      addLogin,
    ],
    ...[addSupportBundle],
  ];
  for (const add of commands) add(program, session);
  return program;
}
