/** Carrying out an intent of the control row (cancel, retry): look, then claim, one request, answer (G2). */
import type { ChangeAnswer } from '../../core/engine/change-answer';
import type { EngineStatus } from '../../core/engine/engine-status';
import { isSameOperation } from '../../core/engine/operation-id';
import { type TargetSighting, goneText, goneWith } from '../../core/engine/sighting';
import type { CancelIntent, ControlRow, RetryIntent } from '../../core/migration/control';
import type { JournalEntry } from '../../core/migration/journal';
import type { Registration } from '../../core/migration/registration';
import { atOnce, countReading } from '../../core/reading-count';
import { addSeconds } from '../../core/timing';
import type { Versioned } from '../../ports/ledger';
import type { EngineTarget, MigrationEngine } from '../../ports/migration-engine';
import { readEngine } from '../assess/gather-facts';
import { lookAtTarget } from '../assess/look-at-target';
import { type Capabilities, nowIso } from '../capabilities';
import { type RowChange, changeControl } from '../change-control';
import { type RequestKind, claimAndSend, LEFT_UNANSWERED } from '../claim-and-send';
import { engineTargetOf } from '../engine-target';
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
  /** Its member in the control row, and its request of the engine. */
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
      await move(caps, id, kind, 'sending', { state: 'unknown', reason: LEFT_UNANSWERED });
      return { acted: true };
    case 'intended':
      return sendIntended(caps, registration, kind, control);
    default:
      return { acted: false };
  }
}

async function sendIntended(
  caps: Capabilities,
  registration: Registration,
  kind: IntentKind,
  control: Versioned<ControlRow>,
): Promise<CarryOutOutcome> {
  const { id } = registration;
  const { operationId } = control.value;
  const lookedAt = nowIso(caps.clock);
  const engine = caps.engine(registration.engine);
  if (engine === undefined) return { acted: false };
  const objection = await objectionTo(caps, registration, kind, engine, control.value);
  switch (objection?.kind) {
    case 'unreadable':
      return { acted: false };
    case 'absent':
      return countGone(caps, id, kind, objection.target);
    case 'against':
      await move(caps, id, kind, 'intended', { state: 'withdrawn', reason: objection.reason });
      return { acted: true };
    case undefined:
  }
  if (operationId === undefined) return { acted: false };
  const request = intentRequest(caps, kind, operationId, lookedAt);
  const sent = await claimAndSend(caps, registration, control, request);
  return sent?.answer.kind === 'notSent' && sent.answer.absent === true
    ? countGone(caps, id, kind, await lookAtTarget(caps, registration))
    : { acted: true };
}

/** The request of an intent; its deadline counts from the look, not from the claim. */
function intentRequest(
  { timing }: Capabilities,
  kind: IntentKind,
  operationId: string,
  lookedAt: string,
): RequestKind<CancelIntent | RetryIntent> {
  return {
    lookedAt,
    notAfter: () => addSeconds(lookedAt, timing.assessmentValid),
    storedIn: (control) => control[kind.member],
    claim: (control, sender, at) =>
      mayBeClaimed(control, kind) ? change(control, kind, at, { state: 'sending', sender }) : undefined,
    prepare: (engine, target) => (deadline) => engine[kind.member](target, operationId, deadline),
    settle: (control, _intent, answer, at) => change(control, kind, at, intentAfter(answer)),
  };
}

function mayBeClaimed(control: ControlRow, kind: IntentKind): boolean {
  return (
    control[kind.member]?.state === 'intended' &&
    control.ended === undefined &&
    (decidedAttempt(control) === undefined || kind.mayFollow(control)) &&
    kind.vetoOf(control) === undefined
  );
}

/** One 404 ends no intent: it stands until the service has not known the migration for three readings over `absence`. */
async function countGone(
  caps: Capabilities,
  id: string,
  kind: IntentKind,
  target: TargetSighting,
): Promise<CarryOutOutcome> {
  let isOver = false;
  await changeControl<never>(caps.ledger, id, (control) => {
    const intent = control[kind.member];
    if (intent?.state !== 'intended') return { kind: 'keep' };
    const now = nowIso(caps.clock);
    const absent = countReading(intent.absent, goneWith(target), atOnce(now), caps.timing);
    const gone = goneText(absent, caps.timing);
    isOver = gone !== undefined;
    if (gone !== undefined) return change(control, kind, now, kind.whenGone(target, gone));
    if (absent === intent.absent) return { kind: 'keep' };
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
  if (!isSameOperation(status.operationId, operationId))
    return against(
      `the service runs operation ${status.operationId ?? 'unknown'}, but ${operationId ?? 'none'} was adopted`,
    );
  return kind.objectionTo(engine, engineTargetOf(registration));
}

/** An objection that withdraws the intent. */
export function against(reason: string): Objection {
  return { kind: 'against', reason };
}

async function move(
  caps: Capabilities,
  id: string,
  kind: IntentKind,
  from: CancelIntent['state'],
  next: Step,
): Promise<void> {
  await changeControl<never>(caps.ledger, id, (control) =>
    control[kind.member]?.state === from ? change(control, kind, nowIso(caps.clock), next) : { kind: 'keep' },
  );
}

function change(
  control: ControlRow,
  { member, title, whenNotDone }: IntentKind,
  at: string,
  next: Step,
): RowChange {
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
      // Frozen, or the adapter's own look met a 404: the intent stands, as after any other such reading.
      if (answer.frozen === true) return { state: 'intended', sender: undefined, reason: answer.reason };
      return answer.absent === true
        ? { state: 'intended', sender: undefined }
        : { state: 'withdrawn', reason: answer.reason };
    case 'unknown':
      return { state: 'unknown', reason: answer.reason };
  }
}
