/** The two intents that an operator asks for: a cancel, after which the service drops the target database, and a retry. */
import { holdAfterCancel } from '../../core/migration/holds';
import type { EngineTarget, MigrationEngine } from '../../ports/migration-engine';
import type { Capabilities } from '../capabilities';
import { cancelInTheWay, mayBeRetried } from '../operate/request-retry';
import {
  type CarryOutOutcome,
  type IntentKind,
  type Objection,
  against,
  carryOutIntent,
} from './carry-out-intent';

/**
 * Sends the cancel request once, if the adopted operation still runs and its database is still restoring (G2).
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export function cancelMigration(caps: Capabilities, id: string): Promise<CarryOutOutcome> {
  return carryOutIntent(caps, id, CANCEL);
}

/**
 * Sends the retry request once, if the adopted operation still waits for one (G2).
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export function retryMigration(caps: Capabilities, id: string): Promise<CarryOutOutcome> {
  return carryOutIntent(caps, id, RETRY);
}

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
  whenNotDone: (control, at, reason) =>
    holdAfterCancel(
      control,
      at,
      `the cancel requested by ${control.cancel?.by ?? 'somebody'} was not carried out: ${reason}`,
    ),
};

const RETRY: IntentKind = {
  member: 'retry',
  title: 'Retry',
  states: ['retriable'],
  vetoOf: cancelInTheWay,
  mayFollow: mayBeRetried,
  objectionTo: () => Promise.resolve(undefined),
  whenGone: (_target, gone) => ({ state: 'withdrawn', reason: gone }),
};

async function objectionOfTheTarget(engine: MigrationEngine, target: EngineTarget): Promise<Objection> {
  const database = await engine.readTargetDatabase(target);
  if (database.kind === 'trouble') return { kind: 'unreadable' };
  return database.kind === 'found' && database.status.toLowerCase() !== 'restoring'
    ? against(`the target database is ${database.status}`)
    : undefined;
}
