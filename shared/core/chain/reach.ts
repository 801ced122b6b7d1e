/**
 * How far an engine has come along our chain, by the sets it says it restored.
 *
 * An engine may take another route than ours (logs instead of a differential), so the question is not whether it
 * restored our files, but whether what it restored leads without a gap to the tail.
 */
import type { Lsn } from '../lsn';
import { formatLsn } from '../lsn';
import type { AssessOptions } from './assess-chain';
import { assessChain } from './assess-chain';
import type { BackupSetRow } from './backup-set';
import { collectSets } from './collect-sets';
import { normalizeGuid } from './guid';
import type { PathStep } from './verdict';

/** What an engine says it restored; both lists may be incomplete, neither may be wrong. */
export interface RestoredEvidence {
  /** File names as the engine writes them: the blob's whole name, a URL, or its last segments only. */
  readonly files?: readonly string[];
  /** Backup set GUIDs, in any case. */
  readonly setIds?: readonly string[];
}

/** The tail an engine has to reach. */
export interface ReachTarget {
  /** Key of its set, see `PathStep.setKey`. */
  readonly setKey: string;
  readonly lastLsn: Lsn;
  /** An empty tail need not be restored; reaching its LSN is enough. */
  readonly isEmpty: boolean;
}

/** How far the engine has come. */
export interface Reach {
  /** True only when the restored sets lead without a gap exactly to the tail, and the tail is among them. */
  readonly isAtTail: boolean;
  /** Where the restored sets lead; undefined when no restored full is known. */
  readonly chainEnd?: Lsn;
  /** Steps of our path beyond that point which are not restored. */
  readonly missing: readonly PathStep[];
  /** Steps of our path which the engine did without, by another route. */
  readonly bypassed: readonly PathStep[];
  /** One sentence. */
  readonly reason: string;
}

/**
 * Assesses how far the restored sets lead: the chain over them alone.
 *
 * @param rows every row of the chain
 * @param isRestored see {@link restoredBy}
 * @param options those of the chain; `anchorGuid` is the full the engine started from
 * @example assessReach(rows, restoredBy(rows, { files: ['full.bak', 'log1.trn'] }), tail, { anchorGuid }).isAtTail
 */
export function assessReach(
  rows: readonly BackupSetRow[],
  isRestored: (row: BackupSetRow) => boolean,
  tail: ReachTarget,
  options: AssessOptions = {},
): Reach {
  const restored = rows.filter(isRestored);
  const { chainEnd, summary } = assessChain(restored, options);
  const keys = new Set(collectSets(restored).flatMap((set) => (set.isComplete ? [set.key] : [])));
  const open = assessChain(rows, options).path.filter((step) => !keys.has(step.setKey));
  const passed = (step: PathStep): boolean => chainEnd !== undefined && step.lastLsn <= chainEnd;
  const missing = open.filter((step) => !passed(step));
  const bypassed = open.filter(passed);
  if (chainEnd !== tail.lastLsn) {
    return {
      isAtTail: false,
      chainEnd,
      missing,
      bypassed,
      reason: notThere(chainEnd, tail, missing, summary),
    };
  }
  const isAtTail = tail.isEmpty || keys.has(tail.setKey);
  const reason = isAtTail
    ? `The restored sets lead without a gap to the tail, LSN ${formatLsn(tail.lastLsn)}.`
    : `The restored sets lead to LSN ${formatLsn(tail.lastLsn)}, but the tail itself is not among them.`;
  return { isAtTail, chainEnd, missing, bypassed, reason };
}

function notThere(
  chainEnd: Lsn | undefined,
  tail: ReachTarget,
  missing: readonly PathStep[],
  summary: string,
): string {
  if (chainEnd === undefined) return `The restored sets lead nowhere: ${summary}`;
  const where = `The restored sets lead to LSN ${formatLsn(chainEnd)}, the tail ends at LSN ${formatLsn(tail.lastLsn)}`;
  if (chainEnd > tail.lastLsn) return `${where}: the engine has gone past the tail.`;
  const [next] = missing;
  return next ? `${where}: ${next.files.join(', ')} is not restored.` : `${where}.`;
}

/**
 * Tells which rows an engine has restored, by set GUID or by file name.
 *
 * A name that fits several of our files proves nothing: a bare `log.trn` may be that of any folder. Names are
 * compared case by case, as blob names are.
 *
 * @param rows every row, so that doubtful names are recognised
 * @example rows.filter(restoredBy(rows, { files: ['log7.trn'], setIds: ['25F534DA-…'] }))
 */
export function restoredBy(
  rows: readonly BackupSetRow[],
  { files = [], setIds = [] }: RestoredEvidence,
): (row: BackupSetRow) => boolean {
  const ids = new Set(setIds.map(normalizeGuid));
  const named = resolveNames(new Set(rows.map((row) => row.file)), files);
  return (row) => {
    const guid = normalizeGuid(row.backupSetGuid);
    return (guid !== undefined && ids.has(guid)) || named.has(row.file);
  };
}

/** Which of our files the engine's names mean; see {@link restoredBy}. */
function resolveNames(known: ReadonlySet<string>, names: readonly string[]): ReadonlySet<string> {
  const bySegment = groupBySegment(known);
  const resolved = names.map((name) => resolveName(bySegment.get(lastSegment(name)) ?? [], name));
  return new Set(resolved.filter((file) => file !== undefined));
}

function groupBySegment(files: Iterable<string>): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const file of files) {
    const group = groups.get(lastSegment(file));
    if (group) group.push(file);
    else groups.set(lastSegment(file), [file]);
  }
  return groups;
}

function resolveName(candidates: readonly string[], name: string): string | undefined {
  const fitting = candidates.filter((file) => fits(file, name));
  if (fitting.length <= 1) return fitting[0];
  return name.includes('/') ? fitting.find((file) => file === name) : undefined;
}

function fits(file: string, name: string): boolean {
  return file === name || file.endsWith(`/${name}`) || name.endsWith(`/${file}`);
}

function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/**
 * The steps up to a file that an engine names as restored last: it restores in order, so all before it are in.
 *
 * @returns nothing when the file is on no step
 * @example stepsThrough(verdict.path, 'log7.trn').length
 */
export function stepsThrough(path: readonly PathStep[], lastRestoredFile: string): readonly PathStep[] {
  const files = new Set(path.flatMap((step) => step.files));
  const [file] = resolveNames(files, [lastRestoredFile]);
  const index = path.findIndex((step) => file !== undefined && step.files.includes(file));
  return path.slice(0, index + 1);
}
