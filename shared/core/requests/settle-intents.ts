/** Settling a creation or a cancel whose answer is unclear, by observation alone (G2). */
import type { EngineStatus } from '../engine/engine-status';
import { isSameOperation } from '../engine/operation-id';
import type { EngineReading } from '../engine/reading';
import { type TargetSighting, goneText, goneWith } from '../engine/sighting';
import type { CancelIntent, ControlRow } from '../migration/control';
import { holdAfterCancel } from '../migration/holds';
import { type ReadingTime, countReading } from '../reading-count';
import { type Timing, hasElapsed } from '../timing';
import { settleCreation } from './lost-creation';

/** A settled intent: the row to store and the sentence for the journal. */
export interface SettledIntent {
  readonly control: ControlRow;
  /** Absent when only a reading was counted. */
  readonly text?: string;
}

/** What one assessment saw. */
export interface Seen {
  readonly engine: EngineReading;
  /** The target database, when `needsTargetToSettle` asked for it. */
  readonly target: TargetSighting;
  /** When the assessment began, and a moment after its reading of the service. */
  readonly look: ReadingTime;
}

/** True when the target database has to be read to settle anything: the migration of a cancel is not found. */
export function needsTargetToSettle(
  { operationId, cancel, ended }: ControlRow,
  { kind }: EngineReading,
): boolean {
  return (
    kind === 'absent' &&
    ended === undefined &&
    operationId !== undefined &&
    cancel !== undefined &&
    isOut(cancel)
  );
}

/**
 * Settles what one reading of the service can settle.
 *
 * A creation by the rule of `settleCreation`. A cancel that was sent, or may have been, is `confirmed` by a service that
 * says Canceled, or that has not known the migration for three readings over `absence`, all of them without a target
 * database; with any other target an operator has to find out (`cancelUnclear`). When the service restores on, the cancel
 * had no effect: it becomes `refused`, and the migration is held, because who wanted it cancelled does not want it cut
 * over.
 *
 * @returns undefined when there is nothing to settle
 * @example settleIntents(control, { engine: { kind: 'read', status: canceled }, target, look }, AZURE_TIMING)?.control.cancel?.state // 'confirmed'
 */
export function settleIntents(control: ControlRow, seen: Seen, timing: Timing): SettledIntent | undefined {
  if (control.ended) return undefined;
  const { engine } = seen;
  if (control.operationId === undefined) return settledCreation(control, engine, seen.look, timing);
  const { cancel } = control;
  if (cancel === undefined || !isOut(cancel)) return undefined;
  if (engine.kind === 'absent') return settleGone(control, cancel, seen, timing);
  if (engine.kind !== 'read' || !isSameOperation(control.operationId, engine.status.operationId))
    return undefined;
  return settleCancel(control, cancel, engine.status, timing);
}

/** True for a cancel that is at the service, or may be. */
function isOut({ state }: CancelIntent): boolean {
  return state === 'sent' || state === 'unknown';
}

/**
 * Says what is seen of a cancel whose migration has gone in a way that no reading settles.
 *
 * @returns undefined for any other cancel
 * @example cancelUnclear(cancel, AZURE_TIMING) // 'the migration is no longer at the service, the target database is Restoring (4 readings …)'
 */
export function cancelUnclear(cancel: CancelIntent, timing: Timing): string | undefined {
  return isOut(cancel) ? goneText(cancel.absent, timing) : undefined;
}

function settleGone(
  control: ControlRow,
  cancel: CancelIntent,
  { target, look }: Seen,
  timing: Timing,
): SettledIntent | undefined {
  const absent = countReading(cancel.absent, goneWith(target), look, timing);
  if (absent === cancel.absent) return undefined;
  const gone = goneText(absent, timing);
  if (gone === undefined || target.kind !== 'absent')
    return { control: { ...control, cancel: { ...cancel, absent } } };
  return confirmed(control, cancel, gone);
}

function confirmed(control: ControlRow, cancel: CancelIntent, reason: string): SettledIntent {
  return {
    control: { ...control, cancel: { ...cancel, state: 'confirmed', absent: undefined, reason } },
    text: `Cancel ${cancel.state} → confirmed: ${reason}`,
  };
}

function settledCreation(
  control: ControlRow,
  engine: EngineReading,
  look: ReadingTime,
  timing: Timing,
): SettledIntent | undefined {
  if (control.creation === undefined) return undefined;
  const creation = settleCreation(control.creation, engine, look, timing);
  if (creation === control.creation) return undefined;
  const isNews = creation.state !== control.creation.state;
  return { control: { ...control, creation }, text: isNews ? creation.reason : undefined };
}

function settleCancel(
  control: ControlRow,
  cancel: CancelIntent,
  status: EngineStatus,
  timing: Timing,
): SettledIntent | undefined {
  if (status.state === 'canceled')
    return confirmed(control, cancel, 'the service says that the migration is canceled');
  if (!hadNoEffect(cancel, status, timing))
    return cancel.absent === undefined
      ? undefined
      : { control: { ...control, cancel: { ...cancel, absent: undefined } } };
  const goesOn = status.state === 'retriable' ? 'waits for a retry' : 'still restores';
  const reason = `the service ${goesOn} at ${status.asOf}: the cancel requested by ${cancel.by} had no effect`;
  const refused: ControlRow = {
    ...control,
    cancel: { ...cancel, state: 'refused', absent: undefined, reason },
  };
  return {
    control: holdAfterCancel(refused, status.asOf, reason),
    text: `Cancel ${cancel.state} → refused: ${reason}; the migration is held`,
  };
}

/** An unclear cancel gets as long as an unclear cutover, an accepted one as long as an accepted cutover. */
function hadNoEffect(cancel: CancelIntent, status: EngineStatus, timing: Timing): boolean {
  const goesOn = ['running', 'readyForCutover', 'retriable'].includes(status.state);
  const patience =
    cancel.state === 'sent' ? timing.stuckAfter : timing.notReceivedFirst + 2 * timing.notReceivedGap;
  return (
    goesOn &&
    status.atRest === true &&
    hasElapsed(cancel.sender?.notAfter ?? cancel.at, status.asOf, patience)
  );
}
