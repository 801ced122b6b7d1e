/** Settling a creation or a cancel whose answer is unclear, by observation alone (G2). */
import type { ReadingTime } from '../creation/lost-creation';
import { settleCreation } from '../creation/lost-creation';
import type { EngineStatus } from '../engine/engine-status';
import type { CancelIntent, ControlRow } from '../migration/control';
import { holdAfterCancel } from '../migration/hold-after-cancel';
import type { EngineFacts } from '../readiness/facts';
import type { Timing } from '../timing';
import { hasElapsed } from '../timing';

/** A settled intent: the row to store and the sentence for the journal. */
export interface SettledIntent {
  readonly control: ControlRow;
  /** Absent when only a reading was counted. */
  readonly text?: string;
}

/**
 * Settles what one reading of the service can settle.
 *
 * A creation by the rule of `settleCreation`. A cancel that was sent, or may have been, is `confirmed` by a service that
 * says Canceled; when the service restores on, it had no effect: it becomes `refused`, and the migration is held,
 * because who wanted it cancelled does not want it cut over.
 *
 * @param look when the assessment began, and a moment after its reading of the service
 * @returns undefined when there is nothing to settle
 * @example settleIntents(control, { kind: 'read', status: canceled }, look, AZURE_TIMING)?.control.cancel?.state // 'confirmed'
 */
export function settleIntents(
  control: ControlRow,
  engine: EngineFacts,
  look: ReadingTime,
  timing: Timing,
): SettledIntent | undefined {
  if (control.ended) return undefined;
  if (control.operationId === undefined) return settledCreation(control, engine, look, timing);
  const { cancel } = control;
  if (engine.kind !== 'read' || !isSameOperation(control, engine.status)) return undefined;
  return cancel?.state === 'sent' || cancel?.state === 'unknown'
    ? settleCancel(control, cancel, engine.status, timing)
    : undefined;
}

function settledCreation(
  control: ControlRow,
  engine: EngineFacts,
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
  if (status.state === 'canceled') {
    const reason = 'the service says that the migration is canceled';
    return {
      control: { ...control, cancel: { ...cancel, state: 'confirmed', reason } },
      text: `Cancel ${cancel.state} → confirmed: ${reason}`,
    };
  }
  if (!hadNoEffect(cancel, status, timing)) return undefined;
  const goesOn = status.state === 'retriable' ? 'waits for a retry' : 'still restores';
  const reason = `the service ${goesOn} at ${status.asOf}: the cancel asked for by ${cancel.by} had no effect`;
  const refused: ControlRow = { ...control, cancel: { ...cancel, state: 'refused', reason } };
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

function isSameOperation(control: ControlRow, status: EngineStatus): boolean {
  return (
    control.operationId !== undefined &&
    status.operationId?.toLowerCase() === control.operationId.toLowerCase()
  );
}
