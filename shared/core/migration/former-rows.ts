/** Rows of version 0.1.0, and what becomes of them when they are read. */
import type { Act, Approval, ApprovalEnd, ControlRow } from './control';
import type { NextStep, StatusDocument } from './status-document';

/** A row as 0.1.0 wrote it: one hold and one approval at most. */
export type FormerControlRow = Omit<ControlRow, 'holds' | 'lastHold' | 'approvals'> & {
  readonly hold?: Act & { readonly reason: string };
  readonly approval?: Omit<Approval, 'target'>;
};

/**
 * Reads a row of 0.1.0: its hold is the first of a list, and its approval counts as expired, because what it was given on
 * was not judged by the rules of this version.
 *
 * @example fromFormer({ ...row, hold }).holds // [{ ...hold, number: 1 }]
 */
export function fromFormer({ hold, approval, ...row }: FormerControlRow): ControlRow {
  return {
    ...row,
    ...(hold && { holds: [{ ...hold, number: 1 }], lastHold: 1 }),
    ...(approval && { approvals: [{ ...approval, target: '', ended: endOf(approval) }] }),
  };
}

function endOf({ by, at }: Act): ApprovalEnd {
  const reason = `the approval of ${by} expired: it was given under an earlier version of the app`;
  return { by: 'watch', at, state: 'expired', reason };
}

/** Who acts next, as 0.1.0 named it. */
const FORMER_WHO: Readonly<Record<string, NextStep['who']>> = { person: 'operator', product: 'app' };

/**
 * Reads a status document of any version: 0.1.0 named an operator `person` and the app `product`.
 *
 * @example statusFromFormer({ ...status, next: { who: 'person', what } }).next?.who // 'operator'
 */
export function statusFromFormer(status: StatusDocument): StatusDocument {
  const { next } = status;
  return next === undefined
    ? status
    : { ...status, next: { ...next, who: FORMER_WHO[next.who] ?? next.who } };
}
