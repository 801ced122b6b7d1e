/**
 * From rows to backup sets: stripes are put together, copies set aside (rules S1, S2, S4, S6, S9).
 *
 * A set is what one BACKUP command wrote. Files are never grouped by name: appended sets and sets of several
 * databases share a file, stripes of one set lie in several.
 */
import type { BackupType } from '../backup-header';
import type { BackupSetRow } from '../backup-set-row';
import type { EngineKind } from '../engine/engine-status';
import type { Lsn } from '../lsn';
import { endFork, startFork } from './forks';
import { normalizeGuid } from './guid';

/**
 * Why a set cannot be restored as it stands: appended (S4), damaged (S6), snapshot or unsupported type (S9); `unnumbered`
 * when several files hold it and nothing tells whether they are stripes or copies (S1).
 */
export type SetFault = 'appended' | 'damaged' | 'unsupported' | 'unnumbered';

/** How sets are collected. */
export interface CollectOptions {
  /** Only the first set of a file can be restored (S4), as the migration services read it; default: for an engine. */
  readonly firstSetOnly?: boolean;
  /** Files known to hold more than one set, of whatever database; default: those of which a later set is given. */
  readonly severalIn?: ReadonlySet<string>;
}

/** One backup set with the stripes that have arrived. */
export interface BackupSet {
  /** GUID in lower case, or a key from type, LSNs and fork when the header has none. */
  readonly key: string;
  /** The row that speaks for the set: its lowest stripe at hand. */
  readonly head: BackupSetRow;
  /** Name of the head's file, with the set's number where the file holds more than one. */
  readonly label: string;
  readonly type: BackupType;
  readonly firstLsn: Lsn;
  readonly lastLsn: Lsn;
  readonly startFork?: string;
  readonly endFork?: string;
  /** One row for each stripe that has arrived, in stripe order. */
  readonly stripes: readonly BackupSetRow[];
  /** Further copies of a stripe: mirrors and doubled uploads (rule S2). */
  readonly spares: readonly BackupSetRow[];
  readonly stripeCount: number;
  /** Every stripe from 1 to the count is there (rule S1). */
  readonly isComplete: boolean;
  readonly fault?: SetFault;
}

/**
 * Groups rows into backup sets.
 *
 * @param rows rows of one database, in any order, each file and position once
 * @param engine for appended sets: the migration services ignore all but the first set of a file (rule S4)
 * @returns the sets, complete or not, in order of their first file's name
 * @example collectSets([stripe1of2, stripe2of2]) // one set, isComplete
 */
export function collectSets(
  rows: readonly BackupSetRow[],
  engine?: EngineKind,
  options: CollectOptions = {},
): readonly BackupSet[] {
  const { firstSetOnly = engine !== undefined, severalIn = filesOfSeveralSets(rows) } = options;
  return groupRows(rows)
    .map((group) => toSet(group, firstSetOnly, severalIn))
    .sort((a, b) => compareRows(a.head, b.head) || compareContent(a, b));
}

/** Files that hold more than one set. @example filesOfSeveralSets(rows).has('device.trn') */
export function filesOfSeveralSets(rows: readonly BackupSetRow[]): ReadonlySet<string> {
  return new Set(rows.filter((row) => row.position > 1).map((row) => row.file));
}

/** Two versions of one file may be given; their order must not depend on arrival either. */
function compareContent(a: BackupSet, b: BackupSet): number {
  if (a.lastLsn !== b.lastLsn) return a.lastLsn < b.lastLsn ? -1 : 1;
  return a.key === b.key ? 0 : a.key < b.key ? -1 : 1;
}

/** Orders rows by file name (code units), then position: the order of everything that must not depend on arrival. */
export function compareRows(a: BackupSetRow, b: BackupSetRow): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.position - b.position;
}

/** Tells whether two rows describe the same backup set by type and LSNs. */
export function sameRange(a: BackupSetRow, b: BackupSetRow): boolean {
  return a.type === b.type && a.firstLsn === b.firstLsn && a.lastLsn === b.lastLsn;
}

type RowsOfSet = [BackupSetRow, ...BackupSetRow[]];

function groupRows(rows: readonly BackupSetRow[]): readonly RowsOfSet[] {
  const groups = new Map<string, RowsOfSet>();
  for (const row of rows) {
    const key = setKey(row);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [row]);
    else if (sameRange(known[0], row)) known.push(row);
    else addTo(groups, `${key} ${row.type} ${rangeKey(row)}`, row);
  }
  return [...groups.values()];
}

