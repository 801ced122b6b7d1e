/** An operator's answers to the preflight: the yes to a question, or a waiver. Only a creation depends on them. */
import type { ControlRow, PreflightAnswer } from '../../core/migration/control';
import {
  type PreflightResult,
  type PreflightResultRow,
  answerTo,
  boundTo,
  isOpen,
} from '../../core/migration/preflight-result';
import { commandLine } from '../../core/command-line';
import type { Capabilities } from '../capabilities';
import type { ControlChange } from '../change-control';
import {
  type ActionOutcome,
  type Operator,
  type Refusal,
  KEEP,
  act,
  done,
  entry,
  refuse,
} from '../operator-actions';
import { readPreflight } from '../preflight/preflight-store';

/** Which questions are answered with yes; `undo` takes the yes back. */
export interface TickOrder {
  readonly rows: readonly string[];
  readonly undo?: true;
}

/**
 * Answers questions with yes. Refused for a row that is no question: what Azure tells is not a matter of opinion.
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export function tickPreflight(
  caps: Capabilities,
  operator: Operator,
  order: TickOrder,
): Promise<ActionOutcome> {
  if (order.undo) return takeBack(caps, operator, 'tick', order.rows);
  return answer(caps, operator, order.rows, 'tick', undefined, (row) =>
    row.state === 'forYou' ? undefined : `${row.id} is no question: it is ${row.state} (${row.found})`,
  );
}

/** The rows that are waived, and why; `undo` takes the waivers back. */
export interface WaiveOrder {
  readonly rows: readonly string[];
  readonly reason: string;
  readonly undo?: true;
}

/**
 * Lets a migration be created in spite of rows. Refused for a row that stops nothing.
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export function waivePreflight(
  caps: Capabilities,
  operator: Operator,
  order: WaiveOrder,
): Promise<ActionOutcome> {
  const { rows, reason, undo } = order;
  if (undo) return takeBack(caps, operator, 'waiver', rows);
  return answer(caps, operator, rows, 'waiver', reason, (row) =>
    row.severity === 'blocks' && isOpen(row)
      ? undefined
      : `${row.id} stops nothing: it ${row.severity}, and is ${row.state}`,
  );
}

/** @param objection why a row takes no such answer */
async function answer(
  caps: Capabilities,
  operator: Operator,
  ids: readonly string[],
  kind: PreflightAnswer['kind'],
  reason: string | undefined,
  objection: (row: PreflightResultRow) => string | undefined,
): Promise<ActionOutcome> {
  const { result } = await readPreflight(caps.ledger, operator.id);
  return act(caps, operator, (control, at) => {
    const found = result && rowsOf(result, ids);
    const why =
      ended(control) ?? found?.unknown ?? (found === undefined ? NEVER_RUN(operator.id) : undefined);
    if (why !== undefined || found === undefined) return refuse(`Cannot ${VERB[kind]}: ${why ?? ''}`);
    const objections = found.rows.flatMap((row) => objection(row) ?? []);
    if (objections.length > 0)
      return refuse(`Cannot ${VERB[kind]}: ${objections.join('; ')}${anew(found.rows, kind, operator.id)}`);
    const fresh = found.rows.filter((row) => !isSameAnswer(row, control, kind, reason));
    return fresh.length === 0 ? KEEP : withAnswers(control, operator, at, fresh, { kind, reason });
  });
}

const VERB: Readonly<Record<PreflightAnswer['kind'], string>> = { tick: 'tick', waiver: 'waive' };

/** What was unknown at the last preflight may be a question by now, such as right after an upload. */
function anew(rows: readonly PreflightResultRow[], kind: PreflightAnswer['kind'], id: string): string {
  if (kind !== 'tick' || rows.every(({ state }) => state !== 'unknown')) return '';
  return `; nothing was ticked: read it anew with ${commandLine(['preflight', id])}, then repeat this`;
}

const NEVER_RUN = (id: string): string =>
  `no preflight of the migration has run yet: ${commandLine(['preflight', id])}`;

function ended({ ended: end }: ControlRow): string | undefined {
  return end === undefined ? undefined : `the migration has ended (${end.phase})`;
}

function rowsOf(
  { rows }: PreflightResult,
  ids: readonly string[],
): { readonly rows: readonly PreflightResultRow[]; readonly unknown?: string } {
  const found = rows.filter(({ id }) => ids.includes(id));
  const unknown = ids.filter((id) => !rows.some((row) => row.id === id));
  return unknown.length === 0
    ? { rows: found }
    : { rows: [], unknown: `the preflight has no row ${unknown.join(', ')}` };
}

function isSameAnswer(
  row: PreflightResultRow,
  { preflight }: ControlRow,
  kind: PreflightAnswer['kind'],
  reason: string | undefined,
): boolean {
  const given = answerTo(row, preflight);
  return given?.kind === kind && given.lapsed !== true && given.reason === reason;
}

function withAnswers(
  control: ControlRow,
  operator: Operator,
  at: string,
  rows: readonly PreflightResultRow[],
  { kind, reason }: Pick<PreflightAnswer, 'kind' | 'reason'>,
): ControlChange<Refusal> {
  const given = rows.map((row): PreflightAnswer => ({
    ...{ row: row.id, kind, state: row.state, found: boundTo(row), by: operator.by, at },
    ...(reason !== undefined && { reason }),
  }));
  const others = (control.preflight ?? []).filter((one) => !rows.some(({ id }) => id === one.row));
  const lines = rows.map(({ id, found }) => {
    const text = kind === 'tick' ? `Ticked ${id}: ${found} Yes` : `Waived ${id} (${found}): ${reason ?? ''}`;
    return entry(at, 'preflightAnswered', operator, text, { row: id, answer: kind });
  });
  return done({ ...control, preflight: [...others, ...given] }, ...lines);
}

/** What was never answered is taken back already. */
function takeBack(
  caps: Capabilities,
  operator: Operator,
  kind: PreflightAnswer['kind'],
  ids: readonly string[],
): Promise<ActionOutcome> {
  return act(caps, operator, (control, at) => {
    const why = ended(control);
    if (why !== undefined) return refuse(`Cannot ${VERB[kind]}: ${why}`);
    const gone = (control.preflight ?? []).filter((one) => one.kind === kind && ids.includes(one.row));
    if (gone.length === 0) return KEEP;
    const left = (control.preflight ?? []).filter((one) => !gone.includes(one));
    const lines = gone.map(({ row, by }) =>
      entry(at, 'preflightAnswered', operator, `Took back the ${kind} of ${row} by ${by}`, {
        row,
        answer: 'none',
      }),
    );
    return done({ ...control, preflight: left.length === 0 ? undefined : left }, ...lines);
  });
}
