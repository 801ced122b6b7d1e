/** Folds the orders that concern one database into what the state machine reads: pure. */
import type { Orders } from '../engine/engine-settings';
import type { Failure } from '../engine/migration';
import { isBehaviourFault, type BehaviourFault, type ActiveFault } from './fault';

/** The orders for a database; of two of the same kind the later wins, files add up. */
export function ordersFor(faults: readonly ActiveFault[], database: string): Orders {
  const orders = faults
    .filter((fault) => isBehaviourFault(fault))
    .filter((order) => concerns(order, database));
  const files = (kind: 'holdRestore' | 'hideBlob'): readonly RegExp[] =>
    orders.flatMap((order) => (order.kind === kind ? wildcard(order.file) : []));
  const [held, hidden] = [files('holdRestore'), files('hideBlob')];
  return {
    ...orders.map(effect).reduce((all, one) => ({ ...all, ...one }), {}),
    isHeld: (name: string) => held.some((pattern) => pattern.test(name)),
    isHidden: (name: string) => hidden.some((pattern) => pattern.test(name)),
  };
}

function concerns(order: BehaviourFault, database: string): boolean {
  return order.match.database === undefined || order.match.database.toLowerCase() === database.toLowerCase();
}

function effect(order: BehaviourFault): Partial<Orders> {
  switch (order.kind) {
    case 'cutoverVariant':
      return { cutoverVariant: order.variant };
    case 'readyForCutover':
      return { readyForCutover: order.ready };
    case 'restoreBlockingReason':
      return { restoreBlockingReason: order.reason };
    case 'fail':
      return { failure: asFailure(order) };
    case 'retriable':
      return { retriable: asFailure(order) };
    case 'operationId':
      return { operationId: order.operationId };
    case 'cleanupDetails':
      return { detailsCleanedUp: true };
    case 'cancelRace':
      return { cancelLosesRace: true };
    case 'lastBackupMustMatch':
      return { lastBackupMustMatch: true };
    case 'holdRestore':
    case 'hideBlob':
      return {};
  }
}

function asFailure({ code, message }: { code: string; message: string }): Failure {
  return { name: code, number: code, message };
}

function wildcard(pattern: string): RegExp {
  const escaped = pattern.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.*')}$`);
}
