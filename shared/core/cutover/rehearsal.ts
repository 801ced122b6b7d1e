/** A rehearsal: everything up to the request, with the real readings; what would have been sent, and what would have stopped it. */
import type { EngineKind } from '../engine/engine-status';
import type { Facts } from '../facts/facts';
import { formatLsn } from '../lsn';
import type { TailReference } from '../migration/control';
import { describeFreeze } from '../migration/ledger-state';
import { targetName } from '../migration/target-name';
import { type CheckResult, unmetChecks } from '../readiness/checks';
import { cutoverApproval, whyGroupWaits } from '../readiness/cutover-approval';
import { judgeWindow } from '../sending/cutover-window';
import { clip } from '../text';
import type { Timing } from '../timing';
import { lastBackupToName } from './last-backup';

/** Characters of a reason that are kept. */
const REASON_CHARS = 600;

/** What would have stopped the request: a freeze, a check, who has to allow it, the window, the go of its group, or the time that the look took. */
export interface RehearsalStop {
  readonly what: 'frozen' | 'check' | 'approvals' | 'window' | 'group' | 'slow';
  /** Of a check. */
  readonly code?: string;
  /** A sentence. */
  readonly reason: string;
}

/** What was asked of one side, and how long the answers took together; requests side by side count each. */
export interface RehearsalStep {
  readonly of: 'service' | 'container' | 'ledger';
  readonly requests: number;
  readonly milliseconds: number;
}

/** A rehearsal as it is kept. */
export interface RehearsalDocument {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly by: string;
  readonly wouldSend: boolean;
  /** In the order in which the sender asks; empty where the request would have left. */
  readonly stops: readonly RehearsalStop[];
  /** The request as it would be; absent while no tail is known, or nothing runs at the service. */
  readonly request?: {
    readonly engine: EngineKind;
    readonly target: string;
    readonly tail: string;
    readonly lastLsn: string;
    readonly operationId: string;
    readonly lastBackupName: string;
  };
  readonly steps: readonly RehearsalStep[];
  /** The whole look. */
  readonly milliseconds: number;
  /** How old a look may be when the request starts. */
  readonly allowedMilliseconds: number;
}

/** What was measured. */
export interface RehearsalMeasure {
  readonly by: string;
  readonly steps: readonly RehearsalStep[];
  readonly milliseconds: number;
}

/**
 * Judges a look as the sender would.
 *
 * @param facts of a thorough look
 * @param checks its readiness checks
 * @example rehearsalOf(facts, checks, measure, AZURE_TIMING).wouldSend // true of a migration that is ready and approved
 */
export function rehearsalOf(
  facts: Facts,
  checks: readonly CheckResult[],
  measure: RehearsalMeasure,
  timing: Pick<Timing, 'assessmentValid'>,
): RehearsalDocument {
  const allowedMilliseconds = timing.assessmentValid * 1_000;
  const stops = [
    ...beforeSending(facts, checks),
    ...(measure.milliseconds > allowedMilliseconds
      ? [slow(measure.milliseconds, timing.assessmentValid)]
      : []),
  ];
  return {
    ...{ at: facts.at, wouldSend: stops.length === 0, stops, ...measure, allowedMilliseconds },
    ...requestOf(facts),
  };
}

function beforeSending(facts: Facts, checks: readonly CheckResult[]): readonly RehearsalStop[] {
  const { freeze, tail } = facts;
  const frozen = freeze === undefined ? [] : [stop('frozen', describeFreeze(freeze))];
  const unmet = unmetChecks(checks).map(({ code, reason }) => stop('check', reason, code));
  return [
    ...frozen,
    ...unmet,
    ...(tail.kind === 'one' ? approvalStops(facts, tail.tail) : []),
    ...windowStops(facts),
    ...groupStops(facts),
  ];
}

/** Window and group have stops of their own: all have to be there on the night. */
function approvalStops(facts: Facts, tail: TailReference): readonly RehearsalStop[] {
  const allowed = cutoverApproval(facts, tail);
  return allowed.kind === 'pending' || allowed.kind === 'expired' ? [stop('approvals', allowed.reason)] : [];
}

function windowStops({ at, control }: Facts): readonly RehearsalStop[] {
  const { window } = control.policy;
  const state = window ? judgeWindow(window, at) : undefined;
  return state?.kind === 'closed' ? [stop('window', state.reason)] : [];
}

function groupStops({ at, control, tail }: Facts): readonly RehearsalStop[] {
  const reason = whyGroupWaits(control, at, tail.kind === 'one' ? tail.tail : undefined);
  return reason === undefined ? [] : [stop('group', reason)];
}

function slow(milliseconds: number, seconds: number): RehearsalStop {
  return stop(
    'slow',
    `the look took ${(milliseconds / 1_000).toFixed(1)} s, and a request starts within ${seconds} s of it`,
  );
}

function stop(what: RehearsalStop['what'], reason: string, code?: string): RehearsalStop {
  return { what, ...(code !== undefined && { code }), reason: clip(reason, REASON_CHARS) };
}

function requestOf({ registration, control, tail, engine }: Facts): Pick<RehearsalDocument, 'request'> {
  if (tail.kind !== 'one' || control.operationId === undefined) return {};
  const lastRestored = engine.kind === 'read' ? engine.status.lastRestoredFile : undefined;
  return {
    request: {
      engine: registration.engine,
      target: targetName(registration.target),
      tail: tail.tail.blob,
      lastLsn: formatLsn(tail.tail.lastLsn),
      operationId: control.operationId,
      lastBackupName: lastBackupToName(lastRestored, tail.tail),
    },
  };
}
