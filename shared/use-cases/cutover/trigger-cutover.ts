/** The one place that asks for a cutover: a fresh assessment of everything, then claim, one request, answer (G1, G2). */
import { applyAnswer, claimSending, step } from '../../core/cutover/attempt';
import { lastBackupToName } from '../../core/cutover/last-backup';
import type { ChangeAnswer } from '../../core/engine/change-answer';
import type { Approval, Attempt, AttemptState, ControlRow } from '../../core/migration/control';
import { describeFreeze } from '../../core/migration/ledger-state';
import { isOffline, nothingIsSent } from '../../core/migration/offline';
import { explainUnmet, unmetChecks } from '../../core/readiness/checks';
import { type CutoverApproval, cutoverApproval } from '../../core/readiness/cutover-approval';
import { type WindowState, judgeWindow } from '../../core/sending/cutover-window';
import type { Opening } from '../../core/sending/window';
import { clip } from '../../core/text';
import { addSeconds, hasElapsed } from '../../core/timing';
import { type Assessed, assessMigration } from '../assess/assess-migration';
import { type Capabilities, nowIso } from '../capabilities';
import { type RowChange, changeControl } from '../change-control';
import { type RequestKind, claimAndSend, LEFT_UNANSWERED } from '../claim-and-send';
import { saveEvidence } from './evidence';

/** Where the attempt stands afterwards. */
export interface TriggerOutcome {
  readonly state: AttemptState;
  readonly reason?: string;
}

/** Characters of a reason that the control row keeps. */
const REASON_CHARS = 2_000;

/**
 * Sends the request of attempt `number`, if and only if everything holds at this moment.
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer before anything was sent.
 */
export async function triggerCutover(
  caps: Capabilities,
  id: string,
  number: number,
): Promise<TriggerOutcome> {
  const before = await settleForeignSending(caps, id, number);
  if (before.state !== 'intended') return before;
  const assessed = await assessMigration(caps, id, 'thorough');
  const attempt = assessed?.control.value.attempt;
  if (!assessed || attempt?.number !== number || attempt.state !== 'intended')
    return { state: attempt?.state ?? 'withdrawn', reason: 'the attempt has changed' };
  const word = wordOn(assessed, attempt);
  if (word.kind === 'objection') return withdraw(caps, id, number, word);
  await saveEvidence(caps.ledger, id, assessed, attempt);
  const stale = staleness(caps, assessed, word);
  if (stale !== undefined) return withdraw(caps, id, number, stale);
  const { registration } = assessed.facts;
  const request = cutoverRequest(caps, assessed, attempt, word);
  const sent = await claimAndSend(caps, registration, assessed.control, request);
  return sent === undefined
    ? withdraw(caps, id, number, CHANGED)
    : outcomeOf(number, sent.control, 'unknown');
}

/** An activity that starts and finds the sending of another run never sends: the request may be on its way. */
function settleForeignSending(caps: Capabilities, id: string, number: number): Promise<TriggerOutcome> {
  return moveAttempt(caps, id, number, 'sending', (attempt) => ({
    next: step(attempt, 'unknown', { reason: LEFT_UNANSWERED }),
    text: `: ${LEFT_UNANSWERED}`,
  }));
}

/** Why an attempt is withdrawn, in words and as the row keeps it. */
interface Objection {
  readonly kind: 'objection';
  readonly reason: string;
  readonly withdrawnFor: NonNullable<Attempt['withdrawnFor']>;
}

/** What allows the request. */
type Granted = Extract<CutoverApproval, { kind: 'granted' }>;

const CHANGED: Objection = {
  kind: 'objection',
  reason: 'the control row changed while the cutover was being prepared',
  withdrawnFor: 'changed',
};

/** Why the request must not leave, or what allows it. */
function wordOn(assessed: Assessed, attempt: Attempt): Objection | Granted {
  const { facts, decision } = assessed;
  if (facts.freeze !== undefined) return ofOperator(describeFreeze(facts.freeze));
  if (isOffline(facts.control)) return ofOperator(nothingIsSent(attempt.tail.blob));
  const { ready, checks } = decision.readiness;
  if (!ready) {
    const isOfOperator = unmetChecks(checks).some(({ code }) => code === 'policy.allows');
    return objection(explainUnmet(checks), isOfOperator ? 'operator' : 'unmet');
  }
  if (facts.tail.kind !== 'one' || facts.tail.tail.setKey !== attempt.tail.setKey)
    return ofOperator('the tail is no longer the one the attempt was made for');
  const allowed = cutoverApproval(facts, facts.tail.tail);
  switch (allowed.kind) {
    case 'granted':
      return allowed;
    case 'windowClosed':
      return objection(allowed.reason, 'window');
    default:
      return ofOperator(allowed.reason);
  }
}

function ofOperator(reason: string): Objection {
  return objection(reason, 'operator');
}

function objection(reason: string, withdrawnFor: Objection['withdrawnFor']): Objection {
  return { kind: 'objection', reason, withdrawnFor };
}

/** Why the assessment can no longer be acted upon; the request itself is bound to the same limit (G1). */
function staleness(caps: Capabilities, { facts }: Assessed, { until }: Granted): Objection | undefined {
  const now = nowIso(caps.clock);
  if (!hasElapsed(facts.at, now, 0)) return objection('the clock went back during the assessment', 'clock');
  if (hasElapsed(facts.at, now, caps.timing.assessmentValid))
    return objection(`the assessment took longer than ${caps.timing.assessmentValid} s`, 'slow');
  if (until !== undefined && !(Date.parse(now) < Date.parse(until)))
    return ofOperator(`the approvals that were needed held until ${until}`);
  const window = windowAt(facts.control, now);
  return window?.kind === 'closed' ? objection(window.reason, 'window') : undefined;
}

