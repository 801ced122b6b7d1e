/** The chain's verdict, boiled down to what decisions and the status document need. */
import { lastStepsOf } from '../chain/last-steps';
import type { ChainFinding, ChainVerdict, PathStep } from '../chain/verdict';
import type { BackupRecord } from '../migration/backup-record';
import type { Exclusion } from '../migration/control';
import { countSources, type NamedSet } from './backup-sources';
import { isExcluded } from './chain-input';
import type { ChainFacts } from './facts';

/**
 * Findings that readiness knows by other ways. S5: missing checksums have a check of their own, which can be waived. S4: an
 * appended set that the chain needs is a gap, a newer one an objection of `nothing-newer`; any other harms nobody. S8: whether
 * the Log Replay Service takes a striped log is what `files.all-restored` tells.
 */
const KNOWN_OTHERWISE: ReadonlySet<string> = new Set(['S4', 'S5', 'S8']);

/** What is wrong with a chain besides its status. */
export function errorsOf(findings: readonly ChainFinding[]): readonly string[] {
  return findings
    .filter(({ severity, rule }) => severity === 'error' && !KNOWN_OTHERWISE.has(rule))
    .map(({ message }) => message);
}

/**
 * Boils a verdict down.
 *
 * @param records current records, for the files that never reached the chain
 * @param beside the sets that lie there, for a verdict whose path is empty
 */
export function summarizeChain(
  verdict: ChainVerdict,
  records: readonly BackupRecord[],
  exclusions: readonly Exclusion[],
  beside: readonly NamedSet[],
): ChainFacts {
  const last = verdict.path.at(-1);
  return {
    status: verdict.status,
    summary: verdict.summary,
    anchorFile: verdict.anchor?.files[0],
    anchorGuid: verdict.anchor?.setKey,
    chainEnd: verdict.chainEnd,
    pathFiles: verdict.path.reduce((sum, step) => sum + step.files.length, 0),
    lastFile: last?.files[0],
    lastFiles: lastFilesOf(lastStepsOf(verdict.path)),
    gap: verdict.gap,
    counts: countStates(verdict, records, exclusions),
    withoutChecksum: firstFiles(verdict.path.filter((step) => step.hasBackupChecksums === false)),
    checksumUnknown: firstFiles(verdict.path.filter((step) => step.hasBackupChecksums === undefined)),
    sources: countSources([], verdict.path.length === 0 ? beside : verdict.path),
    inSubfolders: subfoldersOf(records, exclusions),
    unfinished: unfinishedOf(records, exclusions),
    errors: errorsOf(verdict.findings),
  };
}

/** Folders that a sentence names. */
const NAMED = 3;

function subfoldersOf(
  records: readonly BackupRecord[],
  exclusions: readonly Exclusion[],
): ChainFacts['inSubfolders'] {
  const misplaced = records.filter(
    (record) => record.state === 'read' && record.misplaced && !isExcluded(record, exclusions),
  );
  if (misplaced.length === 0) return undefined;
  const folders = new Set(misplaced.map(({ name }) => name.slice(0, name.lastIndexOf('/') + 1)));
  return { count: misplaced.length, folders: [...folders].slice(0, NAMED) };
}

function unfinishedOf(
  records: readonly BackupRecord[],
  exclusions: readonly Exclusion[],
): ChainFacts['unfinished'] {
  const growing = records.filter((record) => record.state === 'growing' && !isExcluded(record, exclusions));
  const [first, ...others] = growing;
  if (first === undefined) return undefined;
  const oldest = others.reduce((a, b) => (b.lastModified < a.lastModified ? b : a), first);
  return { count: growing.length, file: oldest.name, at: oldest.lastModified };
}

/** Files of the steps at the end of a path, the newest step's first. */
export function lastFilesOf(lastSteps: readonly PathStep[]): readonly string[] {
  return lastSteps.toReversed().flatMap((step) => step.files);
}

function countStates(
  verdict: ChainVerdict,
  records: readonly BackupRecord[],
  exclusions: readonly Exclusion[],
): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  const add = (state: string): void => {
    counts[state] = (counts[state] ?? 0) + 1;
  };
  for (const file of verdict.files) add(file.state);
  for (const record of records) {
    if (isExcluded(record, exclusions)) add('excluded');
    else if (record.state !== 'read') add(record.state);
    else if (record.misplaced) add('unusable');
  }
  return counts;
}

function firstFiles(steps: readonly PathStep[]): readonly string[] {
  return steps.flatMap((step) => step.files.slice(0, 1));
}
