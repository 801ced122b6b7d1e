import { type HistoryOptions, historyPayload } from './history-payload';
import type { Instance } from './instance';

/** What of an instance is asked for. */
export interface StatusOptions extends HistoryOptions {
  showHistory: boolean;
}

/**
 * The status object of the client API (Azure/azure-functions-durable-extension `HttpApiHandler.ConvertFrom`); what is
 * undefined in it is not told.
 */
export function statusPayload(instance: Instance, options: StatusOptions): Record<string, unknown> {
  return {
    name: instance.name,
    instanceId: instance.instanceId,
    parentInstanceId: instance.parent?.instanceId,
    runtimeStatus: instance.runtimeStatus,
    input: options.showInput && instance.input !== null ? (JSON.parse(instance.input) as unknown) : null,
    customStatus: instance.customStatus,
    output: instance.output,
    createdTime: wholeSeconds(instance.createdTime),
    lastUpdatedTime: wholeSeconds(instance.lastUpdatedTime),
    historyEvents: options.showHistory ? historyPayload(instance, options) : undefined,
  };
}

function wholeSeconds(time: string): string {
  return `${time.slice(0, 19)}Z`;
}
