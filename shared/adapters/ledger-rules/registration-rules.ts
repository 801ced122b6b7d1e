/** What makes two registrations the same, and what makes them collide. */
import { canonicalResourceId } from '../../core/engine/resource-id';
import { toJson } from '../../core/json';
import { containerKey } from '../../core/migration/backup-place';
import type { ControlRow } from '../../core/migration/control';
import { givesUpClaims } from '../../core/migration/phase';
import type { Registration } from '../../core/migration/registration';
import { canonicalName, claimedName } from '../../core/names';

/** Members that tell who registered and when, not what: a repeat by another person is still the same registration. */
const NOT_COMPARED = new Set(['registeredBy', 'registeredAt']);

/** Members of which two spellings are the same. */
const SPELLINGS: readonly (readonly [name: RegExp, canonical: (text: string) => string])[] = [
  [
    /^(?:taskId|target\.managedInstanceId|create\.(?:migrationService|storageAccountResource|userAssignedIdentity)Id)$/,
    canonicalResourceId,
  ],
  [/^(?:(?:source|target)\.databaseName|source\.serverName)$/, canonicalName],
  [/^backups\.containerUrl$/, formerContainerKey],
];

/**
 * The dotted names of the members in which two registrations differ, sorted; empty when they are the same. Spellings of
 * one resource, database or container are no difference.
 */
export function registrationDifferences(a: Registration, b: Registration): readonly string[] {
  const [left, right] = [flatten(a), flatten(b)];
  return [...new Set([...left.keys(), ...right.keys()])]
    .filter((name) => left.get(name) !== right.get(name))
    .sort();
}

/**
 * The claim on a target: one migration per database of an instance, whatever the engine and the spelling.
 *
 * ARM resource ids are case-insensitive (Microsoft Learn, "Azure Resource Manager resource naming rules"), and so
 * are database names under the usual collations; two targets that differ in case only count as one.
 *
 * @example targetClaim(registration) // '/subscriptions/…/managedinstances/mi|shop'
 */
export function targetClaim({ target }: Pick<Registration, 'target'>): string {
  return `${canonicalResourceId(target.managedInstanceId)}|${claimedName(target.databaseName)}`;
}

/** False for a migration that comes with an end after which target and folder are free. */
export function claimsAnything({ ended }: Pick<ControlRow, 'ended'>): boolean {
  return ended === undefined || !givesUpClaims(ended.phase);
}

/** The claim on a container: one text per container, whatever the spelling of its URL. */
export function containerClaim({ backups }: Pick<Registration, 'backups'>): string {
  return containerKey(backups.containerUrl);
}

/** The claim on a target as 0.1.0 wrote it: white space and wide letters made another one. */
export function formerTargetClaim({ target }: Pick<Registration, 'target'>): string {
  return `${target.managedInstanceId.toLowerCase().replace(/\/+$/, '')}|${target.databaseName.toLowerCase()}`;
}

/** The claim on a container as 0.1.0 wrote it: another name of the host made another one. */
export function formerContainerClaim({ backups }: Pick<Registration, 'backups'>): string {
  return formerContainerKey(backups.containerUrl);
}

function formerContainerKey(containerUrl: string): string {
  const { host, pathname } = new URL(containerUrl);
  return `${host}${pathname}`.toLowerCase().replace(/\/+$/, '');
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
      const canonical = SPELLINGS.find(([names]) => names.test(name))?.[1];
      leaves.set(name, toJson(typeof value === 'string' && canonical ? canonical(value) : value));
      return;
    }
    for (const [key, member] of Object.entries(value)) visit(member, name === '' ? key : `${name}.${key}`);
  };
  visit(registration, '');
  for (const name of NOT_COMPARED) leaves.delete(name);
  return leaves;
}
