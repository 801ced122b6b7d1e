/** From facts and decision to the status document and its summary. */
import { viewOfClock } from '../clocks/clocks';
import { measure } from '../clocks/restore-samples';
import { allowsNewAttempt } from '../cutover/attempt';
import { knownStatus } from '../engine/known-status';
import type { Facts } from '../facts/facts';
import { formatLsn } from '../lsn';
import type { ControlRow, TailReference } from '../migration/control';
import { holdsOf } from '../migration/holds';
import { isOffline, shownState } from '../migration/offline';
import type { Phase } from '../migration/phase';
import type { MigrationSummary, NextStep, StatusDocument } from '../migration/status-document';
import { type ApprovalFacts, judgeApprovals, missingText } from '../readiness/approvals';
import { type Readiness, unmetChecks } from '../readiness/checks';
import { checkToTell } from '../readiness/next-for-check';
import { cutoverApproval, knownTail, sendsByItself } from '../readiness/cutover-approval';
import { isWithdrawn } from '../requests/withdrawal';
import { judgeWindow, nextOpenings } from '../sending/cutover-window';
import { clip } from '../text';
import type { Decision } from '../watch/decide';
import { attentionOf } from './attention';
import { nextStep } from './next-step';
import { routeColumns, routeView } from './route-view';

/** Characters of the next step, and of what a row of the list shows of it. */
const STEP_CHARS = 800;
const SHORT_STEP_CHARS = 240;
/** Characters of what a row says a member of a group lacks. */
const REASON_CHARS = 300;

/** Writes the status document of one assessment. */
export function toStatusDocument(facts: Facts, decision: Decision): StatusDocument {
  const { registration, control } = facts;
  return {
    id: registration.id,
    engine: registration.engine,
    ...routeView(registration),
    phase: decision.phase,
    autoPaused: control.policy.mode === 'auto' ? control.autoPaused : undefined,
    ...holdsView(control),
    frozen: control.ended ? undefined : facts.freeze,
    blocked: blockedView(decision),
    headline: decision.headline,
    next: isWithdrawn(control) ? undefined : boundStep(nextStep({ facts, decision })),
    asOf: facts.at,
    nextCheckAt: decision.nextCheckAt,
    policy: control.policy,
    approvals: approvalsView(facts, knownTail(facts)),
    group: groupView(facts, decision),
    window: windowView(facts),
    clocks: decision.clocks.map(viewOfClock),
    stalls: decision.stalls,
    tail: tailView(facts),
    chain: chainView(facts, decision),
    engineStatus: engineView(facts, decision),
    readiness: readinessView(facts, decision),
    cutover: cutoverView(facts),
    links: linksOf(registration.id),
  };
}

function blockedView({ block, blocked }: Decision): StatusDocument['blocked'] {
  return block && blocked && { kind: block.kind, reason: blocked.what, since: blocked.since };
}

/** Writes the list's row. */
export function toSummary(facts: Facts, decision: Decision): MigrationSummary {
  const status = knownStatus(facts.engine);
  return {
    id: facts.registration.id,
    engine: facts.registration.engine,
    phase: decision.phase,
    ...routeColumns(facts.registration),
    held: holdsOf(facts.control).length > 0,
    blocked: decision.blocked !== undefined,
    ready: decision.readiness.ready,
    headline: decision.headline,
    group: groupColumn(facts, decision),
    attention: attentionOf(facts, decision),
    asOf: facts.at,
    nextCheckAt: facts.control.ended ? undefined : decision.nextCheckAt,
    lastRestoredFile: status?.lastRestoredFile,
    pendingLogs: status?.pendingLogs,
    chainEndLsn: facts.chain.chainEnd === undefined ? undefined : formatLsn(facts.chain.chainEnd),
    newestBackupAt: facts.newestBackup?.at,
    next: isWithdrawn(facts.control) ? undefined : shortStep(nextStep({ facts, decision })),
    restore: restoreView(facts, decision),
    clock: clockColumn(decision),
  };
}

function restoreView({ engine, control }: Facts, { clocks }: Decision): MigrationSummary['restore'] {
  const status = knownStatus(engine);
  const measured = status && control.ended === undefined ? measure(status) : undefined;
  return measured && { ...measured, doneAt: clocks.find(({ kind }) => kind === 'caughtUp')?.at };
}

function clockColumn({ clocks }: Decision): MigrationSummary['clock'] {
  for (const { kind, level, at } of clocks) if (at !== undefined) return { kind, level, at };
  return undefined;
}

/** The holds as shown: the first one by itself, and all of them. */
export function holdsView(control: ControlRow): Pick<StatusDocument, 'held' | 'holds'> {
  const holds = holdsOf(control);
  const [first] = holds;
  return first === undefined ? {} : { held: { by: first.by, at: first.at, reason: first.reason }, holds };
}

/** Links of a migration's documents, relative to the host. */
export function linksOf(id: string): StatusDocument['links'] {
  const self = `/api/migrations/${id}`;
  return {
    self,
    backups: `${self}/backups`,
    journal: `${self}/journal`,
    evidence: `${self}/evidence`,
    runbook: `${self}/runbook`,
  };
}

/** Sentences of the service or of the chain may be long (G7). */
function boundStep(step: NextStep): NextStep {
  return { ...step, what: clip(step.what, STEP_CHARS) };
}

function shortStep(step: NextStep): NextStep {
  return { ...step, what: clip(step.what, SHORT_STEP_CHARS) };
}

