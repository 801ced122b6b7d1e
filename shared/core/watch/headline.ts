/** The one sentence a DBA reads first. */
import { type Clock, describeClock } from '../clocks/clock';
import { mayStillArrive, unclearAttempt } from '../cutover/held-attempt';
import { lastBackupToTell } from '../cutover/service-cutover';
import { knownStatus, restoringNow } from '../engine/known-status';
import { cancelEffect } from '../engine/notices';
import type { Facts } from '../facts/facts';
import { formatLsn } from '../lsn';
import type { CancelIntent } from '../migration/control';
import { holdsOf } from '../migration/holds';
import { describeFreeze } from '../migration/ledger-state';
import { isByService, isOffline, nothingIsSent } from '../migration/offline';
import type { Phase } from '../migration/phase';
import { type Readiness, unmetChecks } from '../readiness/checks';
import { isWithdrawn } from '../requests/withdrawal';
import { judgeWindow } from '../sending/cutover-window';
import { describeOverdue, overdueSince } from './cadence';

/** What the headline says beside what the phase has to say. */
export interface HeadlineParts {
  /** Why a person is needed, if one is. */
  readonly blocked?: string;
  /** What adoption waits for, if it does. */
  readonly waitingFor?: string;
  /** What ends by itself within days. */
  readonly expiring?: Clock;
  /** What else stands still. */
  readonly stalled?: string;
}

/**
 * Writes the headline: an end first, then a hold, then what blocks, then what the phase has to say; and, in the last
 * days, what ends by itself.
 *
 * @example writeHeadline('ready', facts, readiness, {}) // 'Ready to cut over at …'
 */
export function writeHeadline(
  phase: Phase,
  facts: Facts,
  readiness: Readiness,
  { blocked, waitingFor, expiring, stalled }: HeadlineParts,
): string {
  const { ended } = facts.control;
  if (ended) return SENTENCES[ended.phase](facts, readiness);
  const said = sentence(phase, facts, readiness, blocked, waitingFor);
  const clauses = [
    said,
    frozen(facts, said),
    misplaced(facts),
    overdue(facts, phase),
    stalled,
    expiring && describeClock(expiring),
  ];
  return clauses.filter((clause) => clause !== undefined).join('; ');
}

/** Nothing waits for the thaw yet, or something else blocks: it is told all the same, once. */
function frozen({ freeze }: Facts, said: string): string | undefined {
  const text = freeze && describeFreeze(freeze);
  return text === undefined || said.includes(text) ? undefined : text;
}

/** Mistaken for missing: the board has them, the service does not see them. */
function misplaced({ chain: { inSubfolders } }: Facts): string | undefined {
  if (inSubfolders === undefined) return undefined;
  const { count, folders } = inSubfolders;
  const lie = count === 1 ? '1 backup is' : `${count} backups are`;
  return `${lie} in sub-folders, which the service does not read: ${folders.join(', ')}`;
}

function overdue(facts: Facts, phase: Phase): string | undefined {
  const since = overdueSince(facts, phase);
  return since && describeOverdue(since, facts.control.policy);
}

function sentence(
  phase: Phase,
  facts: Facts,
  readiness: Readiness,
  blocked: string | undefined,
  waitingFor: string | undefined,
): string {
  const { cancel } = facts.control;
  const holds = holdsOf(facts.control);
  if (blocked === undefined && cancel && CANCELING.includes(cancel.state))
    return `Canceling: requested by ${cancel.by}; the service ${cancelEffect(facts.registration.engine)}`;
  if (holds.length > 0) {
    const unclear = unclearAttempt(facts.control, facts.at);
    const limit = unclear === undefined ? '' : `; ${mayStillArrive(unclear)}`;
    return `Held by ${holds.map(({ by, reason }) => `${by}: ${reason}`).join('; by ')}${limit}`;
  }
  if (blocked !== undefined) return `Blocked: ${blocked}`;
  if (phase === 'registered' && waitingFor !== undefined) return `Registered: ${waitingFor}`;
  return SENTENCES[phase](facts, readiness);
}

/** States of a cancel that will be sent, or may be at the service. */
const CANCELING: readonly CancelIntent['state'][] = ['intended', 'sending', 'sent', 'unknown', 'confirmed'];

