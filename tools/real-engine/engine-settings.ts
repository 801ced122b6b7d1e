/** Settings of the Durable extension as the script host takes them from the environment: they go before host.json. */

const STORAGE_PROVIDER = 'AzureFunctionsJobHost__extensions__durableTask__storageProvider';

/** How the extension uses its queues, over how many partitions it spreads the orchestrations; times are as 00:00:05. */
export interface EngineSettings {
  readonly maxQueuePollingInterval: string;
  readonly controlQueueVisibilityTimeout?: string;
  readonly workItemQueueVisibilityTimeout?: string;
  readonly partitionCount: number;
}

/** For tests: without the waits that a queue at rest has. */
export const QUICK_ENGINE: EngineSettings = { maxQueuePollingInterval: '00:00:00.2', partitionCount: 1 };

/** The same as environment variables. */
export function engineEnvironment(settings: EngineSettings): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [`${STORAGE_PROVIDER}__${name}`, String(value)]),
  );
}
