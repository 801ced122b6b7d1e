/**
 * Whose backups are these? Splits rows by database and picks the one a chain is for (rule S10).
 *
 * Neither name nor family GUID is enough alone: a database may be renamed while it is backed up, and a detached
 * copy keeps the family of its original (dbatools #7879).
 */
import type { BackupSetRow } from '../backup-set-row';
import { normalizeGuid } from './guid';
import { type Run, compareText, normalizeName, wasRenamed } from './rename';

/** The rows of one database. */
export interface DatabaseGroup {
  /** Its newest name; undefined when no header told one. */
  readonly databaseName?: string;
  /** In lower case; undefined when no header told one. */
  readonly familyGuid?: string;
  /** Every name it had, lower case, oldest first. */
  readonly names: readonly string[];
  readonly rows: readonly BackupSetRow[];
}

/** What the caller knows about the database; each part narrows the choice. */
export interface DatabaseChoice {
  /** Backup set GUID of the full the engine restored. */
  readonly anchorGuid?: string;
  readonly familyGuid?: string;
  readonly databaseName?: string;
}

/**
 * Splits rows by database: by family GUID, and within a family by name, unless the names follow each other (a rename).
 *
 * Rows without a family GUID join the one database that bears their name, else stand alone.
 *
 * @returns largest group first, then by name
 * @example groupByDatabase(rows).map((group) => assessChain(group.rows))
 */
export function groupByDatabase(rows: readonly BackupSetRow[]): readonly DatabaseGroup[] {
  const { families, strangers } = splitByFamily(rows);
  const known = [...families].flatMap(([family, members]) => splitByName(members, family));
  const all = joinStrangers(known, splitByName(strangers, undefined));
  return joinNameless(all).sort(compareGroups);
}

/**
 * Picks the rows of one database: that of the anchor, else of the family, else of the name, else the largest group.
 *
 * Rows without a family GUID belong to a chosen family when they bear its name: unknown is not different.
 *
 * @returns undefined when no row fits what the caller knows
 */
export function chooseDatabase(
  rows: readonly BackupSetRow[],
  choice: DatabaseChoice,
): DatabaseGroup | undefined {
  const family = normalizeGuid(choice.familyGuid) ?? familyOfAnchor(rows, choice);
  if (family !== undefined) return chooseInFamily(rows, family, choice);
  const groups = groupByDatabase(rows);
  return groupOfAnchor(groups, choice) ?? pickByName(groups, choice.databaseName, true);
}

/** Looks at rows of the family and at rows that name no family, never at other families: those cannot matter. */
function chooseInFamily(
  rows: readonly BackupSetRow[],
  family: string,
  choice: DatabaseChoice,
): DatabaseGroup | undefined {
  const { families, strangers } = splitByFamily(rows);
  const own = splitByName(families.get(family) ?? [], family).sort(compareGroups);
  const chosen = groupOfAnchor(own, choice) ?? pickByName(own, choice.databaseName, false);
  if (chosen === undefined) {
    return pickByName(splitByName(strangers, undefined).sort(compareGroups), choice.databaseName, true);
  }
  const unmarked = strangers.filter((row) => chosen.names.includes(normalizeName(row.databaseName) ?? ''));
  return { ...chosen, rows: [...chosen.rows, ...unmarked] };
}

/** The rows that belong to other databases; rows are distinct. */
export function rowsBeside(
  rows: readonly BackupSetRow[],
  database: DatabaseGroup | undefined,
): readonly BackupSetRow[] {
  if (database?.rows.length === rows.length) return [];
  const own = new Set(database?.rows);
  return rows.filter((row) => !own.has(row));
}

function splitByFamily(rows: readonly BackupSetRow[]) {
  const families = new Map<string, BackupSetRow[]>();
  const strangers: BackupSetRow[] = [];
  for (const row of rows) {
    const family = normalizeGuid(row.familyGuid);
    if (family === undefined) strangers.push(row);
    else appendTo(families, family, row);
  }
  return { families, strangers };
}

function splitByName(rows: readonly BackupSetRow[], familyGuid: string | undefined): DatabaseGroup[] {
  const byName = new Map<string, BackupSetRow[]>();
  for (const row of rows) appendTo(byName, normalizeName(row.databaseName) ?? '', row);
  if (byName.size <= 1 || familyGuid === undefined) {
    return [...byName].map(([name, members]) => toGroup([{ name, rows: members }], familyGuid));
  }
  const nameless = byName.get('') ?? [];
  byName.delete('');
  const runs = [...byName].map(([name, members]) => ({ name, rows: members }));
  const groups = wasRenamed(rows)
    ? [toGroup(orderRuns(runs), familyGuid)]
    : runs.map((run) => toGroup([run], familyGuid));
  return nameless.length === 0 ? groups : addToLargest(groups, nameless);
}

