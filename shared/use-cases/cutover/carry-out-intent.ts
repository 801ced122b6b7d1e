/** Carrying out an intent of the control row (cancel, retry): look, claim, one request, answer (G2). */
import type { ChangeAnswer } from '../../core/engine/change-answer';
import type { EngineStatus } from '../../core/engine/engine-status';
import { type TargetSighting, goneText, goneWith } from '../../core/engine/sighting';
import type { CancelIntent, ControlRow } from '../../core/migration/control';
import type { JournalEntry } from '../../core/migration/journal';
import type { Registration } from '../../core/migration/registration';
import { atOnce, countReading } from '../../core/reading-count';
import { addSeconds, hasElapsed } from '../../core/timing';
import type { EngineTarget, MigrationEngine } from '../../ports/migration-engine';
import { type Capabilities, nowIso } from '../capabilities';
import { type ControlChange, changeControl } from '../change-control';
import { engineTargetOf } from '../engine-target';
import { readEngine } from '../assess/gather-facts';
import { lookAtTarget } from '../assess/look-at-target';
import { decidedAttempt } from '../operator-actions';

/** Whether the intent moved on; when not, the service could not be read and the next look tries again. */
export interface CarryOutOutcome {
  readonly acted: boolean;
}

/** Why a request must not leave; undefined when it may. */
export type Objection =
  | undefined
  /** Something speaks against it: the intent is withdrawn. */
  | { readonly kind: 'against'; readonly reason: string }
  /** The service does not report it: the intent stands, and the next look tries again. */
  | { readonly kind: 'unreadable' }
  /** The service says that it knows no such migration: believed once it has said so again and again. */
  | { readonly kind: 'absent'; readonly target: TargetSighting };

/** What sets one kind of intent apart. */
export interface IntentKind {
  /** Its member in the control row. */
  readonly member: 'cancel' | 'retry';
  /** How the journal calls it. */
  readonly title: string;
  /** States of the service in which it may be asked for. */
  readonly states: readonly EngineStatus['state'][];
  /** Why the control row speaks against it; undefined when it does not. */
  readonly vetoOf: (control: ControlRow) => string | undefined;
  /** True where it may be sent although a cutover request is, or may be, at the service. */
  readonly mayFollow: (control: ControlRow) => boolean;
  /** A further look at the service. */
  readonly objectionTo: (engine: MigrationEngine, target: EngineTarget) => Promise<Objection>;
  /** What becomes of the intent once the migration has certainly gone; `gone` says what was seen, and for how long. */
  readonly whenGone: (target: TargetSighting, gone: string) => Step;
  /** What else becomes of the control row when the request was refused or kept back. */
  readonly whenNotDone?: (control: ControlRow, at: string, reason: string) => ControlRow;
  readonly send: (
    engine: MigrationEngine,
    target: EngineTarget,
    operationId: string,
    deadline: number,
  ) => Promise<ChangeAnswer>;
}

/** The part of an intent that all kinds share. */
export type Step = Pick<CancelIntent, 'state' | 'reason' | 'sender' | 'absent'>;

/**
 * Sends the request of an intent once, if the adopted operation is in a state that allows it.
 *
 * Only an `intended` one is ever sent. One found `sending` was left by another run and becomes `unknown`, which
 * observation or a person settles.
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function carryOutIntent(
  caps: Capabilities,
  id: string,
  kind: IntentKind,
): Promise<CarryOutOutcome> {
  const registration = await caps.ledger.registration(id);
  const control = await caps.ledger.control(id);
  if (!registration || control === undefined) return { acted: false };
  switch (control.value[kind.member]?.state) {
    case 'sending':
      await move(caps, id, kind, ['sending'], {
        state: 'unknown',
        reason: 'the run that sent it ended before it stored the answer',
      });
      return { acted: true };
    case 'intended':
      return sendIntended(caps, registration, kind, control.value);
    default:
      return { acted: false };
  }
}

async function sendIntended(
  caps: Capabilities,
  registration: Registration,
  kind: IntentKind,
  control: ControlRow,
): Promise<CarryOutOutcome> {
  const { id } = registration;
  const { operationId } = control;
  const lookedAt = nowIso(caps.clock);
  const engine = caps.engine(registration.engine);
  if (engine === undefined) return { acted: false };
  const objection = await objectionTo(caps, registration, kind, engine, control);
  switch (objection?.kind) {
    case 'unreadable':
      return { acted: false };
    case 'absent':
      return countGone(caps, id, kind, objection.target);
    case 'against':
      await move(caps, id, kind, ['intended'], { state: 'withdrawn', reason: objection.reason });
      return { acted: true };
    case undefined:
  }
  if (operationId === undefined) return { acted: false };
  const claim = await claimTheSending(caps, id, kind, lookedAt);
  if (claim === undefined) return { acted: true };
  const answer = await kind.send(engine, engineTargetOf(registration), operationId, claim.deadline);
  if (answer.kind === 'notSent' && answer.absent === true)
    return sendLater(caps, registration, kind, claim.token);
  await move(caps, id, kind, ['sending', 'unknown'], intentAfter(answer), claim.token);
  return { acted: true };
}

/** The adapter's own look met a 404 and wrote nothing: the intent stands, as after any other such reading. */
async function sendLater(
  caps: Capabilities,
  registration: Registration,
  kind: IntentKind,
  token: string,
): Promise<CarryOutOutcome> {
  const next: Step = { state: 'intended', sender: undefined, reason: undefined };
  await move(caps, registration.id, kind, ['sending', 'unknown'], next, token);
  return countGone(caps, registration.id, kind, await lookAtTarget(caps, registration));
}

