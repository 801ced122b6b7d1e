/** An operator's approval: given only on a fresh assessment that is ready, and bound to what that operator saw. */
import type { Facts } from '../../core/facts/facts';
import { targetName } from '../../core/migration/target-name';
import type { Policy } from '../../core/migration/policy';
import { assessReadiness, explainUnmet } from '../../core/readiness/checks';
import { judgeWindow } from '../../core/sending/cutover-window';
import { clip } from '../../core/text';
import { addSeconds } from '../../core/timing';
import { assessMigration } from '../assess/assess-migration';
import { type Capabilities, nowIso } from '../capabilities';
import { type ActionOutcome, type Operator, entry, inTheWay } from '../operator-actions';

/** What the operator typed. */
export interface ApprovalRequest {
  /** Name of the target, `<instance>/<database>`. */
  readonly confirm: string;
  /** Name of the tail's blob. */
  readonly expectedTail: string;
}

/** Approves the cutover, or refuses with every check that is not met. */
export async function approveCutover(
  caps: Capabilities,
  operator: Operator,
  typed: ApprovalRequest,
): Promise<ActionOutcome> {
  const registration = await caps.ledger.registration(operator.id);
  if (!registration) return { kind: 'unknownMigration' };
  const name = targetName(registration.target);
  if (typed.confirm !== name)
    return {
      kind: 'mistyped',
      field: 'confirm',
      reason: `"${typed.confirm}" is not the target; type ${name}`,
    };
  const assessed = await assessMigration(caps, operator.id, 'thorough');
  if (!assessed) return { kind: 'unknownMigration' };
  const { facts, control } = assessed;
  const busy = inTheWay(control.value, 'cut over');
  if (busy !== undefined) return { kind: 'refused', refusal: busy };
  const readiness = assessReadiness(withoutPause(facts));
  if (!readiness.ready || facts.tail.kind !== 'one' || control.value.operationId === undefined)
    return { kind: 'refused', refusal: clip(`Cannot cut over: ${explainUnmet(readiness.checks)}`, 8_000) };
  const { tail } = facts.tail;
  if (!facts.tail.files.includes(typed.expectedTail))
    return {
      kind: 'mistyped',
      field: 'expectedTail',
      reason: `the tail is ${tail.blob}, not ${typed.expectedTail}`,
    };
  const at = nowIso(caps.clock);
  const term = termOf(control.value.policy, at);
  if (term.kind === 'never') return { kind: 'refused', refusal: `Cannot cut over: ${term.reason}` };
  const { expiresAt } = term;
  const approval = { by: operator.by, at, tail, operationId: control.value.operationId, expiresAt };
  const text = `Cutover approved at ${tail.blob}, until ${expiresAt}${term.waits}`;
  const next = { ...control.value, approval };
  const outcome = await caps.ledger.changeControl(operator.id, control.etag, next, [
    entry(at, 'approved', operator, text, { tail: tail.blob, lastLsn: tail.lastLsn.toString() }),
  ]);
  if (outcome.kind === 'conflict')
    return { kind: 'refused', refusal: 'Cannot cut over: the migration has changed; check it again' };
  return { kind: 'changed', control: next };
}

/** How long an approval stands: until the window closes that it can be used in; without one, for the policy's minutes. */
function termOf(
  { approvalMinutes, window }: Policy,
  at: string,
):
  | { readonly kind: 'until'; readonly expiresAt: string; readonly waits: string }
  | { readonly kind: 'never'; readonly reason: string } {
  if (!window) return { kind: 'until', expiresAt: addSeconds(at, approvalMinutes * 60), waits: '' };
  const state = judgeWindow(window, at);
  if (state.kind === 'open') return { kind: 'until', expiresAt: state.closesAt, waits: '' };
  if (state.next === undefined) return { kind: 'never', reason: state.reason };
  return { kind: 'until', expiresAt: state.next.closesAt, waits: `; ${state.reason}` };
}

/** A paused mode auto is what an approval lets go on: it does not stand in its way. */
function withoutPause(facts: Facts): Facts {
  return { ...facts, control: { ...facts.control, autoPaused: undefined } };
}
