import type { FunctionKind } from './function-definition';

/** The triggers this host runs and the options it honours; any other stops the start. */
export const supportedTriggers: Record<string, { kind: FunctionKind; options: readonly string[] }> = {
  httpTrigger: { kind: 'http', options: ['route', 'methods', 'authLevel'] },
  timerTrigger: { kind: 'timer', options: ['schedule', 'runOnStartup', 'useMonitor'] },
  blobTrigger: { kind: 'blob', options: ['path', 'connection', 'source', 'sdkBinding'] },
  eventGridTrigger: { kind: 'eventGrid', options: [] },
  orchestrationTrigger: { kind: 'orchestrator', options: [] },
  activityTrigger: { kind: 'activity', options: [] },
};

/** Input bindings beside the trigger. */
export const supportedInputs: readonly string[] = ['durableClient', 'orchestrationClient'];

/** Output bindings: the return value of an HTTP function. */
export const supportedOutputs: readonly string[] = ['http'];

/** Options every binding carries. */
export const commonOptions: readonly string[] = ['type', 'direction', 'name', 'properties'];
