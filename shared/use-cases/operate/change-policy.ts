/** Changing the policy, by the ETag of the control row the operator saw. */
import type { ControlRow } from '../../core/migration/control';
import type { JournalEntry } from '../../core/migration/journal';
import { lastBackupOf, isOffline } from '../../core/migration/offline';
import { type PolicyChange, type PolicyMode, withFields } from '../../core/migration/policy';
import type { Registration } from '../../core/migration/registration';
import { targetName } from '../../core/migration/target-name';
import { demandProblem, loosensApprovals } from '../../core/readiness/approvals';
import { assessReadiness } from '../../core/readiness/checks';
import { cutoverApproval } from '../../core/readiness/cutover-approval';
import { assessMigration } from '../assess/assess-migration';
import { readEngine } from '../assess/gather-facts';
import { type Capabilities, nowIso } from '../capabilities';
import { type ActionOutcome, type Operator, entry, inTheWay, withoutApproval } from '../operator-actions';

/** What became of the change. */
export type PolicyOutcome =
  | ActionOutcome
  /** The control row changed since the operator looked. */
  | { readonly kind: 'stale' }
  /** The operator's roles do not permit it. */
  | { readonly kind: 'forbidden'; readonly reason: string };

/** Who changes it. */
export interface PolicyOperator extends Operator {
  /** Has the role `Cutover.Admin` as well: whoever may approve must not be able to make do with fewer approvals. */
  readonly mayLoosen?: boolean;
}

/**
 * Changes the named fields of the policy; approvals given under the former policy are void.
 *
 * What makes the app send by itself is confirmed by the target's name: a change after which mode `auto` sends at its next
 * look, mode `auto` after a pause, and the statement that lifts the restriction of an adopted migration.
 */
export async function changePolicy(
  caps: Capabilities,
  operator: PolicyOperator,
  etag: string,
  change: PolicyChange,
): Promise<PolicyOutcome> {
  const registration = await caps.ledger.registration(operator.id);
  const current = await caps.ledger.control(operator.id);
  if (!registration || !current) return { kind: 'unknownMigration' };
  if (etag !== current.etag) return { kind: 'stale' };
  const refusal = await objectionTo(caps, registration, current.value, change);
  if (refusal !== undefined) return { kind: 'refused', refusal };
  const { policy } = current.value;
  if (!operator.mayLoosen && loosensApprovals(policy, withFields(policy, change.policy ?? {})))
    return { kind: 'forbidden', reason: LOOSENED };
  const at = nowIso(caps.clock);
  const { control: wanted, entries } = changed(current.value, operator, at, change);
  if (entries.length === 0) return { kind: 'changed', control: current.value };
  const unconfirmed = await confirmationOf(caps, registration, current.value, wanted, change);
  if (unconfirmed !== undefined) return { kind: 'mistyped', field: 'confirm', reason: unconfirmed };
  const next = withoutApproval(wanted, operator, at, `${operator.by} changed the policy`);
  const outcome = await caps.ledger.changeControl(operator.id, etag, next.control, [
    ...entries,
    ...next.entries,
  ]);
  return outcome.kind === 'changed' ? { kind: 'changed', control: next.control } : { kind: 'stale' };
}

const LOOSENED =
  'fewer operators, or others, would allow the cutover than mode approve asks for now, which needs the role Cutover.Admin, too';

/** The row as it is wanted, and what the journal says about it; without lines when it is so already. */
function changed(
  control: ControlRow,
  operator: Operator,
  at: string,
  { policy: given = {}, fresh }: PolicyChange,
): { readonly control: ControlRow; readonly entries: readonly JournalEntry[] } {
  const policy = withFields(control.policy, given);
  const isOther = JSON.stringify(policy) !== JSON.stringify(control.policy);
  const resumes = given.mode === 'auto' && control.autoPaused !== undefined;
  const isStated = fresh !== undefined && (control.fresh === undefined || control.manualOnly !== undefined);
  const fields = Object.entries(given).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  const text = `Policy changed: ${fields.join(', ')}${resumes ? '; mode auto is no longer paused' : ''}`;
  return {
    control: {
      ...control,
      policy,
      ...(resumes && { autoPaused: undefined }),
      ...(isStated && { manualOnly: undefined, fresh: { by: operator.by, at, reason: fresh.reason } }),
    },
    entries: [
      ...(isStated ? [entry(at, 'freshStated', operator, freshText(operator.by, fresh.reason))] : []),
      ...(isOther || resumes ? [entry(at, 'policyChanged', operator, text, { mode: policy.mode })] : []),
    ],
  };
}