/** One GUID with two ranges is two sets: a header that contradicts itself completes no other. */
function addTo(groups: Map<string, RowsOfSet>, key: string, row: BackupSetRow): void {
  const known = groups.get(key);
  if (known) known.push(row);
  else groups.set(key, [row]);
}

function rangeKey({ firstLsn, lastLsn }: BackupSetRow): string {
  return `${firstLsn.toString()}-${lastLsn.toString()}`;
}

function setKey(row: BackupSetRow): string {
  const guid = normalizeGuid(row.backupSetGuid);
  if (guid !== undefined) return guid;
  const media = normalizeGuid(row.mediaSetGuid) ?? '';
  return `${row.type}:${rangeKey(row)}:${startFork(row) ?? ''}:${media}`;
}

function toSet(group: RowsOfSet, firstSetOnly: boolean, severalIn: ReadonlySet<string>): BackupSet {
  const sorted = group.length === 1 ? group : group.sort(compareStripes);
  const [head] = sorted;
  const { stripes, spares } = sorted.length === 1 ? { stripes: sorted, spares: NONE } : splitCopies(sorted);
  const stripeCount = sorted.reduce((count, row) => Math.max(count, row.familyCount ?? stripeOf(row)), 1);
  const fault = faultOf(sorted, firstSetOnly);
  const fork = startFork(head);
  return {
    key: setKey(head),
    head,
    label: labelOf(head, severalIn),
    type: head.type,
    firstLsn: head.firstLsn,
    lastLsn: head.lastLsn,
    startFork: fork,
    endFork: head.firstRecoveryForkId === undefined ? fork : endFork(head),
    stripes: fault === 'unnumbered' ? sorted : stripes,
    spares: fault === 'unnumbered' ? NONE : spares,
    stripeCount,
    isComplete: stripes.length === stripeCount && stripes.every((row, index) => stripeOf(row) === index + 1),
    fault,
  };
}

/** @example labelOf(row, new Set(['device.trn'])) // 'device.trn (set 2)' */
function labelOf({ file, position }: BackupSetRow, severalIn: ReadonlySet<string>): string {
  return severalIn.has(file) ? `${file} (set ${String(position)})` : file;
}

const NONE: readonly BackupSetRow[] = [];

/** The first row of each stripe number, and the rest (rule S2). */
function splitCopies(sorted: readonly BackupSetRow[]) {
  const isFirst = (row: BackupSetRow, index: number): boolean =>
    index === 0 || stripeOf(row) !== stripeOf(sorted[index - 1]);
  return {
    stripes: sorted.filter(isFirst),
    spares: sorted.filter((row, index) => !isFirst(row, index)),
  };
}

function compareStripes(a: BackupSetRow, b: BackupSetRow): number {
  return stripeOf(a) - stripeOf(b) || compareRows(a, b);
}

function stripeOf(row: BackupSetRow | undefined): number {
  return row?.familySequenceNumber ?? 1;
}

function faultOf(rows: RowsOfSet, firstSetOnly: boolean): SetFault | undefined {
  if (rows.some((row) => row.type === 'other' || row.isSnapshot === true)) return 'unsupported';
  if (rows.some((row) => row.isDamaged === true)) return 'damaged';
  if (firstSetOnly && rows.some((row) => row.position > 1)) return 'appended';
  return rows.some(isUnnumbered) && isInSeveralFiles(rows) ? 'unnumbered' : undefined;
}

/** A stripe of an unknown number, or of an unknown count of stripes. */
function isUnnumbered({ familyCount, familySequenceNumber }: BackupSetRow): boolean {
  return familyCount === undefined || (familyCount > 1 && familySequenceNumber === undefined);
}

function isInSeveralFiles(rows: RowsOfSet): boolean {
  return rows.some((row) => row.file !== rows[0].file);
}

/** Tells whether a set can be restored as it stands: complete (S1) and without a fault (S4, S6, S9). */
export function isUsable(set: BackupSet): boolean {
  return set.isComplete && set.fault === undefined;
}

/** A log that carries no change (rule L1): FirstLSN equals LastLSN. */
export function isEmptyLog(set: BackupSet): boolean {
  return set.type === 'log' && set.firstLsn === set.lastLsn;
}

/** "3 of 4 stripes arrived". */
export function stripeText(set: BackupSet): string {
  return `${String(set.stripes.length)} of ${String(set.stripeCount)} stripes arrived`;
}
