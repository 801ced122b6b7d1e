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

/** Input bindings beside the trigger; none has options of its own. */
export const supportedInputs: readonly string[] = ['durableClient', 'orchestrationClient'];

/** Output bindings: the return value of an HTTP function; without options of its own. */
export const supportedOutputs: readonly string[] = ['http'];

/** Options every binding carries. */
export const commonOptions: readonly string[] = ['type', 'direction', 'name', 'properties'];

/** `app.setup` option that needs a host which forwards raw requests: stops the start. */
export const refusedSetupOption = 'enableHttpStream';

/** Option of any function: the retry policy of the Functions host; stops the start. */
export const refusedFunctionOption = 'retry';

/** Webhooks of the client API that answer 501 with a sentence; in lower case, as paths are compared. */
export const refusedWebhooks: readonly string[] = ['rewind', 'entities'];
