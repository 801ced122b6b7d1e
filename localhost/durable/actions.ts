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

interface SubOrchestratorCall {
  functionName: string;
  instanceId?: string;
  input?: unknown;
  version?: string;
}

/** One thing an orchestrator asked for, in the order it asked. */
export type Action =
  | { actionType: Code['CallActivity']; functionName: string; input?: unknown }
  | {
      actionType: Code['CallActivityWithRetry'];
      functionName: string;
      input?: unknown;
      retryOptions: RetryOptions;
    }
  | ({ actionType: Code['CallSubOrchestrator'] } & SubOrchestratorCall)
  | ({ actionType: Code['CallSubOrchestratorWithRetry']; retryOptions: RetryOptions } & SubOrchestratorCall)
  | { actionType: Code['ContinueAsNew']; input?: unknown }
  | { actionType: Code['CreateTimer']; fireAt: string; isCanceled: boolean }
  | { actionType: Code['WaitForExternalEvent']; externalEventName: string }
  | { actionType: Code['WhenAny'] | Code['WhenAll']; compoundActions: Action[] }
  | {
      actionType:
        | Code['CallEntity']
        | Code['CallHttp']
        | Code['SignalEntity']
        | Code['LockEntities']
        | Code['ReleaseEntities'];
    };
