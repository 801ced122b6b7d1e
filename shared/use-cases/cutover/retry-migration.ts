/** Carrying out a retry intent. */
import type { Capabilities } from '../capabilities';
import { type IntentKind, type CarryOutOutcome, carryOutIntent } from './carry-out-intent';
import { cancelInTheWay, mayBeRetried } from '../operate/request-retry';

const RETRY: IntentKind = {
  member: 'retry',
  title: 'Retry',
  states: ['retriable'],
  vetoOf: cancelInTheWay,
  mayFollow: mayBeRetried,
  objectionTo: () => Promise.resolve(undefined),
  whenGone: (_target, gone) => ({ state: 'withdrawn', reason: gone }),
  send: (engine, target, operationId, deadline) => engine.retry(target, operationId, deadline),
};

/**
 * Sends the retry request once, if the adopted operation still waits for one (G2).
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export function retryMigration(caps: Capabilities, id: string): Promise<CarryOutOutcome> {
  return carryOutIntent(caps, id, RETRY);
}
