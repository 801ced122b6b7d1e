/**
 * Leaves properties out of an answer, or sets them: pure.
 *
 * A path is dotted (`properties.migrationStatus`); a list on the way is
 * entered item by item (`activeBackupSets.firstLSN`). A path that does not begin
 * with `properties.` is looked for in the body, in `properties`, in `properties.migrationStatusDetails`, then in the
 * rows of a classic task's `properties.output`; an override of a property found in none of them goes into the details
 * where there are details, else into `properties`. Lists of migrations are edited item by item.
 */
import type { JsonObject, JsonValue } from '../wire/json';
import type { AnswerFault } from './fault';

/** Applies all `omit` and `override` faults to a body, in order. */
export function editBody(body: JsonObject, faults: readonly AnswerFault[]): JsonObject {
  const copy = structuredClone(body);
  const targets = Array.isArray(copy.value) ? copy.value.filter((item) => isObject(item)) : [copy];
  for (const target of targets) for (const fault of faults) applyFault(target, fault);
  return copy;
}

function applyFault(body: JsonObject, fault: AnswerFault): void {
  if (fault.kind === 'omit') for (const path of fault.paths) omit(body, path);
  if (fault.kind === 'override')
    for (const [path, value] of Object.entries(fault.values)) override(body, path, value);
}

function omit(body: JsonObject, path: string): void {
  const keys = path.split('.');
  for (const root of locate(body, keys))
    for (const { holder, key } of reach(root, keys)) Reflect.deleteProperty(holder, key);
}

function override(body: JsonObject, path: string, value: JsonValue): void {
  const keys = path.split('.');
  for (const root of locate(body, keys))
    for (const { holder, key } of reach(root, keys, true)) holder[key] = value;
}

/** The objects that a path begins in: one, or several rows of an output. */
function locate(body: JsonObject, keys: readonly string[]): readonly JsonObject[] {
  const [first = ''] = keys;
  const properties = isObject(body.properties) ? body.properties : undefined;
  const details = isObject(properties?.migrationStatusDetails)
    ? properties.migrationStatusDetails
    : undefined;
  const places = [body, properties, details].filter((place) => place !== undefined);
  const place = places.find((candidate) => Object.hasOwn(candidate, first));
  if (place) return [place];
  const rows = Array.isArray(properties?.output) ? properties.output.filter((row) => isObject(row)) : [];
  const holding = rows.filter((row) => Object.hasOwn(row, first));
  return holding.length > 0 ? holding : [details ?? properties ?? body];
}

interface Place {
  readonly holder: JsonObject;
  readonly key: string;
}

/** All objects that hold the last key of a path; missing ones on the way are made when `create` is set. */
function reach(root: JsonObject, keys: readonly string[], create = false): readonly Place[] {
  let holders: readonly JsonObject[] = [root];
  for (const key of keys.slice(0, -1)) holders = holders.flatMap((holder) => descend(holder, key, create));
  const last = keys.at(-1) ?? '';
  return holders.map((holder) => ({ holder, key: last }));
}

function descend(holder: JsonObject, key: string, create: boolean): readonly JsonObject[] {
  if (create && holder[key] === undefined) holder[key] = {};
  const child = holder[key];
  if (Array.isArray(child)) return child.filter((item) => isObject(item));
  return isObject(child) ? [child] : [];
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
