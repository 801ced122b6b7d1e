/** What the management API's bodies have in common. */
import type { JsonObject, JsonValue } from '../../wire/json';

/** A resource: id, name and type as its id has them. */
export function resourceBody(id: string, properties: JsonObject, more: JsonObject = {}): JsonObject {
  return { id, name: lastPart(id), type: typeOf(id), ...more, properties };
}

/** A reference to another resource; absent without an id. */
export function referenceTo(id: string | undefined): JsonObject | undefined {
  return id === undefined ? undefined : { id };
}

/** References to other resources. */
export function referencesTo(ids: readonly string[]): JsonObject[] {
  return ids.map((id) => ({ id }));
}

/** One value under the singular name, several under the plural one, as the service writes them; none under neither. */
export function oneOrMany(one: string, many: string, values: readonly string[]): JsonObject {
  const [first, ...rest] = values;
  if (first === undefined) return {};
  return rest.length === 0 ? { [one]: first } : { [many]: [...values] };
}

/** A list in one page. */
export function listBody(items: readonly JsonValue[]): JsonObject {
  return { value: [...items] };
}

/** The last name of an id. @example lastPart('/…/routeTables/rt') // 'rt' */
export function lastPart(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}

/** The type that an id names. @example typeOf('/…/providers/Microsoft.Network/virtualNetworks/v/subnets/s') // 'Microsoft.Network/virtualNetworks/subnets' */
function typeOf(id: string): string {
  const [provider = '', ...parts] = id.slice(id.lastIndexOf('/providers/') + 11).split('/');
  return [provider, ...parts.filter((_, index) => index % 2 === 0)].join('/');
}