function windowAt({ policy }: ControlRow, at: string): WindowState | undefined {
  return policy.window ? judgeWindow(policy.window, at) : undefined;
}

async function withdraw(
  caps: Capabilities,
  id: string,
  number: number,
  { reason: why, withdrawnFor }: Objection,
): Promise<TriggerOutcome> {
  const reason = clip(why, REASON_CHARS);
  const { state } = await moveAttempt(caps, id, number, 'intended', (attempt, settledAt) => ({
    next: step(attempt, 'withdrawn', { settledAt, reason, withdrawnFor }),
    text: ` withdrawn: ${reason}`,
  }));
  return { state, reason };
}

/** Moves attempt `number` on while it is in state `from`; tells where it stands then. */
async function moveAttempt(
  caps: Capabilities,
  id: string,
  number: number,
  from: AttemptState,
  move: (attempt: Attempt, at: string) => { readonly next: Attempt; readonly text: string },
): Promise<TriggerOutcome> {
  const outcome = await changeControl<never>(caps.ledger, id, (control) => {
    const { attempt } = control;
    if (attempt?.number !== number || attempt.state !== from) return { kind: 'keep' };
    const at = nowIso(caps.clock);
    const { next, text } = move(attempt, at);
    return change(control, next, at, text);
  });
  return outcomeOf(number, outcome.kind === 'changed' ? outcome.control : undefined, 'withdrawn');
}

/** @param otherwise when the row no longer has the attempt */
function outcomeOf(number: number, control: ControlRow | undefined, otherwise: AttemptState): TriggerOutcome {
  const attempt = control?.attempt;
  return attempt?.number === number ? { state: attempt.state, reason: attempt.reason } : { state: otherwise };
}

/** The request of an attempt; it starts while the assessment and its approvals hold and the window is open, or not at all (G1). */
function cutoverRequest(
  { timing }: Capabilities,
  { facts: { at: lookedAt, engine: seen, control: row } }: Assessed,
  attempt: Attempt,
  { approvals, until }: Granted,
): RequestKind<Attempt> {
  const { number, operationId, tail } = attempt;
  const opening = openingAt(row, lookedAt);
  const lastRestored = seen.kind === 'read' ? seen.status.lastRestoredFile : undefined;
  const lastBackupName = lastBackupToName(lastRestored, tail);
  const seenBefore = {
    ...(lastRestored !== undefined && { lastRestoredFile: lastRestored }),
    ...(approvals.length > 0 && { approvals: approvals.map(snapshotOf) }),
    ...(opening && { window: opening }),
  };
  return {
    lookedAt,
    notAfter: (at) => addSeconds(at, timing.senderValid),
    storedIn: ({ attempt: stored }) => stored,
    claim: (control, sender, at) => {
      const text = `Attempt ${number}: sending the cutover request for ${tail.blob}`;
      const facts = { attempt: number, operationId };
      return {
        kind: 'change',
        control: { ...control, attempt: claimSending(attempt, sender, seenBefore) },
        entries: [{ at, kind: 'requestSent', by: 'sender', text, facts }],
      };
    },
    prepare: (engine, target) => (notAfter) => {
      const deadline = Math.min(
        notAfter,
        Date.parse(addSeconds(lookedAt, timing.assessmentValid)),
        opening ? Date.parse(opening.latestStart) : Infinity,
        until === undefined ? Infinity : Date.parse(until),
      );
      return engine.cutover(target, { operationId, lastBackupName, deadline });
    },
    settle: (control, stored, answer, at) =>
      change(control, applyAnswer(stored, answer, at), at, `: ${answerText(answer)}`),
  };
}

function snapshotOf({ by, at, expiresAt }: Approval): Pick<Approval, 'by' | 'at' | 'expiresAt'> {
  return { by, at, expiresAt };
}

/** The opening that a request falls into; undefined where the policy has no window. */
function openingAt(control: ControlRow, at: string): Opening | undefined {
  const window = windowAt(control, at);
  if (window?.kind !== 'open') return undefined;
  const { opensAt, closesAt, latestStart } = window;
  return { opensAt, closesAt, latestStart };
}

function answerText(answer: ChangeAnswer): string {
  switch (answer.kind) {
    case 'accepted':
      return 'the service accepted the request';
    case 'refused':
      return `the service refused the request: ${answer.code} ${answer.message}`;
    case 'unknown':
      return `no clear answer to the request (${answer.reason}); it is not sent again; observation settles it`;
    case 'notSent':
      return `the request was not sent: ${answer.reason}`;
  }
}

function change(control: ControlRow, attempt: Attempt, at: string, text: string): RowChange {
  const { number, state, sentAt, code } = attempt;
  const isAnswer = sentAt === at || state === 'refused' || state === 'unknown';
  const kind = isAnswer ? 'requestAnswered' : 'attemptChanged';
  const facts = { attempt: number, state, ...(code !== undefined && { code }) };
  return {
    kind: 'change',
    control: { ...control, attempt },
    entries: [{ at, kind, by: 'sender', text: `Attempt ${number}${text}`, facts }],
  };
}
