/** The last preflight of a migration as the ledger keeps it, and what operators' answers make of it. */
import type { ControlRow, PreflightAnswer } from './control';
import type { PreflightSeverity, PreflightState } from './preflight-state';

/** What to do about a row, with a command that can be pasted. */
export interface PreflightRemedy {
  readonly text: string;
  readonly command?: {
    readonly language: 'az' | 'sql' | 'powershell';
    readonly text: string;
    readonly where?: string;
  };
}

/** One row of a result; its demand and reason are the catalogue's. */
export interface PreflightResultRow {
  /** Id of the row, `NET-01`. */
  readonly id: string;
  readonly severity: PreflightSeverity;
  readonly state: PreflightState;
  /** What was found, one sentence; of `forYou` the question. */
  readonly found: string;
  readonly remedy?: PreflightRemedy;
  /** What an answer is bound to, where it is not `found`: without counts that go on by themselves. */
  readonly boundTo?: string;
  /** The right that would tell. */
  readonly missingAction?: string;
  /** ARM id of what it is needed for. */
  readonly missingAt?: string;
}

/** A result. */
export interface PreflightResult {
  /** When the run began, ISO 8601 UTC. */
  readonly asOf: string;
  /** In the order of the catalogue. */
  readonly rows: readonly PreflightResultRow[];
}

/** An answer beside a row; `lapsed` once something else is found than what was answered. */
export interface ShownAnswer extends Pick<PreflightAnswer, 'kind' | 'by' | 'at' | 'reason'> {
  readonly lapsed?: true;
}

/** The answer that was given to a row, if there is one. */
export function answerTo(row: PreflightResultRow, answers: ControlRow['preflight']): ShownAnswer | undefined {
  const given = answers?.find((one) => one.row === row.id);
  if (given === undefined) return undefined;
  const { kind, by, at, reason } = given;
  const stands = given.state === row.state && isSameText(given.found, boundTo(row));
  return { kind, by, at, ...(reason !== undefined && { reason }), ...(!stands && { lapsed: true as const }) };
}

/** What an answer to the row is bound to. */
export function boundTo(row: Pick<PreflightResultRow, 'found' | 'boundTo'>): string {
  return row.boundTo ?? row.found;
}

/** A long sentence is kept in full or cut, by the room that the other rows leave. */
function isSameText(a: string, b: string): boolean {
  const isCutOf = (short: string, long: string) => short.endsWith('…') && long.startsWith(short.slice(0, -1));
  return a === b || isCutOf(a, b) || isCutOf(b, a);
}

/** True when an answer of this kind stands for the row. */
function isAnswered(row: PreflightResultRow, answers: ControlRow['preflight']): boolean {
  const answer = answerTo(row, answers);
  return answer !== undefined && answer.lapsed !== true;
}

/** True for a row that is not known to be so: unmet, unknown or a question. */
export function isOpen({ state }: Pick<PreflightResultRow, 'state'>): boolean {
  return state === 'unmet' || state === 'unknown' || state === 'forYou';
}

/** The rows that stop a creation: they block, are not known to be so, and no answer stands for them. */
export function stoppingRows(
  { rows }: PreflightResult,
  answers: ControlRow['preflight'],
): readonly PreflightResultRow[] {
  return rows.filter((row) => row.severity === 'blocks' && isOpen(row) && !isAnswered(row, answers));
}

/** How a result stands in short; an answered row counts as ticked or waived alone. */
export interface PreflightSummary {
  /** ISO 8601 UTC. */
  readonly asOf: string;
  readonly met: number;
  readonly unmet: number;
  readonly unknown: number;
  /** Questions that wait for an answer. */
  readonly forYou: number;
  readonly ticked: number;
  readonly waived: number;
  /** Ids of the rows that stop a creation. */
  readonly stopping: readonly string[];
}

/** Sums a result up. @example summaryOf(result, control.preflight).unmet // 2 */
export function summaryOf(result: PreflightResult, answers: ControlRow['preflight']): PreflightSummary {
  const standing = (row: PreflightResultRow): ShownAnswer['kind'] | undefined => {
    const answer = answerTo(row, answers);
    return answer?.lapsed === true ? undefined : answer?.kind;
  };
  const count = (state: PreflightState): number =>
    result.rows.filter((row) => row.state === state && standing(row) === undefined).length;
  const answered = (kind: ShownAnswer['kind']): number =>
    result.rows.filter((row) => standing(row) === kind).length;
  return {
    asOf: result.asOf,
    met: count('met'),
    unmet: count('unmet'),
    unknown: count('unknown'),
    forYou: count('forYou'),
    ticked: answered('tick'),
    waived: answered('waiver'),
    stopping: stoppingRows(result, answers).map(({ id }) => id),
  };
}
