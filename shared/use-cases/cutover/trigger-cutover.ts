/**
 * The one place that asks for a cutover: control row, fresh assessment, claim by ETag, one request (G1, G2).
 *
 * A crash between any two lines leaves `intended` (nothing was sent; the next run tries again) or `sending` (it may
 * have been sent; the next run never sends and lets observation settle it).
 */
import { applyAnswer, claimSending, step } from '../../core/cutover/attempt';
import type { ChangeAnswer } from '../../core/engine/change-answer';
import type { Attempt, AttemptState, ControlRow } from '../../core/migration/control';
import type { JournalEntry } from '../../core/migration/journal';
import { isOffline, nothingIsSent } from '../../core/migration/offline';
import { cutoverApproval } from '../../core/readiness/cutover-approval';
import { explainUnmet, unmetChecks } from '../../core/readiness/checks';
import { clip } from '../../core/text';
import { addSeconds, hasElapsed } from '../../core/timing';
import { type Assessed, assessMigration } from '../assess/assess-migration';
import { type Capabilities, nowIso } from '../capabilities';
import { changeControl } from '../change-control';
import { engineTargetOf } from '../engine-target';
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
  const objection = objectionTo(assessed, attempt);
  if (objection !== undefined) return withdraw(caps, id, number, objection);
  await saveEvidence(caps.ledger, id, assessed, attempt);
  const stale = staleness(caps, assessed);
  if (stale !== undefined) return withdraw(caps, id, number, stale);
  const claim = await claimTheSending(caps, assessed, attempt);
  if (!claim) return withdraw(caps, id, number, CHANGED);
  const answer = await send(caps, assessed, claim);
  return settle(caps, id, claim, answer);
}

/** An activity that starts and finds the sending of another run never sends: the request may be on its way. */
async function settleForeignSending(caps: Capabilities, id: string, number: number): Promise<TriggerOutcome> {
  let state: AttemptState = 'withdrawn';
  await changeControl<string>(caps.ledger, id, (control) => {
    const { attempt } = control;
    state = attempt?.number === number ? attempt.state : 'withdrawn';
    if (attempt?.number !== number || attempt.state !== 'sending')
      return { kind: 'refuse', refusal: 'nothing to settle' };
    state = 'unknown';
    const reason = 'the run that sent it ended before it stored the answer';
    return change(
      control,
      step(attempt, 'unknown', { reason }),
      nowIso(caps.clock),
      'sender',
      `Attempt ${number}: ${reason}`,
    );
  });
  return { state };
}

/** Why an attempt is withdrawn, in words and as the row keeps it. */
interface Objection {
  readonly reason: string;
  readonly withdrawnFor: NonNullable<Attempt['withdrawnFor']>;
}

const CHANGED: Objection = {
  reason: 'the control row changed while the cutover was being prepared',
  withdrawnFor: 'changed',
};

/** Why the request must not leave; undefined when it may. */
function objectionTo(assessed: Assessed, attempt: Attempt): Objection | undefined {
  const { facts, decision } = assessed;
  if (isOffline(facts.control)) return ofOperator(nothingIsSent(attempt.tail.blob));
  const { ready, checks } = decision.readiness;
  if (!ready) {
    const isOfOperator = unmetChecks(checks).some(({ code }) => code === 'policy.allows');
    return { reason: explainUnmet(checks), withdrawnFor: isOfOperator ? 'operator' : 'unmet' };
  }
  if (facts.tail.kind !== 'one' || facts.tail.tail.setKey !== attempt.tail.setKey)
    return ofOperator('the tail is no longer the one the attempt was made for');
  const allowed = cutoverApproval(facts, facts.tail.tail);
  return allowed.kind === 'granted' ? undefined : ofOperator(allowed.reason);
}

function ofOperator(reason: string): Objection {
  return { reason, withdrawnFor: 'operator' };
}

/** Why the assessment can no longer be acted upon; the request itself is bound to the same limit (G1). */
function staleness(caps: Capabilities, { facts }: Assessed): Objection | undefined {
  const now = nowIso(caps.clock);
  if (!hasElapsed(facts.at, now, 0))
    return { reason: 'the clock went back during the assessment', withdrawnFor: 'clock' };
  return hasElapsed(facts.at, now, caps.timing.assessmentValid)
    ? {
        reason: `the assessment took longer than ${caps.timing.assessmentValid} s`,
        withdrawnFor: 'slow',
      }
    : undefined;
}

