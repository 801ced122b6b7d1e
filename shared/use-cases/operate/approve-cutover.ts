/** An operator's approval: given only on a fresh assessment that is ready, and bound to what that operator saw. */
import type { Facts } from '../../core/facts/facts';
import type { Approval, ControlRow } from '../../core/migration/control';
import type { JournalEntry } from '../../core/migration/journal';
import { targetName } from '../../core/migration/target-name';
import type { Policy } from '../../core/migration/policy';
import { isSameOperator } from '../../core/readiness/approval';
import {
  type ApprovalRule,
  type ApprovalsNow,
  approvalsAt,
  judgeApprovals,
  missingText,
  MOST_APPROVERS,
  whyNotCounted,
} from '../../core/readiness/approvals';
import { assessReadiness, explainUnmet } from '../../core/readiness/checks';
import { judgeWindow } from '../../core/sending/cutover-window';
import { clip, joinNames } from '../../core/text';
import { addSeconds, secondsBetween } from '../../core/timing';
import { assessMigration } from '../assess/assess-migration';
import { type Capabilities, nowIso } from '../capabilities';
import { type ActionOutcome, type Operator, entry, inTheWay } from '../operator-actions';

/** `cutover` approves where one approval is enough; `approve` adds one to those that the policy asks for. */
export type ApprovalVerb = 'cutover' | 'approve';

/** What the operator typed. */
export interface ApprovalRequest {
  /** Name of the target, `<instance>/<database>`. */
  readonly confirm: string;
  /** Name of the tail's blob. */
  readonly expectedTail: string;
}

/** An approval that may be given: nothing is stored yet. */
export interface PossibleApproval {
  readonly kind: 'possible';
  readonly given: Approval;
  /** The row with it, and the journal line, to be written by this ETag. */
  readonly control: ControlRow;
  readonly line: JournalEntry;
  readonly etag: string;
  /** The same operator's that counts already, given for the same. */
  readonly standing?: Approval;
}

/**
 * Approves the cutover, or refuses with every check that is not met. In mode `approve` the verb `cutover` is refused with who
 * is missing, and whoever registered the migration or named the tail approves nothing. A second approval of one operator
 * takes the place of the first.
 */
export async function approveCutover(
  caps: Capabilities,
  operator: Operator,
  typed: ApprovalRequest,
  verb: ApprovalVerb = 'cutover',
): Promise<ActionOutcome> {
  const judged = await judgeRequest(caps, operator, typed, { verb });
  if (judged.kind !== 'possible') return judged;
  const outcome = await storeApproval(caps, operator, judged);
  if (outcome === 'conflict')
    return {
      kind: 'refused',
      refusal: `Cannot ${actionOf(verb)}: the migration has changed; check it again`,
    };
  return { kind: 'changed', control: judged.control };
}

/** Stores it, unless the control row has changed since. @throws {LedgerUnavailableError} When the ledger does not answer. */
export async function storeApproval(
  { ledger }: Pick<Capabilities, 'ledger'>,
  { id }: Operator,
  { etag, control, line }: PossibleApproval,
): Promise<'stored' | 'conflict'> {
  const outcome = await ledger.changeControl(id, etag, control, [line]);
  return outcome.kind === 'changed' ? 'stored' : 'conflict';
}

function actionOf(verb: ApprovalVerb): string {
  return verb === 'cutover' ? 'cut over' : 'approve';
}

