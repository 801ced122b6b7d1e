/** From a preflight's document to what the ledger keeps of it, and back. */
import type { ControlRow } from '../migration/control';
import {
  type PreflightResult,
  type PreflightResultRow,
  type ShownAnswer,
  answerTo,
  isOpen,
  stoppingRows,
} from '../migration/preflight-result';
import type { Registration } from '../migration/registration';
import { clip } from '../text';
import { secondsBetween } from '../timing';
import { PREFLIGHT_ROWS } from './catalogue';
import { type PreflightDocument, type PreflightRowView, countStates } from './document';
import { type PreflightSubject, subjectOf } from './report';

/** Characters of a result as JSON: the ledger's working states take 30,000. */
const MOST_CHARS = 29_000;

/** How much is kept of a row, from generous to spare; the first that fits is taken. Characters. */
const SIZES = [
  { open: 400, settled: 200, command: 4_000 },
  { open: 400, settled: 100, command: 800 },
  { open: 300, settled: 60, command: 300 },
  { open: 200, settled: 40, command: 0 },
  { open: 80, settled: 0, command: 0 },
] as const;

/**
 * Keeps of a document what the catalogue does not tell. Long sentences are cut, and a long command is left out: half of one
 * would be pasted.
 *
 * @example toResult(preflightDocument(judgement, now)).rows[0].id // 'TOP-01'
 */
export function toResult({ asOf, rows }: PreflightDocument): PreflightResult {
  const results = SIZES.map((size) => ({ asOf, rows: rows.map((row) => kept(row, size)) }));
  const fitting = results.find((result) => JSON.stringify(result).length <= MOST_CHARS);
  return (
    fitting ?? { asOf, rows: rows.map(({ id, severity, state }) => ({ id, severity, state, found: '' })) }
  );
}

function kept(row: PreflightRowView, { open, settled, command }: (typeof SIZES)[number]): PreflightResultRow {
  const { id, severity, state, remedy, boundTo, missingAction, missingAt } = row;
  const fits = remedy?.command !== undefined && remedy.command.text.length <= command;
  return {
    ...{ id, severity, state },
    found: clip(row.found, Math.max(isOpen(row) ? open : settled, 1)),
    ...(remedy !== undefined && {
      remedy: { text: clip(remedy.text, open), ...(fits && { command: remedy.command }) },
    }),
    ...(boundTo !== undefined && { boundTo: clip(boundTo, open) }),
    ...(missingAction !== undefined && { missingAction }),
    ...(missingAt !== undefined && { missingAt }),
  };
}

/** A row with the answer that was given to it. */
export interface AnsweredRowView extends PreflightRowView {
  readonly answer?: ShownAnswer;
}

/** The stored preflight of a migration. */
export interface MigrationPreflight extends Omit<PreflightDocument, 'rows'> {
  readonly id: string;
  readonly migration: PreflightSubject;
  /** Seconds since the run began. */
  readonly ageSeconds: number;
  readonly rows: readonly AnsweredRowView[];
}

/** Completes a result by the catalogue and the answers; `clear` takes the answers into account, the counts do not. */
export function storedDocument(
  registration: Registration,
  result: PreflightResult,
  answers: ControlRow['preflight'],
  now: string,
): MigrationPreflight {
  return {
    id: registration.id,
    migration: subjectOf(registration),
    asOf: result.asOf,
    ageSeconds: Math.max(0, Math.round(secondsBetween(result.asOf, now))),
    counts: countStates(result.rows.map(({ state }) => state)),
    clear: stoppingRows(result, answers).length === 0,
    rows: result.rows.map((row) => viewOf(row, answerTo(row, answers))),
  };
}

function viewOf(row: PreflightResultRow, answer: ShownAnswer | undefined): AnsweredRowView {
  const known = PREFLIGHT_ROWS.find(({ id }) => id === row.id);
  return {
    ...row,
    demand: known?.demand ?? 'a requirement that this version does not know',
    why: known?.why ?? '',
    sources: known?.sources ?? [],
    ...(answer !== undefined && { answer }),
  };
}
