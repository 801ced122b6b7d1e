/** Action codes an orchestrator's result holds (Azure/azure-functions-durable-js `ActionType`). */
export const ActionCode = {
  CallActivity: 0,
  CallActivityWithRetry: 1,
  CallSubOrchestrator: 2,
  CallSubOrchestratorWithRetry: 3,
  ContinueAsNew: 4,
  CreateTimer: 5,
  WaitForExternalEvent: 6,
  CallEntity: 7,
  CallHttp: 8,
  SignalEntity: 9,
  WhenAny: 11,
  WhenAll: 12,
  LockEntities: 13,
  ReleaseEntities: 14,
} as const;

type Code = typeof ActionCode;

/** How often and how slowly a call is tried again. */
export interface RetryOptions {
  firstRetryIntervalInMilliseconds: number;
  maxNumberOfAttempts: number;
  backoffCoefficient?: number;
  maxRetryIntervalInMilliseconds?: number;
  retryTimeoutInMilliseconds?: number;
}

/** A call of an activity or a sub-orchestrator; only the latter has an instance id and a version. */
export type Call = { functionName: string; input?: unknown; instanceId?: string; version?: string } & (
  | { actionType: Code['CallActivity' | 'CallSubOrchestrator'] }
  | { actionType: Code['CallActivityWithRetry' | 'CallSubOrchestratorWithRetry']; retryOptions: RetryOptions }
);

/** One thing an orchestrator asked for, in the order it asked. */
export type Action =
  | Call
  | { actionType: Code['ContinueAsNew']; input?: unknown }
  | { actionType: Code['CreateTimer']; fireAt: string; isCanceled: boolean }
  | { actionType: Code['WaitForExternalEvent']; externalEventName: string }
  | { actionType: Code['WhenAny' | 'WhenAll']; compoundActions: Action[] }
  | { actionType: Code['CallEntity' | 'CallHttp' | 'SignalEntity' | 'LockEntities' | 'ReleaseEntities'] };

const noEntities = 'the local host does not support entities';

/** The calls of an orchestrator this host does not run: the instance fails with the sentence. */
export const refusedCalls: Partial<Record<number, { call: string; why: string }>> = {
  [ActionCode.CallHttp]: {
    call: 'callHttp',
    why: 'the local host does not support it; call from an activity',
  },
  [ActionCode.CallEntity]: { call: 'callEntity', why: noEntities },
  [ActionCode.SignalEntity]: { call: 'signalEntity', why: noEntities },
  [ActionCode.LockEntities]: { call: 'lock', why: noEntities },
  [ActionCode.ReleaseEntities]: { call: 'lock', why: noEntities },
};

/** The sentence for an action this host does not run. */
export function refusalOf(actionType: number): string {
  const { call, why } = refusedCalls[actionType] ?? {
    call: `action ${actionType}`,
    why: 'the local host does not know it',
  };
  return `Cannot run ${call}: ${why}`;
}
