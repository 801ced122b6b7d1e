/**
 * What the operator's actions in `operate/` share: each changes the control row by ETag, with identity and time in the
 * journal, and is refused with the reason when it is not possible now (G6). Repeating an action changes nothing.
 */
import {
  type Attempt,
  type AttemptState,
  type ControlRow,
  ATTEMPT_IN_FLIGHT,
} from '../core/migration/control';
import type { JournalEntry, JournalKind } from '../core/migration/journal';
import { shownState } from '../core/migration/offline';
import { endApprovals } from '../core/readiness/approval';
import { type Capabilities, nowIso } from './capabilities';
import { type ControlChange, type ControlChangeOutcome, changeControl } from './change-control';

/** Who acts on which migration. */
export interface Operator {
  readonly id: string;
  readonly by: string;
}

/** Why an action is not possible now; a sentence. */
export type Refusal = string;

/** What became of an action. */
export type ActionOutcome =
  | ControlChangeOutcome<Refusal>
  /** What was typed to confirm it does not fit; `field` names which, `reason` what to type. */
  | { readonly kind: 'mistyped'; readonly field: string; readonly reason: string };

/** What is wanted is so already: nothing is written, so a pending approval or claim stays good. */
export const KEEP: ControlChange<Refusal> = { kind: 'keep' };

/** Refuses a change with a sentence. */
export function refuse(refusal: Refusal): ControlChange<Refusal> {
  return { kind: 'refuse', refusal };
}

/** Applies one action; an ended migration takes none. */
export async function act(
  caps: Capabilities,
  operator: Operator,
  action: (control: ControlRow, at: string) => ControlChange<Refusal>,
): Promise<ActionOutcome> {
  return changeControl<Refusal>(caps.ledger, operator.id, (control) => action(control, nowIso(caps.clock)));
}

/** Why nothing may be changed now; undefined when it may. */
export function inTheWay(control: ControlRow, action: string): Refusal | undefined {
  if (control.ended) return `Cannot ${action}: the migration has ended (${control.ended.phase})`;
  const attempt = decidedAttempt(control);
  if (attempt === undefined) return undefined;
  if (shownState(attempt) === 'begunByService')
    return `Cannot ${action}: the service has begun the cutover by itself`;
  const why = ATTEMPT_IN_FLIGHT.includes(attempt.state)
    ? 'the request may have reached the service'
    : 'the migration is about to end';
  return `Cannot ${action}: attempt ${attempt.number} is ${attempt.state}, ${why}`;
}

/** States of an attempt that has certainly not touched the service. */
const ALLOWS_OPERATOR_ACTION: readonly AttemptState[] = ['intended', 'withdrawn', 'refused', 'notReceived'];

/** The attempt whose request is or may be at the service, or has ended the migration: nothing may change then (G2). */
export function decidedAttempt({ attempt }: ControlRow): Attempt | undefined {
  return attempt === undefined || ALLOWS_OPERATOR_ACTION.includes(attempt.state) ? undefined : attempt;
}

/** A change with its journal lines. */
export function done(control: ControlRow, ...entries: readonly JournalEntry[]): ControlChange<Refusal> {
  return { kind: 'change', control, entries };
}

/** A journal line of an operator. */
export function entry(
  at: string,
  kind: JournalKind,
  operator: Operator,
  text: string,
  facts?: JournalEntry['facts'],
): JournalEntry {
  return { at, kind, by: operator.by, text, facts };
}

/**
 * Ends the approvals that an action makes void, with its journal line; whoever gave them did not know of the action.
 *
 * @param why what was done: a clause
 */
export function withoutApproval(
  control: ControlRow,
  operator: Operator,
  at: string,
  why: string,
): { readonly control: ControlRow; readonly entries: readonly JournalEntry[] } {
  const ended = endApprovals(control, { by: operator.by, at, state: 'void' }, why);
  return {
    control: ended.control,
    entries: ended.reason === undefined ? [] : [entry(at, 'approvalEnded', operator, sentence(ended.reason))],
  };
}

/**
 * Pauses mode auto: taking something back must not send.
 *
 * @param why what was done: a clause
 * @returns `note` for the journal line of the action, empty in any other mode
 */
export function pauseAuto(
  control: ControlRow,
  operator: Operator,
  at: string,
  why: string,
): { readonly control: ControlRow; readonly note: string } {
  if (control.policy.mode !== 'auto') return { control, note: '' };
  const autoPaused = { by: operator.by, at, reason: `${why} at ${at}` };
  return { control: { ...control, autoPaused }, note: '; mode auto is paused' };
}

/** A clause as a journal line. */
export function sentence(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}`;
}
