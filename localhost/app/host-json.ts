import { HostError } from '../errors';
import { readJsonFile } from './json-file';
import { parseTimeSpan } from './time-span';

/** The parts of `host.json` this host honours; other parts are for Azure and left alone. */
export interface HostJson {
  /** Without slashes at its ends; empty for none. */
  routePrefix: string;
  /** Milliseconds, undefined for no limit. */
  functionTimeout: number | undefined;
  hubName: string;
  maxConcurrentActivities: number;
  maxConcurrentOrchestrators: number;
  /** Blob functions running at a time. */
  maxBlobParallelism: number;
}

/** Where in `host.json` each of them is. */
export const hostJsonOptions = {
  routePrefix: 'extensions.http.routePrefix',
  functionTimeout: 'functionTimeout',
  hubName: 'extensions.durableTask.hubName',
  maxConcurrentActivities: 'extensions.durableTask.maxConcurrentActivityFunctions',
  maxConcurrentOrchestrators: 'extensions.durableTask.maxConcurrentOrchestratorFunctions',
  maxBlobParallelism: 'extensions.blobs.maxDegreeOfParallelism',
} as const satisfies Record<keyof HostJson, string>;

/** Default of every plan but Consumption (Microsoft docs, host.json `functionTimeout`). */
const defaultTimeout = '00:30:00';

/**
 * Reads `host.json`.
 * @throws {HostError} APP_INVALID when it is missing, not version 2.0, or a value has the wrong form.
 */
export function readHostJson(path: string): HostJson {
  const json = readJsonFile(path);
  if (json === undefined)
    throw new HostError('APP_INVALID', `Cannot start: '${path}' is missing; an app needs one`);
  if (json['version'] !== '2.0')
    throw new HostError('APP_INVALID', `Cannot read '${path}': "version" must be "2.0"`);
  const option = (name: keyof HostJson) => valueAt(json, hostJsonOptions[name]);
  const count = (name: keyof HostJson, standard: number): number => {
    const value = option(name) ?? standard;
    if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
    throw new HostError(
      'APP_INVALID',
      `Cannot read '${path}': "${hostJsonOptions[name]}" must be a whole number above 0`,
    );
  };
  return {
    routePrefix: text(option('routePrefix'), 'api').replace(/^\/+|\/+$/g, ''),
    functionTimeout: readTimeout(text(option('functionTimeout'), defaultTimeout), path),
    hubName: text(option('hubName'), 'TestHubName'),
    maxConcurrentActivities: count('maxConcurrentActivities', 10),
    maxConcurrentOrchestrators: count('maxConcurrentOrchestrators', 10),
    maxBlobParallelism: count('maxBlobParallelism', 8),
  };
}

function readTimeout(value: string, path: string): number | undefined {
  if (value === '-1') return undefined;
  const milliseconds = parseTimeSpan(value);
  if (milliseconds !== undefined && milliseconds > 0) return milliseconds;
  throw new HostError(
    'APP_INVALID',
    `Cannot read '${path}': "functionTimeout" must be a time such as "00:10:00", or "-1"`,
  );
}

/** The value at a path of names with dots between them. */
function valueAt(json: Record<string, unknown>, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined,
      json,
    );
}

function text(value: unknown, standard: string): string {
  return typeof value === 'string' ? value : standard;
}