async function withdraw(
  caps: Capabilities,
  id: string,
  number: number,
  why: Objection,
): Promise<TriggerOutcome> {
  const { withdrawnFor } = why;
  const reason = clip(why.reason, REASON_CHARS);
  let state: AttemptState = 'withdrawn';
  await changeControl<string>(caps.ledger, id, (control) => {
    const { attempt } = control;
    if (attempt?.number !== number || attempt.state !== 'intended') {
      state = attempt?.state ?? 'withdrawn';
      return { kind: 'refuse', refusal: 'no longer intended' };
    }
    const now = nowIso(caps.clock);
    return change(
      control,
      step(attempt, 'withdrawn', { settledAt: now, reason, withdrawnFor }),
      now,
      'sender',
      `Attempt ${number} withdrawn: ${reason}`,
    );
  });
  return { state, reason };
}

/** Writes `sending` by the ETag that was read before the assessment; an own write whose answer was lost counts as done. */
async function claimTheSending(
  caps: Capabilities,
  assessed: Assessed,
  attempt: Attempt,
): Promise<Attempt | undefined> {
  const now = nowIso(caps.clock);
  const token = caps.newToken();
  const { engine } = assessed.facts;
  const lastRestored = engine.kind === 'read' ? engine.status.lastRestoredFile : undefined;
  const claimed = claimSending(attempt, token, now, caps.timing.senderValid, lastRestored);
  const { control } = assessed;
  const text = `Attempt ${attempt.number}: sending the cutover request for ${attempt.tail.blob}`;
  const entry: JournalEntry = {
    at: now,
    kind: 'requestSent',
    by: 'sender',
    text,
    facts: { attempt: attempt.number, operationId: attempt.operationId },
  };
  const outcome = await caps.ledger.changeControl(
    assessed.facts.registration.id,
    control.etag,
    { ...control.value, attempt: claimed },
    [entry],
  );
  if (outcome.kind === 'changed') return claimed;
  const stored = await caps.ledger.control(assessed.facts.registration.id);
  return stored?.value.attempt?.sender?.token === token ? claimed : undefined;
}

async function send(caps: Capabilities, assessed: Assessed, claim: Attempt): Promise<ChangeAnswer> {
  const { registration, at } = assessed.facts;
  const engine = caps.engine(registration.engine);
  if (!engine || !claim.sender)
    return { kind: 'notSent', reason: `this deployment does not support engine ${registration.engine}` };
  const deadline = Math.min(
    Date.parse(claim.sender.notAfter),
    Date.parse(addSeconds(at, caps.timing.assessmentValid)),
  );
  const now = caps.clock.now().getTime();
  const claimedAt = Date.parse(claim.sender.notAfter) - caps.timing.senderValid * 1000;
  if (now < Date.parse(at) || now < claimedAt) return { kind: 'notSent', reason: 'the clock went back' };
  return engine.cutover(engineTargetOf(registration), {
    operationId: claim.operationId,
    lastBackupName: lastBackupName(claim),
    deadline,
  });
}

/** The file that the proof found restored last: the tail's, or with an empty tail the one before it that ends at its LSN. */
function lastBackupName({ lastRestoredFile, tail }: Attempt): string {
  const name = lastRestoredFile ?? tail.blob;
  return name.slice(name.lastIndexOf('/') + 1);
}

async function settle(
  caps: Capabilities,
  id: string,
  claim: Attempt,
  answer: ChangeAnswer,
): Promise<TriggerOutcome> {
  let result: TriggerOutcome = { state: 'unknown' };
  await changeControl<string>(caps.ledger, id, (control) => {
    const { attempt } = control;
    if (attempt?.number !== claim.number || (attempt.state !== 'sending' && attempt.state !== 'unknown')) {
      result = { state: attempt?.state ?? 'unknown' };
      return { kind: 'refuse', refusal: 'already settled' };
    }
    const now = nowIso(caps.clock);
    const next = applyAnswer(attempt, answer, now);
    result = { state: next.state, reason: next.reason };
    return change(control, next, now, 'sender', `Attempt ${claim.number}: ${answerText(answer)}`);
  });
  return result;
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

function change(
  control: ControlRow,
  attempt: Attempt,
  at: string,
  by: string,
  text: string,
): { kind: 'change'; control: ControlRow; entries: readonly JournalEntry[] } {
  const kind =
    attempt.sentAt === at || attempt.state === 'refused' || attempt.state === 'unknown'
      ? 'requestAnswered'
      : 'attemptChanged';
  return {
    kind: 'change',
    control: { ...control, attempt },
    entries: [{ at, kind, by, text, facts: { attempt: attempt.number, state: attempt.state } }],
  };
}
