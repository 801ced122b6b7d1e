/** `--until`: how far a restore shall go, by LSN or by the source's time. */
import type { BackupSetRow } from '../../shared/core/backup-set-row';
import type { ChainVerdict, FileVerdict, PathStep } from '../../shared/core/chain/verdict';
import { type Lsn, formatLsn, InvalidLsnError, parseLsn } from '../../shared/core/lsn';
import { CliError } from '../exit-codes';

/** Up to an LSN, which is not restored itself; or up to a local time of the source. */
export type Until =
  { readonly kind: 'lsn'; readonly lsn: Lsn } | { readonly kind: 'time'; readonly time: string };

const TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::(\d{2}))?$/;

/**
 * Reads the option.
 *
 * @throws {CliError} When it is neither an LSN nor a local time.
 * @example parseUntil('2026-01-05 20:45') // { kind: 'time', time: '2026-01-05T20:45:00' }
 */
export function parseUntil(text: string): Until {
  const [, date, minute, second = '00'] = TIME.exec(text.trim()) ?? [];
  if (date !== undefined && minute !== undefined)
    return { kind: 'time', time: `${date}T${minute}:${second}` };
  try {
    return { kind: 'lsn', lsn: parseLsn(text.trim()) };
  } catch (error) {
    if (!(error instanceof InvalidLsnError)) throw error;
    throw new CliError(
      `Cannot read --until "${text}": give an LSN, or a local time of the source as 2026-01-05T20:45:00, without a zone`,
    );
  }
}

/** The point in words. @example untilText({ kind: 'time', time: '2026-01-05T20:45:00' }) // '2026-01-05T20:45:00 (local time of the source)' */
export function untilText(until: Until): string {
  return until.kind === 'lsn' ? `LSN ${formatLsn(until.lsn)}` : `${until.time} (local time of the source)`;
}

/** The rows a restore up to there can use: no full or differential ends beyond it, no log begins there or later. */
export function rowsUntil(rows: readonly BackupSetRow[], until: Until): readonly BackupSetRow[] {
  return rows.filter((row) => {
    if (until.kind === 'lsn') return row.type === 'log' ? row.firstLsn < until.lsn : row.lastLsn <= until.lsn;
    return row.type === 'log' || row.finishedAt === undefined || row.finishedAt <= until.time;
  });
}

/**
 * Ends the path at the point, where it gets there: what lies beyond no longer counts.
 *
 * @param rows all of them, also those that `rowsUntil` left out
 */
export function endAt(verdict: ChainVerdict, rows: readonly BackupSetRow[], until: Until): ChainVerdict {
  const last = verdict.path.findIndex((step) => reaches(step, until));
  const isChosen = verdict.status !== 'forked' || verdict.path.length === 0;
  if (last < 0 || !isChosen) return withLeftOut(shortOf(verdict, until), rows, until);
  const path = verdict.path.slice(0, last + 1);
  const end = path.at(-1);
  const reached: ChainVerdict = {
    ...verdict,
    status: verdict.unverified ? verdict.status : 'complete',
    summary: `The chain reaches ${untilText(until)} in ${end?.files.join(', ') ?? ''}.`,
    path,
    chainEnd: end?.lastLsn,
    gap: undefined,
    newer: undefined,
    files: beyondPath(verdict, path, until),
  };
  return withLeftOut(reached, rows, until);
}

/** A data backup reaches the point only when it ends exactly there. */
function reaches({ type, lastLsn, finishedAt }: PathStep, until: Until): boolean {
  if (until.kind === 'lsn') return lastLsn >= until.lsn;
  return type === 'log' && finishedAt !== undefined && finishedAt >= until.time;
}

function shortOf(verdict: ChainVerdict, until: Until): ChainVerdict {
  if (verdict.status !== 'complete') return verdict;
  const summary = `Cannot reach ${untilText(until)}: ${verdict.summary}`;
  return { ...verdict, status: 'gap', summary };
}

function beyondPath(
  { files, path }: ChainVerdict,
  kept: readonly PathStep[],
  until: Until,
): readonly FileVerdict[] {
  const gone = new Set(path.slice(kept.length).flatMap((step) => step.files));
  return files.map((file) =>
    file.state === 'inChain' && gone.has(file.file) ? { ...file, ...notNeeded(file.file, until) } : file,
  );
}

function withLeftOut(verdict: ChainVerdict, rows: readonly BackupSetRow[], until: Until): ChainVerdict {
  const known = new Set(verdict.files.map(({ file, position }) => `${file}\u0000${position}`));
  const left = rows
    .filter(({ file, position }) => !known.has(`${file}\u0000${position}`))
    .map(({ file, position }) => ({ file, position, ...notNeeded(file, until) }));
  return { ...verdict, files: [...verdict.files, ...left] };
}

function notNeeded(file: string, until: Until): Pick<FileVerdict, 'state' | 'reason'> {
  return { state: 'superseded', reason: `${file} is not needed to reach ${untilText(until)}.` };
}
