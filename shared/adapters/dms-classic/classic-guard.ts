/**
 * The last look before a request that ends the whole task.
 *
 * Cancelling names no database: it ends all databases of the task, also one that is being cut over. A doubt of any kind
 * keeps the request back.
 */
import type { EngineState } from '../../core/engine/engine-status';
import { commandsFor, othersUnderway } from './classic-databases';
import { readCommands } from './classic-read';
import type { FoundRun } from './classic-run';
import { isCutoverAsked, stateOf } from './classic-status';
import type { ClassicTasks } from './classic-tasks';

/** What may be cancelled: what is under way, or has failed. One that completes or has completed never is. */
const CANCELABLE: ReadonlySet<EngineState> = new Set(['creating', 'running', 'failed']);

/** Which other databases would be ended, too; undefined when none would. */
function objectionForOthers({ task, database }: FoundRun): string | undefined {
  const others = othersUnderway(task, database);
  return others.length === 0
    ? undefined
    : `cancelling the task would also end ${others.join(', ')}, which it contains`;
}

/**
 * Why the task must not be cancelled now; undefined when it may.
 *
 * A cutover shows in the database's row only seconds after it was asked for (recorded: up to 15), so the commands are
 * read as well.
 */
export async function objectionToCancel(tasks: ClassicTasks, run: FoundRun): Promise<string | undefined> {
  const { id, task, database } = run;
  const state = stateOf(task, database);
  if (!CANCELABLE.has(state)) {
    const word = database.row?.migrationState ?? task.state ?? 'in an unreported state';
    return `the migration of ${database.name} is ${word}`;
  }
  const others = objectionForOthers(run);
  if (others !== undefined || state === 'failed') return others;
  const commands = await readCommands(tasks, id, task);
  if (commands === undefined) return 'the service does not report the commands of the task';
  return isCutoverAsked(commandsFor(commands, database))
    ? `the cutover of ${database.name} was requested`
    : undefined;
}