function orderRuns(runs: readonly Run[]): readonly Run[] {
  const endOf = (run: Run): bigint =>
    run.rows.reduce((end, row) => (row.lastLsn > end ? row.lastLsn : end), 0n);
  return [...runs].sort((a, b) =>
    endOf(a) === endOf(b) ? compareText(a.name, b.name) : endOf(a) < endOf(b) ? -1 : 1,
  );
}

function toGroup(runs: readonly Run[], familyGuid: string | undefined): DatabaseGroup {
  const [only] = runs;
  const rows = only && runs.length === 1 ? only.rows : runs.flatMap((run) => run.rows);
  const databaseName = lowestName(runs.at(-1)?.rows ?? []);
  const names = runs.map((run) => run.name).filter((name) => name !== '');
  return { databaseName, familyGuid, names, rows };
}

/** Of several spellings the lowest, so that it does not depend on arrival. */
function lowestName(rows: readonly BackupSetRow[]): string | undefined {
  let lowest: string | undefined;
  for (const { databaseName } of rows) {
    if (databaseName === undefined || databaseName === lowest) continue;
    if (lowest === undefined || databaseName < lowest) lowest = databaseName;
  }
  return lowest;
}

function joinStrangers(known: DatabaseGroup[], strangers: readonly DatabaseGroup[]): DatabaseGroup[] {
  return strangers.reduce((groups, stranger) => {
    const hosts = groups.filter((group) => stranger.names.some((name) => group.names.includes(name)));
    const [host] = hosts;
    return host === undefined || hosts.length > 1
      ? [...groups, stranger]
      : merge(groups, host, stranger.rows);
  }, known);
}

function joinNameless(groups: DatabaseGroup[]): DatabaseGroup[] {
  const nameless = groups.find((group) => group.familyGuid === undefined && group.names.length === 0);
  const named = groups.filter((group) => group !== nameless);
  const [only] = named;
  if (nameless === undefined || only === undefined || named.length > 1) return groups;
  return merge(named, only, nameless.rows);
}

function addToLargest(groups: DatabaseGroup[], rows: readonly BackupSetRow[]): DatabaseGroup[] {
  const [largest] = [...groups].sort(compareGroups);
  return largest === undefined ? groups : merge(groups, largest, rows);
}

function merge(
  groups: readonly DatabaseGroup[],
  host: DatabaseGroup,
  rows: readonly BackupSetRow[],
): DatabaseGroup[] {
  return groups.map((group) => (group === host ? { ...group, rows: [...group.rows, ...rows] } : group));
}

function familyOfAnchor(rows: readonly BackupSetRow[], choice: DatabaseChoice): string | undefined {
  const families = anchorRows(rows, choice).map((row) => normalizeGuid(row.familyGuid));
  return families.find((family) => family !== undefined);
}

function groupOfAnchor(groups: readonly DatabaseGroup[], choice: DatabaseChoice): DatabaseGroup | undefined {
  return groups.find((group) => anchorRows(group.rows, choice).length > 0);
}

function anchorRows(rows: readonly BackupSetRow[], { anchorGuid }: DatabaseChoice): readonly BackupSetRow[] {
  const guid = normalizeGuid(anchorGuid);
  return guid === undefined ? [] : rows.filter((row) => normalizeGuid(row.backupSetGuid) === guid);
}

function pickByName(
  groups: readonly DatabaseGroup[],
  databaseName: string | undefined,
  nameMustFit: boolean,
): DatabaseGroup | undefined {
  const name = normalizeName(databaseName);
  if (name === undefined) return groups[0];
  const fitting = groups.find((group) => group.names.includes(name));
  if (fitting) return fitting;
  return nameMustFit ? groups.find((group) => group.names.length === 0) : groups[0];
}

function compareGroups(a: DatabaseGroup, b: DatabaseGroup): number {
  const size = b.rows.length - a.rows.length;
  if (size !== 0) return size;
  return compareText(groupLabel(a), groupLabel(b));
}

function groupLabel(group: DatabaseGroup): string {
  return `${group.familyGuid ?? '~'} ${group.names.join(' ')}`;
}

function appendTo(map: Map<string, BackupSetRow[]>, key: string, row: BackupSetRow): void {
  const members = map.get(key);
  if (members) members.push(row);
  else map.set(key, [row]);
}
