/** The readiness checks about the tail: which it is, and whether the service has restored it. */
import type { HeaderTail } from '../chain/tail';
import type { EngineStatus } from '../engine/engine-status';
import type { Facts } from '../facts/facts';
import { isSameFile } from '../file-names';
import { met, unknown, unmet, WAITING, type CheckRow, type Outcome } from './check';
import { ofEngine, versionOutcome } from './engine-checks';

/** Rows about the tail. */
export const TAIL_CHECKS = [
  {
    code: 'tail.proven',
    evaluate: tailProven,
    next: {
      who: 'operator',
      what: 'name one usable log as the tail, as the policy requires',
      action: 'tail',
    },
    demands:
      'exactly one tail, named (`POST …/tail`) or marked (`x.final.trn`, blob metadata `tail=true`), as the policy requires',
    remedy: 'stop writes, take the last log, name or mark it; if several are marked, name the right one',
  },
  {
    code: 'tail.restored',
    evaluate: ofEngine(tailRestored, ['lastRestored', 'sets']),
    next: WAITING,
    demands:
      'the service restored the tail last (an empty tail: a set that ends at its LSN), in the version that is there now, and reports no file of the tail as invalid',
    remedy:
      'wait. If the version is not proven, take a new log and upload it under a new name; if only an early reading is missing, confirm with `tail … --unchanged`. If the service reports the tail as invalid, upload it under a new name',
  },
] as const satisfies readonly CheckRow[];

function tailProven({ tail, control }: Facts): Outcome {
  const wanted = control.policy.tailProof;
  switch (tail.kind) {
    case 'none':
      return unmet(
        'no tail: stop writes, take the last log backup, then name it or mark it (x.final.trn, or metadata tail=true)',
      );
    case 'unreadable':
      return unmet(`the tail ${tail.blob} cannot be used: ${tail.reason}`);
    case 'ambiguous':
      return unmet(`more than one tail is marked (${tail.blobs.join(', ')}): name the right one as the tail`);
    case 'one':
      if (wanted !== 'either' && wanted !== tail.proof && !(wanted === 'marked' && tail.isMarked))
        return unmet(`the tail ${tail.tail.blob} is ${tail.proof}, but the policy requires it ${wanted}`);
      return met(
        `${tail.tail.blob} is the tail: ${tail.proof}${headerWords(tail.header)}${unnamedWords(tail.unnamed)}`,
      );
  }
}

function unnamedWords(unnamed: string | undefined): string {
  return unnamed === undefined ? '' : `; no longer named: ${unnamed}`;
}

function headerWords({ kind, incompleteMetadata }: HeaderTail = { kind: 'none' }): string {
  const warning = incompleteMetadata
    ? '; its header says that metadata is incomplete: the source was damaged or offline when it was taken'
    : '';
  return `${HEADER_WORDS[kind]}${warning}`;
}

const HEADER_WORDS = {
  none: '',
  tailLog: '; its header says tail-log backup',
  noRecovery: '; its header says tail-log backup WITH NORECOVERY',
} as const;

function tailRestored(status: EngineStatus, { tail, progress }: Facts): Outcome {
  if (tail.kind !== 'one') return unmet('no tail is known');
  const invalid = tail.files.find((file) => status.invalidFiles.some((other) => isSameFile(file, other)));
  if (invalid !== undefined) return unmet(`the service reports ${invalid} as an invalid file`);
  if (status.lastRestoredFile === undefined && status.lastRestoredSet === undefined)
    return unknown('the service does not report what it restored last', 'lastRestored');
  if (progress.lastIsTail === true) {
    if (progress.version?.kind !== 'proven') return versionOutcome(progress.version);
    return met(`the service restored ${tail.tail.blob} last: ${progress.version.reason}`);
  }
  return unmet(
    `the service restored ${status.lastRestoredFile ?? 'another set'} last, not the tail ${tail.tail.blob}`,
  );
}