const SENTENCES: Readonly<Record<Phase, (facts: Facts, readiness: Readiness) => string>> = {
  registered: () => 'Registered: waiting for the migration at the service',
  seeding: (facts) => `Seeding: ${seeding(facts)}; ${chainSentence(facts)}`,
  following: following,
  ready: (facts) =>
    [`Ready to cut over at ${tailName(facts)}`, closedWindow(facts)].filter(Boolean).join('; '),
  cuttingOver: ({ control: { attempt } }) =>
    `Cutting over at ${attempt?.tail.blob ?? 'the tail'}: ${attempt && isByService(attempt) ? 'begun by the service' : `request ${attempt?.state ?? 'intended'}`}`,
  confirming: () => 'Confirming: the service is completing the cutover',
  completed: (facts) =>
    endSentence('Completed', facts.control.ended?.reason ?? 'the service reports success'),
  failed: (facts) => `Failed: ${facts.control.ended?.reason ?? 'the service reports failure'}`,
  exported: ({ control }) => `Exported: ${control.ended?.reason ?? 'it continues in another ledger'}`,
  canceled: ({ control }) =>
    isWithdrawn(control)
      ? endSentence('Withdrawn', control.ended?.reason ?? '')
      : endSentence('Canceled', control.ended?.reason ?? 'the service reports cancellation'),
};

function closedWindow({ at, control }: Facts): string | undefined {
  const { window } = control.policy;
  const state = window ? judgeWindow(window, at) : undefined;
  return state?.kind === 'closed' ? state.reason : undefined;
}

/** A reason that begins with the end itself is not said twice: `Canceled by …`, `Completed, but unproven: …`. */
function endSentence(end: 'Completed' | 'Canceled' | 'Withdrawn', reason: string): string {
  const again = /^(?:completed|cancelled|withdrawn)(?=,? )/.exec(reason);
  return again ? `${end}${reason.slice(again[0].length)}` : `${end}: ${reason}`;
}

/** Only what the service says: it may wait, or restore another full than the one we know. */
function seeding({ engine }: Facts): string {
  const status = knownStatus(engine);
  const file = status && restoringNow(status);
  if (file !== undefined) return `the service restores ${file}`;
  return status?.fullRestored === false
    ? 'the service reports that no full backup is restored yet'
    : 'the service does not report whether a full backup is restored';
}

function following(facts: Facts, readiness: Readiness): string {
  const { gap } = facts.chain;
  if (gap?.cause !== undefined) return facts.chain.summary;
  if (gap)
    return `Gap: a log that contains LSN ${formatLsn(gap.needLsn)} is missing after ${gap.lastGoodFile}; ${gap.nextFile} starts at LSN ${formatLsn(gap.firstAvailableLsn)}`;
  const progress = `Following: ${chainSentence(facts)}; ${engineSentence(facts)}`;
  if (isOffline(facts.control)) return `${progress}; ${nothingIsSent(lastBackup(facts))}`;
  if (facts.tail.kind === 'none') return progress;
  const [first] = unmetChecks(readiness.checks);
  return `Tail ${tailName(facts)}: not ready, ${first?.reason ?? 'assessing'}`;
}

function chainSentence(facts: Facts): string {
  if (facts.chain.status !== 'complete') return facts.chain.summary;
  return `${facts.chain.pathFiles} files in the chain${facts.chain.lastFile === undefined ? '' : `, the last ${facts.chain.lastFile}`}`;
}

function engineSentence(facts: Facts): string {
  const status = knownStatus(facts.engine);
  if (facts.engine.kind === 'absent') return 'the service answers that it knows no such migration';
  if (status === undefined) return 'the service could not be read';
  const { pendingLogs, lastRestoredFile, state, rawState } = status;
  const restores = state === 'running' || state === 'readyForCutover';
  if (!restores) return `the service says ${rawState ?? state}`;
  const pending =
    pendingLogs === undefined
      ? 'pending logs unknown'
      : `${pendingLogs} ${pendingLogs === 1 ? 'log' : 'logs'} pending at the service`;
  return lastRestoredFile === undefined ? pending : `${pending}, ${lastRestoredFile} restored last`;
}

function lastBackup(facts: Facts): string | undefined {
  return lastBackupToTell(facts) ?? (facts.tail.kind === 'none' ? undefined : tailName(facts));
}

function tailName(facts: Facts): string {
  switch (facts.tail.kind) {
    case 'one':
      return facts.tail.tail.blob;
    case 'unreadable':
      return facts.tail.blob;
    case 'ambiguous':
      return facts.tail.blobs.join(', ');
    case 'none':
      return 'unknown';
  }
}
