/** Carrying out a cancel intent: as careful as a cutover, because the service drops the target database. */
import { holdAfterCancel } from '../../core/migration/holds';
import type { EngineTarget, MigrationEngine } from '../../ports/migration-engine';
import type { Capabilities } from '../capabilities';
import {
  type IntentKind,
  type CarryOutOutcome,
  type Objection,
  against,
  carryOutIntent,
} from './carry-out-intent';

const CANCEL: IntentKind = {
  member: 'cancel',
  title: 'Cancel',
  states: ['creating', 'running', 'readyForCutover', 'retriable'],
  vetoOf: () => undefined,
  mayFollow: () => false,
  objectionTo: objectionOfTheTarget,
  whenGone: (target, gone) =>
    target.kind === 'absent'
      ? { state: 'confirmed', reason: `there is nothing left to cancel: ${gone}` }
      : { state: 'withdrawn', reason: gone },
  send: (engine, target, operationId, deadline) => engine.cancel(target, operationId, deadline),
  whenNotDone: (control, at, reason) =>
    holdAfterCancel(
      control,
      at,
      `the cancel requested by ${control.cancel?.by ?? 'somebody'} was not carried out: ${reason}`,
    ),
};

/**
 * Sends the cancel request once, if the adopted operation still runs and its database is still restoring (G2).
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export function cancelMigration(caps: Capabilities, id: string): Promise<CarryOutOutcome> {
  return carryOutIntent(caps, id, CANCEL);
}

async function objectionOfTheTarget(engine: MigrationEngine, target: EngineTarget): Promise<Objection> {
  const database = await engine.readTargetDatabase(target);
  if (database.kind === 'trouble') return { kind: 'unreadable' };
  return database.kind === 'found' && database.status.toLowerCase() !== 'restoring'
    ? against(`the target database is ${database.status}`)
    : undefined;
}
