/** What a principal lacks at a scope: its roles there and above, read one by one. */
import { canonicalResourceId } from '../engine/resource-id';
import { type Rights, missingRights } from './grants';
import { type Proof, ask, endUnknown } from './proof';
import type { Permissions } from './resources';

/**
 * The rights that a principal lacks at a scope; empty when it has all.
 *
 * A role under a condition counts for nothing: where it would suffice, the proof ends as unknown. Deny assignments are not read.
 */
export function* lackingRights(scope: string, principal: string, rights: Rights): Proof<readonly string[]> {
  const assignments = yield* ask({ kind: 'roleAssignments', id: scope, about: principal });
  const certain: Permissions['entries'][number][] = [];
  const perhaps: Permissions['entries'][number][] = [];
  for (const { roleDefinitionId, scope: at, conditional } of assignments) {
    if (at !== undefined && !isAtOrAbove(at, scope)) continue;
    const { entries } = yield* ask({ kind: 'roleDefinition', id: roleDefinitionId });
    (conditional || at === undefined ? perhaps : certain).push(...entries);
    if (missingRights({ entries: certain }, rights).length === 0) return [];
  }
  const missing = missingRights({ entries: certain }, rights);
  if (missing.length > missingRights({ entries: [...certain, ...perhaps] }, rights).length)
    yield* endUnknown(`identity ${principal} has a role under a condition, which is not judged`);
  return missing;
}

/** @example isAtOrAbove('/subscriptions/s', '/subscriptions/S/resourceGroups/g') // true */
function isAtOrAbove(scope: string, of: string): boolean {
  const [above, below] = [canonicalResourceId(scope), canonicalResourceId(of)];
  return above === '/' || below === above || below.startsWith(`${above}/`) || isTenantScope(above);
}

/** Management groups are above every subscription that the list of assignments names them for. */
function isTenantScope(scope: string): boolean {
  return scope.startsWith('/providers/microsoft.management/managementgroups/');
}
