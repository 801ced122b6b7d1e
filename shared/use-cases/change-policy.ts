/** Changing the policy, by the ETag of the control row the operator saw. */
import type { ControlRow } from '../core/migration/control';
import { lastBackupOf } from '../core/migration/last-backup';
import type { Policy, PolicyMode } from '../core/migration/policy';
import type { Capabilities } from './capabilities';
import { nowIso } from './capabilities';
import { readEngine } from './gather-facts';
import type { Actor } from './operator-actions';
import { entry, inTheWay, withoutApproval } from './operator-actions';

/** What became of the change. */
export type PolicyOutcome =
  | { readonly kind: 'changed'; readonly policy: Policy }
  /** The control row changed since the operator looked. */
  | { readonly kind: 'stale' }
  | { readonly kind: 'refused'; readonly refusal: string }
  | { readonly kind: 'unknownMigration' };

/** Changes the named fields of the policy. An approval given under the former policy is void. */
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
  const wrongMode = await modeRefusal(caps, actor.id, current.value, change.mode);
  if (wrongMode !== undefined) return { kind: 'refused', refusal: wrongMode };
  const policy = { ...current.value.policy, ...change };
  if (JSON.stringify(policy) === JSON.stringify(current.value.policy)) return { kind: 'changed', policy };
  const text = `Policy changed: ${Object.entries(change)
    .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
    .join(', ')}`;
  const at = nowIso(caps.clock);
  const line = entry(at, 'policyChanged', actor, text, { mode: policy.mode });
  const changed = { ...current.value, policy };
  const { control, entries } = withoutApproval(changed, actor, at, `${actor.by} changed the policy`);
  const outcome = await caps.ledger.changeControl(actor.id, etag, control, [line, ...entries]);
  return outcome.kind === 'changed' ? { kind: 'changed', policy } : { kind: 'stale' };
}

/**
 * Why the mode may not be changed from or to `offline`: it says who cuts over, and may not contradict what the service
 * was told at the creation, what adoption bound, or what the service tells now. A service that cannot be read
 * contradicts nothing that could be checked, so the change waits (G1).
 */
async function modeRefusal(
  caps: Capabilities,
  id: string,
  { offline, operationId, policy }: ControlRow,
  mode: PolicyMode | undefined,
): Promise<string | undefined> {
  const toOffline = mode === 'offline';
  if (mode === undefined || toOffline === (policy.mode === 'offline')) return undefined;
  const registration = await caps.ledger.registration(id);
  const { create } = registration ?? {};
  const last = create && lastBackupOf(create);
  if (create && toOffline !== (last !== undefined))
    return toOffline ? refusal(ONLINE) : refusal(offlineText(last));
  if (!toOffline && offline === true) return refusal(offlineText(last));
  if (registration === undefined || operationId === undefined) return undefined;
  const engine = await readEngine(caps, registration);
  if (engine.kind !== 'read')
    return refusal(
      engine.kind === 'trouble'
        ? `whether the migration is offline could not be read (${engine.message}); try again later`
        : 'the service knows no such migration',
    );
  const { online, lastBackupName } = engine.status;
  if (toOffline && online === true) return refusal(ONLINE);
  return !toOffline && online === false ? refusal(offlineText(lastBackupName)) : undefined;
}

const ONLINE =
  'the migration is online: the service never cuts over by itself; choose manual, approve or auto, or hold it';

function offlineText(lastBackupName: string | undefined): string {
  const after = lastBackupName === undefined ? '' : ` after ${lastBackupName}`;
  return `the migration is offline: the service cuts over by itself${after}, and the product sends nothing; to cut it over by a request, cancel it and start an online one`;
}

function refusal(reason: string): string {
  return `Cannot change the policy's mode: ${reason}`;
}