/** One 404 ends no intent: it stands until the service has not known the migration for three readings over `absence`. */
async function countGone(
  caps: Capabilities,
  id: string,
  kind: IntentKind,
  target: TargetSighting,
): Promise<CarryOutOutcome> {
  let isOver = false;
  await changeControl<string>(caps.ledger, id, (control): ControlChange<string> => {
    const intent = control[kind.member];
    if (intent?.state !== 'intended') return { kind: 'refuse', refusal: 'not in that state' };
    const now = nowIso(caps.clock);
    const absent = countReading(intent.absent, goneWith(target), atOnce(now), caps.timing);
    const gone = goneText(absent, caps.timing);
    isOver = gone !== undefined;
    if (gone !== undefined) return change(control, kind, now, kind.whenGone(target, gone));
    if (absent === intent.absent) return { kind: 'refuse', refusal: 'nothing new' };
    return { kind: 'change', control: { ...control, [kind.member]: { ...intent, absent } }, entries: [] };
  });
  return { acted: isOver };
}

async function objectionTo(
  caps: Capabilities,
  registration: Registration,
  kind: IntentKind,
  engine: MigrationEngine,
  control: ControlRow,
): Promise<Objection> {
  const { operationId } = control;
  const veto = kind.vetoOf(control) ?? (operationId === undefined ? 'it is not adopted' : undefined);
  if (veto !== undefined) return against(veto);
  const reading = await readEngine(caps, registration);
  if (reading.kind === 'trouble') return { kind: 'unreadable' };
  if (reading.kind === 'absent') return { kind: 'absent', target: await lookAtTarget(caps, registration) };
  const { status } = reading;
  if (!kind.states.includes(status.state))
    return against(`the service is ${status.rawState ?? status.state}`);
  if (status.operationId === undefined || status.operationId.toLowerCase() !== operationId?.toLowerCase())
    return against(
      `the service runs operation ${status.operationId ?? 'unknown'}, but ${operationId ?? 'none'} was adopted`,
    );
  return kind.objectionTo(engine, engineTargetOf(registration));
}

/** An objection that withdraws the intent. */
export function against(reason: string): Objection {
  return { kind: 'against', reason };
}

/** Claims the sending for this run; the deadline counts from the reading, not from the claim. Undefined: not ours. */
async function claimTheSending(
  caps: Capabilities,
  id: string,
  kind: IntentKind,
  lookedAt: string,
): Promise<{ readonly token: string; readonly deadline: number } | undefined> {
  const token = caps.newToken();
  const notAfter = addSeconds(lookedAt, caps.timing.assessmentValid);
  const outcome = await changeControl<string>(caps.ledger, id, (control): ControlChange<string> => {
    const intent = control[kind.member];
    if (intent?.sender?.token === token) return { kind: 'keep' };
    const now = nowIso(caps.clock);
    const isFree =
      control.ended === undefined &&
      (decidedAttempt(control) === undefined || kind.mayFollow(control)) &&
      kind.vetoOf(control) === undefined;
    if (intent?.state !== 'intended' || !isFree) return { kind: 'refuse', refusal: 'not in that state' };
    if (!hasElapsed(lookedAt, now, 0)) return { kind: 'refuse', refusal: 'the clock went back' };
    return change(control, kind, now, { state: 'sending', sender: { token, notAfter } });
  });
  return outcome.kind === 'changed' ? { token, deadline: Date.parse(notAfter) } : undefined;
}

/** @param token of the claim that is answered: the late answer of one run says nothing of another's request */
async function move(
  caps: Capabilities,
  id: string,
  kind: IntentKind,
  from: readonly string[],
  next: Step,
  token?: string,
): Promise<void> {
  await changeControl<string>(caps.ledger, id, (control): ControlChange<string> => {
    const intent = control[kind.member];
    const isMeant = token === undefined || intent?.sender?.token === token;
    return isMeant && intent && from.includes(intent.state)
      ? change(control, kind, nowIso(caps.clock), next)
      : { kind: 'refuse', refusal: 'not in that state' };
  });
}

function change(
  control: ControlRow,
  { member, title, whenNotDone }: IntentKind,
  at: string,
  next: Step,
): ControlChange<string> {
  const before = control[member];
  const kind = next.state === 'sending' ? 'requestSent' : 'requestAnswered';
  const reason = next.reason === undefined ? '' : `: ${next.reason}`;
  const text = `${title} ${before?.state ?? 'none'} → ${next.state}${reason}`;
  const entry: JournalEntry = { at, kind, by: 'sender', text };
  const changed = { ...control, [member]: { ...before, reason: undefined, absent: undefined, ...next } };
  const isNotDone = next.state === 'refused' || next.state === 'withdrawn';
  return {
    kind: 'change',
    control: isNotDone && whenNotDone ? whenNotDone(changed, at, next.reason ?? 'no reason given') : changed,
    entries: [entry],
  };
}

function intentAfter(answer: ChangeAnswer): Step {
  switch (answer.kind) {
    case 'accepted':
      return { state: 'sent' };
    case 'refused':
      return { state: 'refused', reason: `${answer.code} ${answer.message}` };
    case 'notSent':
      return { state: 'withdrawn', reason: answer.reason };
    case 'unknown':
      return { state: 'unknown', reason: answer.reason };
  }
}
