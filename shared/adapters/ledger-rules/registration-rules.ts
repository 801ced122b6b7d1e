/** What makes two registrations the same, and what makes them collide. */
import { toJson } from '../../core/json';
import type { Registration } from '../../core/migration/registration';

/** Members that tell who registered and when, not what: a repeat by another person is still the same registration. */
const NOT_COMPARED = new Set(['registeredBy', 'registeredAt']);

/** The dotted names of the members in which two registrations differ, sorted; empty when they are the same. */
export function registrationDifferences(a: Registration, b: Registration): readonly string[] {
  const [left, right] = [flatten(a), flatten(b)];
  return [...new Set([...left.keys(), ...right.keys()])]
    .filter((name) => left.get(name) !== right.get(name))
    .sort();
}

/**
 * The claim on a target: one migration per database of an instance.
 *
 * ARM resource ids are case-insensitive (Microsoft Learn, "Azure Resource Manager resource naming rules"), and so
 * are database names under the usual collations; two targets that differ in case only count as one.
 */
export function targetClaim(registration: Registration): string {
  const { managedInstanceId, databaseName } = registration.target;
  return `${managedInstanceId.toLowerCase().replace(/\/+$/, '')}|${databaseName.toLowerCase()}`;
}

/** The container of a registration, as one text per container whatever the scheme, the letter case and final slashes. */
export function containerClaim(registration: Registration): string {
  const url = new URL(registration.backups.containerUrl);
  return `${url.host}${url.pathname}`.toLowerCase().replace(/\/+$/, '');
}

/** True when a blob can lie below both prefixes: they are equal or one contains the other. Blob names are case-sensitive. */
export function prefixesOverlap(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a);
}

function flatten(registration: Registration): Map<string, string> {
  const leaves = new Map<string, string>();
  const visit = (value: unknown, name: string): void => {
    if (value === undefined) return;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      leaves.set(name, toJson(value));
      return;
    }
    for (const [key, member] of Object.entries(value)) visit(member, name === '' ? key : `${name}.${key}`);
  };
  visit(registration, '');
  for (const name of NOT_COMPARED) leaves.delete(name);
  return leaves;
}
