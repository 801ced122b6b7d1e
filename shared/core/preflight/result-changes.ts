/** What is journaled of a preflight: the first result in short, then only what changed. */
import type { ControlRow } from '../migration/control';
import type { JournalEntry } from '../migration/journal';
import {
  type PreflightResult,
  type PreflightResultRow,
  answerTo,
  summaryOf,
} from '../migration/preflight-result';
import { clip } from '../text';

/** Characters of a line; the ledger takes more, people read less. */
const LINE_CHARS = 2_000;

/** Rows that a line's facts name. */
const MOST_NAMED = 40;

/**
 * Writes the line about a new result: none when every row is in the state and severity of the last one and no answer lapses.
 *
 * @param by who ran it: an identity, `watch` or `sweep`
 * @example resultLine(before, after, [], 'sweep')?.text // 'Preflight: NET-01 met → unmet (no subnet …)'
 */
export function resultLine(
  before: PreflightResult | undefined,
  after: PreflightResult,
  answers: ControlRow['preflight'],
  by: string,
): JournalEntry | undefined {
  const base = { at: after.asOf, kind: 'preflightChanged', by } as const;
  if (before === undefined) return { ...base, text: `Preflight: ${summaryText(after, answers)}` };
  const changes = after.rows.flatMap((row) => changeOf(rowOf(before, row.id), row, answers));
  if (changes.length === 0) return undefined;
  const text = clip(`Preflight: ${changes.map((change) => change.text).join('; ')}`, LINE_CHARS);
  const rows = changes.slice(0, MOST_NAMED).map(({ id }) => id);
  return { ...base, text, facts: { changes: changes.length, rows: rows.join(' ') } };
}

/** @example summaryText(result, []) // '41 met, 2 unmet, 3 unknown, 5 for you' */
function summaryText(result: PreflightResult, answers: ControlRow['preflight']): string {
  const { met, unmet, unknown, forYou } = summaryOf(result, answers);
  return `${met} met, ${unmet} unmet, ${unknown} unknown, ${forYou} for you`;
}

function changeOf(
  before: PreflightResultRow | undefined,
  row: PreflightResultRow,
  answers: ControlRow['preflight'],
): readonly { readonly id: string; readonly text: string }[] {
  const { id } = row;
  const answer = answerTo(row, answers);
  const stood = before !== undefined && answerTo(before, answers)?.lapsed !== true;
  const lapsed = answer?.lapsed === true && stood ? `; the ${answer.kind} of ${answer.by} lapses` : '';
  const isSame = before?.state === row.state && before.severity === row.severity;
  if (isSame && lapsed === '') return [];
  const grave = isSame || before?.state !== row.state ? '' : ` (${row.severity})`;
  return [{ id, text: `${id} ${before?.state ?? 'new'} → ${row.state}${grave}: ${row.found}${lapsed}` }];
}

function rowOf({ rows }: PreflightResult, id: string): PreflightResultRow | undefined {
  return rows.find((row) => row.id === id);
}
