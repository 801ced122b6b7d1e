/**
 * Settling an attempt by observation alone (G2): after an unclear answer the request is not repeated; what the service
 * does tells whether it arrived.
 */
import { contradiction } from '../engine/contradictions';
import type { EngineStatus } from '../engine/engine-status';
import { failureText } from '../engine/failure-text';
import { isSameOperation } from '../engine/operation-id';
import type { EngineReading } from '../engine/reading';
import type { Sighting } from '../engine/sighting';
import type { RestoredVersion } from '../facts/facts';
import { isSameFile } from '../file-names';
import type { Attempt, RetryIntent } from '../migration/control';
import { isByService } from '../migration/offline';
import { type Timing, hasElapsed, secondsBetween } from '../timing';
import { step } from './attempt';
import { doubtfulEnd, judgeDoubtfulEnd } from './doubtful-end';
import { countStillRunning, withoutCount } from './lost-request';
import { type CompletionProof, judgeCompletion, judgeDisappearance, withoutMissing } from './outcome-proof';

/** True when the target database must be asked before this reading can settle the attempt. */
export function needsTarget(engine: EngineReading): boolean {
  return engine.kind === 'absent' || (engine.kind === 'read' && engine.status.state === 'succeeded');
}

/**
 * Takes one observation into account. Trouble changes nothing; what is not understood settles nothing.
 *
 * @param attempt the attempt as stored, `sent` or `unknown`; any other comes back as it is
 * @param sighting with the target database, when `needsTarget` says so
 * @param tailFiles names of the tail's files beside its first, to prove what was restored last; with an empty tail,
 * which the engine may leave out, also those of the set before it that ends at the same LSN
 * @param version what the assessment found of the version that was restored, for attempts that nothing was checked for
 * @returns the attempt to store; the same object when nothing new was learned
 * @example observe(unknownAttempt, completing, files, AZURE_TIMING).state // 'sent'
 */
export function observe(
  attempt: Attempt,
  { engine, at, target }: Sighting,
  tailFiles: readonly string[],
  timing: Timing,
  version?: RestoredVersion,
): Attempt {
  if (attempt.state !== 'sent' && attempt.state !== 'unknown') return attempt;
  switch (engine.kind) {
    case 'trouble':
      return attempt;
    case 'absent':
      return judgeDisappearance(withoutCount(attempt), at, target, timing);
    case 'read': {
      const { status } = engine;
      const doubtful = doubtfulEnd(attempt, status);
      if (doubtful !== undefined) return judgeDoubtfulEnd(attempt, doubtful, status, timing);
      const back = status.state === 'succeeded' ? attempt : withoutMissing(attempt);
      const seen = withVersion(withLastRestored(back, status), version);
      const last = seen.lastRestoredFile;
      const isTailLast =
        last !== undefined && [attempt.tail.blob, ...tailFiles].some((file) => isSameFile(file, last));
      const contradicted = contradiction(status, ['lastRestored']);
      const lacking = isByService(seen) && seen.versionProven !== true ? versionText(version) : undefined;
      return byState(seen, status, { target, isTailLast, contradicted, lacking }, timing);
    }
  }
}

/** Once proven it stays so: the file restored last is compared with every later reading. */
function withVersion(attempt: Attempt, version: RestoredVersion | undefined): Attempt {
  return isByService(attempt) && version?.kind === 'proven' && attempt.versionProven !== true
    ? { ...attempt, versionProven: true }
    : attempt;
}

function versionText(version: RestoredVersion | undefined): string {
  return version === undefined || version.kind === 'proven'
    ? 'no reading proves which version of the last backup was restored'
    : version.reason;
}

function byState(
  attempt: Attempt,
  status: EngineStatus,
  proof: Omit<CompletionProof, 'isSameOperation'>,
  timing: Timing,
): Attempt {
  switch (status.state) {
    case 'completing':
      return attempt.state === 'unknown'
        ? step(attempt, 'sent', { sentAt: status.asOf, reason: 'received: the service is completing' })
        : attempt;
    case 'succeeded':
      return judgeCompletion(
        attempt,
        status,
        { ...proof, isSameOperation: isSameOperation(attempt.operationId, status.operationId) },
        timing,
      );
    case 'failed':
      return step(attempt, 'failed', { settledAt: status.asOf, reason: failureText(status.failure) });
    case 'canceled':
      return step(attempt, 'overtaken', { settledAt: status.asOf, reason: 'the migration is canceled' });
    case 'running':
    case 'readyForCutover':
      return isSameOperation(attempt.operationId, status.operationId)
        ? countStillRunning(attempt, status, timing)
        : withoutCount(attempt);
    case 'retriable':
      return sawRetriable(withoutCount(attempt), status);
    // A cancel at the portal may still lose the race against the cutover (RestoreJobCompletedDuringCancel).
    case 'canceling':
    case 'creating':
    case 'unknown':
      return withoutCount(attempt);
  }
}

/** What waits for a retry may be the cutover itself: from then on "still running" does not prove that it never arrived. */
function sawRetriable(attempt: Attempt, { asOf }: EngineStatus): Attempt {
  return attempt.state === 'unknown' && attempt.retriableAt === undefined
    ? { ...attempt, retriableAt: asOf }
    : attempt;
}

/** Observations at the first interval before it backs off. */
const FIRST_CYCLES = 20;

/** Seconds until the next observation: often at first, then less. @param cycle 0 for the first */
export function observationDelay(cycle: number, timing: Timing): number {
  return cycle < FIRST_CYCLES ? timing.observeFirst : Math.min(timing.observeMost, timing.observeFirst * 4);
}

/**
 * True when an operator must look: an accepted request shows no effect for `stuckAfter`, or an unclear answer is still
 * unclear then, because the readings do not report enough to settle it. A retry since then begins the time anew.
 */
export function isStuck(
  attempt: Attempt,
  status: EngineStatus,
  timing: Timing,
  retry?: RetryIntent,
): boolean {
  const asked = attempt.sentAt ?? attempt.sender?.notAfter ?? attempt.requestedAt;
  const since = retry !== undefined && secondsBetween(asked, retry.at) > 0 ? retry.at : asked;
  if (!hasElapsed(since, status.asOf, timing.stuckAfter)) return false;
  switch (attempt.state) {
    case 'sent':
      return SHOWS_NO_EFFECT.includes(status.state);
    case 'unknown':
      return status.state !== 'completing' && status.state !== 'succeeded';
    default:
      return false;
  }
}

/** What an accepted cutover should have left behind; a word nobody knows, or a cancel that does not end, is for people. */
const SHOWS_NO_EFFECT: readonly EngineStatus['state'][] = [
  'running',
  'readyForCutover',
  'creating',
  'canceling',
  'unknown',
];

/** The newest reading counts: one that shows a file after the tail takes the proof back. */
function withLastRestored(attempt: Attempt, status: EngineStatus): Attempt {
  return status.lastRestoredFile === undefined || status.lastRestoredFile === attempt.lastRestoredFile
    ? attempt
    : { ...attempt, lastRestoredFile: status.lastRestoredFile };
}
