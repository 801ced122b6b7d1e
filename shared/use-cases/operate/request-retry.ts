/**
 * An operator's `retry`: what waits for one at the service is tried again, and a creation that is a person's matter is
 * sent anew. Like every action it changes the control row; the watch carries it out.
 */
import type { EngineStatus } from '../../core/engine/engine-status';
import { isSameOperation } from '../../core/engine/operation-id';
import type { EngineReading } from '../../core/engine/reading';
import type { ControlRow, CreationIntent, RetryIntent } from '../../core/migration/control';
import type { Registration } from '../../core/migration/registration';
import { mayHaveCreated, tryNumber } from '../../core/requests/creation';
import { creationTrouble } from '../../core/requests/creation-trouble';
import { effectKnownFrom, mayTakeEffect } from '../../core/requests/retry';
import type { Timing } from '../../core/timing';
import { readEngine } from '../assess/gather-facts';
import type { Capabilities } from '../capabilities';
import type { ControlChange } from '../change-control';
import {
  type ActionOutcome,
  type Operator,
  type Refusal,
  act,
  done,
  entry,
  inTheWay,
} from '../operator-actions';

/** What a retry is judged by. */
interface Situation {
  readonly operator: Operator;
  readonly registration: Registration;
  readonly engine: EngineReading;
  readonly at: string;
  readonly timing: Timing;
}

/**
 * Records that a person wants it tried again, on a fresh reading of the service; refused with what was found when
 * there is nothing to try again now.
 */
export async function requestRetry(caps: Capabilities, operator: Operator): Promise<ActionOutcome> {
  const registration = await caps.ledger.registration(operator.id);
  if (!registration) return { kind: 'unknownMigration' };
  const engine = await readEngine(caps, registration);
  return act(caps, operator, (control, at) => {
    const busy =
      (mayBeRetried(control) ? undefined : inTheWay(control, 'retry')) ?? prefixed(cancelInTheWay(control));
    if (busy !== undefined) return refuse(busy);
    const situation = { operator, registration, engine, at, timing: caps.timing };
    return control.operationId === undefined
      ? retryCreation(control, situation)
      : retryOperation(control, control.operationId, situation);
  });
}

/**
 * True where a cutover request is at the service, or may be: when the service then waits for a retry, nothing else helps,
 * and it cancels the migration after 8 hours. The retry asks for no cutover; what was asked for before goes on, or not.
 */
export function mayBeRetried({ attempt, ended }: ControlRow): boolean {
  return ended === undefined && (attempt?.state === 'sent' || attempt?.state === 'unknown');
}

/** Why nothing is tried again: a cancel may be on its way, or has been carried out. */
export function cancelInTheWay({ cancel }: ControlRow): Refusal | undefined {
  return cancel === undefined || cancel.state === 'refused' || cancel.state === 'withdrawn'
    ? undefined
    : `${cancel.by} requested a cancel at ${cancel.at} (${cancel.state})`;
}

function retryCreation(control: ControlRow, situation: Situation): ControlChange<Refusal> {
  const { operator, registration, engine, at, timing } = situation;
  const { creation } = control;
  if (registration.start !== 'create')
    return refuse(
      'Cannot retry: nothing is adopted yet, and this registration creates nothing (start is adopt)',
    );
  if (engine.kind === 'trouble') return refuse(unreadable(engine.message));
  if (engine.kind !== 'absent')
    return refuse(
      `Cannot retry: the service already has the migration (${word(engine.status)}); it is adopted by itself, or the status says what is in the way`,
    );
  if (creation?.state === 'intended' && creation.by === operator.by && creation.tries === 1)
    return { kind: 'keep' };
  const trouble = creation && creationTrouble(creation, at, timing);
  if (creation === undefined || trouble === undefined)
    return refuse(
      `Cannot retry: the creation is ${creation?.state ?? 'about to be sent'} and continues by itself; retry once it blocks the status`,
    );
  const next = tryOf(creation, operator.by, at);
  const text = `Retry requested: try ${tryNumber(next)} to create the migration; before: ${trouble}`;
  return done({ ...control, creation: next }, entry(at, 'retryRequested', operator, text));
}

/** The next try, for a new word. */
function tryOf(creation: CreationIntent, by: string, at: string): CreationIntent {
  const mayHaveArrived = mayHaveCreated({ creation }) ? true : undefined;
  return { by, at, state: 'intended', number: tryNumber(creation) + 1, tries: 1, mayHaveArrived };
}

function retryOperation(
  control: ControlRow,
  operationId: string,
  { operator, engine, at, timing }: Situation,
): ControlChange<Refusal> {
  const { retry } = control;
  if (retry?.state === 'intended' || retry?.state === 'sending') return { kind: 'keep' };
  if (engine.kind === 'trouble') return refuse(unreadable(engine.message));
  if (engine.kind === 'absent')
    return refuse(
      'Cannot retry: the service answers that it knows no such migration; retry later, and if the status says so too, find out who removed it',
    );
  const { status } = engine;
  if (!isSameOperation(status.operationId, operationId))
    return refuse(
      `Cannot retry: the service runs operation ${status.operationId ?? 'unknown'}, but ${operationId} was adopted`,
    );
  if (status.state !== 'retriable')
    return refuse(
      `Cannot retry: the service is ${word(status)}; only a migration that waits for a retry can be retried`,
    );
  if (mayTakeEffect(retry, status, timing)) return refuse(tooEarly(retry, timing));
  const text = 'Retry requested: the service retries what waits for it';
  return done(
    { ...control, retry: { by: operator.by, at, state: 'intended' } },
    entry(at, 'retryRequested', operator, text),
  );
}

/** An earlier one may yet take effect: only a later reading that still says "waits" shows that it had none. */
function tooEarly(retry: RetryIntent, timing: Timing): Refusal {
  const what =
    retry.state === 'sent'
      ? 'was accepted'
      : `may have reached the service (${retry.reason ?? 'no clear answer'})`;
  return `Cannot retry: the retry of ${retry.by} ${what}; if the service still waits for one at ${effectKnownFrom(retry, timing)}, retry again`;
}

function word({ rawState, state }: EngineStatus): string {
  return rawState ?? state;
}

function unreadable(message: string): Refusal {
  return `Cannot retry: ${message}; retry when the service can be read`;
}

function prefixed(reason: string | undefined): Refusal | undefined {
  return reason === undefined ? undefined : `Cannot retry: ${reason}`;
}

function refuse(refusal: Refusal): ControlChange<Refusal> {
  return { kind: 'refuse', refusal };
}