/**
 * Assesses the migration, and tells what its approval would be; or why there is none.
 *
 * @param how `note` stands in the journal line after the count
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function judgeRequest(
  caps: Capabilities,
  operator: Operator,
  typed: ApprovalRequest,
  { verb, note = '' }: { readonly verb: ApprovalVerb; readonly note?: string },
): Promise<PossibleApproval | NoApproval> {
  const action = actionOf(verb);
  const registration = await caps.ledger.registration(operator.id);
  if (!registration) return { kind: 'unknownMigration' };
  const name = targetName(registration.target);
  if (typed.confirm !== name)
    return mistyped('confirm', `"${typed.confirm}" is not the target; type ${name}`);
  const assessed = await assessMigration(caps, operator.id, 'thorough');
  if (!assessed) return { kind: 'unknownMigration' };
  const { facts, control } = assessed;
  const busy = inTheWay(control.value, action);
  if (busy !== undefined) return { kind: 'refused', refusal: busy };
  const readiness = assessReadiness(withoutPause(facts));
  if (!readiness.ready || facts.tail.kind !== 'one' || control.value.operationId === undefined)
    return { kind: 'refused', refusal: clip(`Cannot ${action}: ${explainUnmet(readiness.checks)}`, 8_000) };
  const { tail } = facts.tail;
  if (!facts.tail.files.includes(typed.expectedTail))
    return mistyped('expectedTail', `the tail is ${tail.blob}, not ${typed.expectedTail}`);
  const at = nowIso(caps.clock);
  const now = judgeApprovals({ ...facts, at }, tail);
  const { rule, standing } = now;
  const objection =
    verb === 'cutover' ? whyNotByCutover(control.value, rule, standing) : whyNotCounted(rule, operator.by);
  if (objection !== undefined) return { kind: 'refused', refusal: `Cannot ${action}: ${objection}` };
  const term = termOf(control.value.policy, at);
  if (term.kind === 'never') return { kind: 'refused', refusal: `Cannot ${action}: ${term.reason}` };
  const { expiresAt, waits } = term;
  const { operationId } = control.value;
  const given: Approval = { by: operator.by, at, target: name, tail, operationId, expiresAt };
  const approvals = withGiven(now, given);
  const count = countText(rule, approvalsAt(approvals, at));
  return {
    ...{ kind: 'possible', given, etag: control.etag, control: { ...control.value, approvals } },
    line: lineOf(operator, given, `${count}${note} at ${tail.blob}, until ${expiresAt}${waits}`),
    standing: standingOf(control.value, standing, operator.by),
  };
}

/** Why there is no approval. */
type NoApproval = Exclude<ActionOutcome, { kind: 'changed' }>;

function mistyped(field: keyof ApprovalRequest, reason: string): NoApproval {
  return { kind: 'mistyped', field, reason };
}

/** What an operator gave after the last attempt; one from before may not count for another. */
function standingOf(
  { attempt, earlierAttempts }: ControlRow,
  standing: readonly Approval[],
  by: string,
): Approval | undefined {
  const attempts = attempt ? [...earlierAttempts, attempt] : earlierAttempts;
  return standing.find(
    (one) =>
      isSameOperator(one.by, by) &&
      attempts.every(({ settledAt }) => settledAt !== undefined && secondsBetween(settledAt, one.at) > 0),
  );
}

/** Those of others that count, or will once the clock has come to them, and the new one; what has ended is in the journal. */
function withGiven({ given: before }: ApprovalsNow, given: Approval): readonly Approval[] {
  const others = before.filter(
    ({ approval, judged }) =>
      (judged.state === 'granted' || judged.state === 'pending') && !isSameOperator(approval.by, given.by),
  );
  return [...others.map(({ approval }) => approval), given].slice(-MOST_APPROVERS);
}

function countText({ required }: ApprovalRule, count: number): string {
  return required === 1 ? '' : ` (${count} of ${required})`;
}

function lineOf(operator: Operator, { at, tail }: Approval, what: string): JournalEntry {
  const facts = { tail: tail.blob, lastLsn: tail.lastLsn.toString() };
  return entry(at, 'approved', operator, `Cutover approved${what}`, facts);
}

/** Where several operators approve, none of them cuts over alone. */
function whyNotByCutover(
  { policy }: ControlRow,
  rule: ApprovalRule,
  standing: readonly Approval[],
): string | undefined {
  if (policy.mode !== 'approve') return undefined;
  return standing.length >= rule.required
    ? `${joinNames(standing.map(({ by }) => by))} approved it already; the app sends the request once checks and window allow`
    : `mode approve: ${missingText(rule, standing)}; approve it instead`;
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
