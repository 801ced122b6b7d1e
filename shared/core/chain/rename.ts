/** Whether two names are one database (rule S10): was it renamed while it was backed up? */
import type { BackupSetRow } from '../backup-set-row';
import { endFork, startFork } from './forks';

/** Backups of one family under one name. */
export interface Run {
  readonly name: string;
  readonly rows: BackupSetRow[];
}

/** Brings a database name to the form names are compared in: no trailing blanks, lower case. */
export function normalizeName(name: string | undefined): string | undefined {
  return name === undefined ? undefined : name.trimEnd().toLowerCase();
}

/**
 * Tells whether the names of a family are one database under successive names: in order of LastLSN they follow each
 * other without mixing, on a common fork. Backups of two copies alternate, or lie on forks of their own.
 */
export function wasRenamed(rows: readonly BackupSetRow[]): boolean {
  const runs = runsOf(rows);
  const names = new Set(runs.map((run) => run.name));
  return (
    runs.length === names.size && runs.every((run, index) => index === 0 || shareFork(runs[index - 1], run))
  );
}

/** Rows in order of LastLSN, cut where the name changes; empty logs tell nothing. */
function runsOf(rows: readonly BackupSetRow[]): readonly Run[] {
  const runs: Run[] = [];
  for (const row of rows.filter((one) => one.firstLsn !== one.lastLsn).sort(compareByEnd)) {
    const name = normalizeName(row.databaseName);
    const run = runs.at(-1);
    if (name === undefined) continue;
    if (run?.name === name) run.rows.push(row);
    else runs.push({ name, rows: [row] });
  }
  return runs;
}

function shareFork(one: Run | undefined, other: Run): boolean {
  const forks = new Set(forksOf(one?.rows ?? []));
  const others = forksOf(other.rows);
  return forks.size === 0 || others.length === 0 || others.some((fork) => forks.has(fork));
}

function forksOf(rows: readonly BackupSetRow[]): readonly string[] {
  return rows.flatMap((row) => [startFork(row), endFork(row)]).filter((fork) => fork !== undefined);
}

function compareByEnd(a: BackupSetRow, b: BackupSetRow): number {
  if (a.lastLsn !== b.lastLsn) return a.lastLsn < b.lastLsn ? -1 : 1;
  return compareText(normalizeName(a.databaseName) ?? '', normalizeName(b.databaseName) ?? '');
}

/** Orders text by code units. */
export function compareText(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
