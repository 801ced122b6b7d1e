/** Changing the policy, by the ETag of the control row the operator saw. */
import type { Policy } from '../core/migration/policy';
import type { Capabilities } from './capabilities';
import { nowIso } from './capabilities';
import type { Actor } from './operator-actions';
import { entry, inTheWay } from './operator-actions';

/** What became of the change. */
export type PolicyOutcome =
  | { readonly kind: 'changed'; readonly policy: Policy }
  /** The control row changed since the operator looked. */
  | { readonly kind: 'stale' }
  | { readonly kind: 'refused'; readonly refusal: string }
  | { readonly kind: 'unknownMigration' };

/** Changes the named fields of the policy. A go-ahead given under the former policy does not survive it. */
export async function changePolicy(
  caps: Capabilities,
  actor: Actor,
  etag: string,
  change: Partial<Policy>,
): Promise<PolicyOutcome> {
  const current = await caps.ledger.control(actor.id);
  if (!current) return { kind: 'unknownMigration' };
  if (etag !== current.etag) return { kind: 'stale' };
  const busy = inTheWay(current.value, 'change the policy');
  if (busy !== undefined) return { kind: 'refused', refusal: busy };
  const policy = { ...current.value.policy, ...change };
  if (JSON.stringify(policy) === JSON.stringify(current.value.policy)) return { kind: 'changed', policy };
  const text = `Policy changed: ${Object.entries(change)
    .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
    .join(', ')}`;
  const line = entry(nowIso(caps.clock), 'policyChanged', actor, text, { mode: policy.mode });
  const outcome = await caps.ledger.changeControl(
    actor.id,
    etag,
    { ...current.value, policy, approval: undefined },
    [line],
  );
  return outcome.kind === 'changed' ? { kind: 'changed', policy } : { kind: 'stale' };
}
