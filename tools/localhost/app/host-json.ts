import { z } from 'zod';
import { HostError } from '../errors';
import { readJsonFile } from './json-file';
import { parseTimeSpan } from './time-span';

const text = z.string('must be text');
const count = z.int('must be a whole number').positive('must be above 0');

/** The parts of `host.json` this host honours; other parts are for Azure and left alone. */
export const hostJsonSchema = z.object({
  version: z.literal('2.0', 'must be "2.0"'),
  /** Milliseconds, undefined for no limit; by default that of every plan but Consumption (Microsoft docs, host.json). */
  functionTimeout: text.default('00:30:00').transform(readTimeout),
  extensions: z
    .object({
      http: z.object({ routePrefix: text.default('api') }).prefault({}),
      durableTask: z
        .object({
          hubName: text.default('TestHubName'),
          maxConcurrentActivityFunctions: count.default(10),
          maxConcurrentOrchestratorFunctions: count.default(10),
        })
        .prefault({}),
      blobs: z.object({ maxDegreeOfParallelism: count.default(8) }).prefault({}),
    })
    .prefault({}),
});

/** `host.json` with every default in place. */
export type HostJson = z.output<typeof hostJsonSchema>;

/**
 * Reads `host.json`.
 * @throws {HostError} APP_INVALID when it is missing, not version 2.0, or a value has the wrong form.
 */
export function readHostJson(path: string): HostJson {
  const json = readJsonFile(path, hostJsonSchema);
  if (json !== undefined) return json;
  throw new HostError('APP_INVALID', `Cannot start: '${path}' is missing; an app needs one`);
}

function readTimeout(value: string, context: z.RefinementCtx): number | undefined {
  const milliseconds = parseTimeSpan(value);
  if (value !== '-1' && (milliseconds === undefined || milliseconds === 0))
    context.addIssue('must be a time such as "00:10:00", or "-1"');
  return milliseconds;
}
