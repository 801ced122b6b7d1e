/** The databases of a classic task, and the one a migration means. */
import { sameResourceId } from '../../core/engine/resource-id';
import { toJson } from '../../core/json';
import type { EngineTarget } from '../../ports/migration-engine';
import { hasEnded } from './classic-state';
import type { WireCommand, WireRow, WireTask } from './classic-wire';

/** A database of the task, as the service spells it. */
export interface ClassicDatabase {
  readonly name: string;
  /** Name on the target; undefined when the task's input does not report it. */
  readonly restoreDatabaseName?: string;
  /** Its row in the output, when there is one. */
  readonly row?: WireRow;
  /** Another row of the same database that says something else: neither is believed. */
  readonly otherRow?: WireRow;
}

/** The database meant, or a clause that says why the task does not fit the target. */
export type ClassicFit =
  | { readonly kind: 'fits'; readonly database: ClassicDatabase }
  | { readonly kind: 'unfit'; readonly reason: string };

/** All databases the task names, in its input or its output; at most four at the real service. */
export function databasesOf(task: WireTask): readonly ClassicDatabase[] {
  const rows = new Map<string, ClassicDatabase>();
  for (const row of task.output ?? []) {
    const name = databaseNameOf(row);
    if (name === undefined) continue;
    const known = rows.get(name.toLowerCase());
    const differs = known !== undefined && toJson(known.row) !== toJson(row);
    if (known === undefined || differs)
      rows.set(name.toLowerCase(), { name, row, ...known, ...(differs && { otherRow: row }) });
  }
  const selected: ClassicDatabase[] = [];
  for (const { name = '', restoreDatabaseName } of task.input?.selectedDatabases ?? []) {
    if (name === '') continue;
    const { row, otherRow } = rows.get(name.toLowerCase()) ?? {};
    selected.push({ name, restoreDatabaseName, row, ...(otherRow && { otherRow }) });
    rows.delete(name.toLowerCase());
  }
  return [...selected, ...rows.values()];
}

/**
 * Finds the database a migration means and checks that the task restores it to that very target.
 *
 * What the task does not report contradicts nothing.
 */
export function fitTask(task: WireTask, target: EngineTarget): ClassicFit {
  const databases = databasesOf(task);
  const { sourceDatabaseName: wanted } = target;
  const names = databases.map(({ name }) => name).join(', ');
  if (databases.length === 0) return unfit('the task names no database');
  if (wanted === undefined && databases.length > 1)
    return unfit(`the task carries ${databases.length} databases (${names}), and none of them was named`);
  const database = databases.find(({ name }) => wanted === undefined || isSame(name, wanted));
  if (database === undefined) return unfit(`the task carries ${names}, not ${wanted ?? ''}`);
  const { restoreDatabaseName } = database;
  if (restoreDatabaseName !== undefined && !isSame(restoreDatabaseName, target.databaseName))
    return unfit(
      `the task restores ${database.name} as ${restoreDatabaseName}, not as ${target.databaseName}`,
    );
  const instance = task.input?.targetConnectionInfo?.managedInstanceResourceId;
  if (instance !== undefined && !sameResourceId(instance, target.scopeId))
    return unfit(`the task restores to ${instance}, not to ${target.scopeId}`);
  return { kind: 'fits', database };
}

/** The other databases of the task to which something may still happen. */
export function othersUnderway(task: WireTask, database: ClassicDatabase): readonly string[] {
  return databasesOf(task)
    .filter(
      ({ name, row, otherRow }) =>
        !isSame(name, database.name) && (otherRow !== undefined || !hasEnded(row?.migrationState)),
    )
    .map(({ name }) => name);
}

/** Commands that were given for the database, or for one that they do not name. */
export function commandsFor(
  commands: readonly WireCommand[],
  database: ClassicDatabase,
): readonly WireCommand[] {
  return commands.filter(({ input }) => {
    const name = input?.sourceDatabaseName;
    return name === undefined || isSame(name, database.name);
  });
}

/** A database's row tells its name, or carries it in its id: `db|<name>`. A row of another type is about something else. */
function databaseNameOf(row: WireRow): string | undefined {
  const fromId = /^db\|(.+)$/is.exec(row.id ?? '')?.[1];
  const type = row.resultType?.toLowerCase();
  const isDatabase = type === undefined ? fromId !== undefined : type === 'databaseleveloutput';
  const name = row.sourceDatabaseName ?? fromId;
  return isDatabase && name !== '' ? name : undefined;
}

function unfit(reason: string): ClassicFit {
  return { kind: 'unfit', reason };
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