/** The statement of an operator who lifts the restriction of an adopted migration. */
export function freshText(by: string, reason: string): string {
  return `No earlier registration sent or held anything, as ${by} states: ${reason}`;
}

/** Why the change is not confirmed, with what to type; undefined when it is, or needs no confirmation. */
async function confirmationOf(
  caps: Capabilities,
  registration: Registration,
  current: ControlRow,
  wanted: ControlRow,
  { policy, fresh, confirm }: PolicyChange,
): Promise<string | undefined> {
  const name = targetName(registration.target);
  if (confirm === name) return undefined;
  const why =
    fresh !== undefined
      ? 'from then on mode auto sends the cutover request by itself'
      : policy?.mode === 'auto' && current.autoPaused !== undefined
        ? `mode auto is paused (${current.autoPaused.reason}) and would send the cutover request by itself again`
        : await sendingNext(caps, registration.id, wanted);
  if (why !== undefined) return `${why}; type ${name} to confirm`;
  return confirm === undefined ? undefined : `"${confirm}" is not the target; type ${name}, or nothing`;
}

/** When mode auto sends once nothing but this change keeps it from that, a clause; undefined where more is missing. */
async function sendingNext(caps: Capabilities, id: string, wanted: ControlRow): Promise<string | undefined> {
  if (wanted.policy.mode !== 'auto' || isOffline(wanted)) return undefined;
  const assessed = await assessMigration(caps, id, 'thorough');
  if (assessed?.facts.tail.kind !== 'one') return undefined;
  // No approval survives the change.
  const facts = { ...assessed.facts, control: { ...wanted, approvals: undefined } };
  const allowed = cutoverApproval(facts, assessed.facts.tail.tail);
  if (!assessReadiness(facts).ready) return undefined;
  const sends = 'the migration is ready, so the app would send the cutover request';
  if (allowed.kind === 'granted') return `${sends} at its next assessment`;
  if (allowed.kind === 'groupWaiting') return `${sends} on the go of its group`;
  return allowed.kind === 'windowClosed' && allowed.next ? `${sends} once the window opens` : undefined;
}

async function objectionTo(
  caps: Capabilities,
  registration: Registration,
  control: ControlRow,
  { policy, fresh }: PolicyChange,
): Promise<string | undefined> {
  const busy = inTheWay(control, 'change the policy');
  if (busy !== undefined) return busy;
  if (fresh !== undefined && control.operationId !== undefined && !control.manualOnly && !control.fresh)
    return 'Cannot change the policy: nothing restricts mode auto here: this ledger knows the migration from its beginning; omit fresh';
  const wanted = withFields(control.policy, policy ?? {});
  if (wanted.window && (wanted.mode === 'offline' || isOffline(control)))
    return 'Cannot change the policy: an offline migration is cut over by the service, whatever the window; omit the window, or set it to null';
  if (wanted.probe && (wanted.mode === 'offline' || isOffline(control)))
    return 'Cannot change the policy: an offline migration is cut over by the service, whatever a probe shows; omit the probe, or set it to null';
  const demand = demandProblem(wanted, registration.registeredBy);
  if (demand !== undefined) return `Cannot change the policy: ${demand}`;
  return modeRefusal(caps, registration, control, policy?.mode);
}

/**
 * Why the mode may not be changed from or to `offline`: it says who cuts over, and may not contradict what the service
 * was told at the creation, what adoption bound, or what the service tells now. A service that cannot be read
 * contradicts nothing that could be checked, so the change waits (G1).
 */
async function modeRefusal(
  caps: Capabilities,
  registration: Registration,
  { offline, operationId, policy }: ControlRow,
  mode: PolicyMode | undefined,
): Promise<string | undefined> {
  const toOffline = mode === 'offline';
  if (mode === undefined || toOffline === (policy.mode === 'offline')) return undefined;
  const { create } = registration;
  const last = create && lastBackupOf(create);
  if (create && toOffline !== (last !== undefined))
    return toOffline ? refusal(ONLINE) : refusal(offlineText(last));
  if (!toOffline && offline === true) return refusal(offlineText(last));
  if (operationId === undefined) return undefined;
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