/** The approvals as shown, until they are used up: the request is under way, or the migration has ended. */
export function approvalsView(facts: ApprovalFacts, tail?: TailReference): StatusDocument['approvals'] {
  const { control } = facts;
  if (control.ended !== undefined || isOffline(control) || !allowsNewAttempt(control)) return undefined;
  if (control.policy.mode !== 'approve' && control.approvals === undefined) return undefined;
  const { rule, given, standing } = judgeApprovals(facts, tail);
  const isMissing = standing.length < rule.required && !sendsByItself(control);
  return {
    required: rule.required,
    standing: standing.length,
    ...(isMissing && { missing: missingText(rule, standing) }),
    given: given.map(
      ({
        approval: {
          by,
          at,
          expiresAt,
          tail: { blob },
        },
        judged,
      }) => ({
        ...{ by, at, expiresAt, tail: blob },
        ...judged,
      }),
    ),
  };
}

/** Openings that the document shows. */
const SHOWN_OPENINGS = 3;

function windowView({ at, control }: Facts): StatusDocument['window'] {
  const { window } = control.policy;
  if (!window || control.ended !== undefined || isOffline(control)) return undefined;
  const state = judgeWindow(window, at);
  return {
    state: state.kind,
    ...(state.kind === 'closed' && { reason: state.reason }),
    openings: nextOpenings(window, at, SHOWN_OPENINGS),
  };
}

function groupView(facts: Facts, { readiness, phase }: Decision): StatusDocument['group'] {
  const { group, ended } = facts.control;
  if (group === undefined || ended !== undefined) return undefined;
  const tail = knownTail(facts);
  if (!readiness.ready || tail === undefined) {
    const reason = missingForGo(facts, phase, readiness);
    return { id: group.id, state: 'notReady', ...(reason !== undefined && { reason }) };
  }
  const allowed = cutoverApproval(facts, tail);
  if (allowed.kind === 'granted') return { id: group.id, state: 'go' };
  const state = allowed.kind === 'groupWaiting' ? 'waits' : 'notReady';
  return { id: group.id, state, reason: allowed.reason };
}

function groupColumn(facts: Facts, decision: Decision): MigrationSummary['group'] {
  const shown = groupView(facts, decision);
  return (
    shown && { ...shown, ...(shown.reason !== undefined && { reason: clip(shown.reason, REASON_CHARS) }) }
  );
}

/** What a member lacks first, a clause; undefined where its phase, a hold, a block or a gap says more. */
function missingForGo(facts: Facts, phase: Phase, { checks }: Readiness): string | undefined {
  if (phase !== 'following' || facts.chain.gap !== undefined) return undefined;
  if (facts.tail.kind === 'none') return 'no tail is named';
  const check = checkToTell(unmetChecks(checks), facts);
  if (check === undefined) return undefined;
  return `check ${check.code} is ${check.state === 'unmet' ? 'not met' : check.state}: ${check.reason}`;
}

function tailView(facts: Facts): StatusDocument['tail'] {
  if (facts.tail.kind !== 'one') return undefined;
  return { blob: facts.tail.tail.blob, proof: facts.tail.proof, lastLsn: formatLsn(facts.tail.tail.lastLsn) };
}

function chainView(facts: Facts, decision: Decision): StatusDocument['chain'] {
  const { chain } = facts;
  return {
    status: chain.status,
    anchor: chain.anchorFile,
    chainEndLsn: chain.chainEnd === undefined ? undefined : formatLsn(chain.chainEnd),
    path: { files: chain.pathFiles, lastFile: chain.lastFile },
    newest: facts.newestBackup && {
      file: facts.newestBackup.file,
      at: facts.newestBackup.at,
      overdue: decision.watchState.overdue !== undefined,
    },
    gap: chain.gap && {
      needLsn: formatLsn(chain.gap.needLsn),
      firstAvailableLsn: formatLsn(chain.gap.firstAvailableLsn),
      lastGoodFile: chain.gap.lastGoodFile,
      nextFile: chain.gap.nextFile,
      since: decision.gapSince ?? facts.at,
    },
    counts: chain.counts,
  };
}

function engineView(facts: Facts, decision: Decision): StatusDocument['engineStatus'] {
  const { engine } = facts;
  const status = knownStatus(engine);
  if (status === undefined) return undefined;
  return {
    state: status.rawState ?? status.state,
    stateSince: decision.watchState.engineState?.since,
    operationId: status.operationId,
    pendingLogs: status.pendingLogs,
    pendingDifferentials: status.pendingDifferentials,
    lastRestoredFile: status.lastRestoredFile,
    restoringFile: status.restoringFile,
    fullRestored: status.fullRestored,
    blockingReasons: status.blockingReasons,
    failure: status.failure,
    progress: status.progress,
    lastBackupName: status.lastBackupName,
    expiresAt: status.expiresAt,
    asOf: status.asOf,
  };
}

function readinessView(facts: Facts, decision: Decision): StatusDocument['readiness'] {
  const { ready, checks } = decision.readiness;
  return {
    ready,
    checks: checks.map(({ code, state, reason }) => ({
      code,
      state,
      reason,
      since: decision.watchState.checks[code]?.since ?? facts.at,
    })),
  };
}

function cutoverView(facts: Facts): StatusDocument['cutover'] {
  const { attempt } = facts.control;
  if (!attempt) return undefined;
  const { number, requestedBy, requestedAt, sentAt, settledAt, reason } = attempt;
  return {
    attempt: number,
    state: shownState(attempt),
    requestedBy,
    requestedAt,
    sentAt,
    settledAt,
    reason,
  };
}
