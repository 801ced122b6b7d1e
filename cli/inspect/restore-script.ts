/** `--restore-script`: the RESTORE statements of a chain's path, in T-SQL. */
import type { PathStep } from '../../shared/core/chain/verdict';
import { formatLsn } from '../../shared/core/lsn';
import { quoteName, quoteText } from '../../shared/core/t-sql';
import { printable } from '../render/paint';
import type { InspectedDatabase, InspectedFile } from './inspection';
import { type Until, untilText } from './until';

/**
 * Writes the statements: from disk or URL, WITH NORECOVERY, each stripe of a set, its number in the file; the last step,
 * RECOVERY, is commented out, because nothing can be restored after it.
 *
 * Source: Microsoft Learn, "RESTORE Statements" and "Restore a database to a point within a backup".
 *
 * @param files the inspected files, which know where they lie
 * @returns lines; comments only when there is nothing to restore, or nobody chose the branch
 */
export function restoreScript(
  { databaseName, verdict }: InspectedDatabase,
  files: readonly InspectedFile[],
  until?: Until,
): readonly string[] {
  const { status, path, chainEnd, branches = [] } = verdict;
  const title = comment(databaseName ?? 'a database without a name');
  const summary = comment(verdict.summary.trim());
  if (path.length === 0) return [`-- Nothing can be restored of ${title}. ${summary}`];
  if (status === 'forked' && branches.filter(({ end }) => end !== undefined).length > 1)
    return [
      `-- Nothing is written for ${title}: choose a branch with --fork, --server or --anchor. ${summary}`,
    ];
  const name = bracketed(databaseName ?? 'restored');
  const places = new Map(files.map(({ path: file, location }) => [file, location ?? file]));
  const stop = until && stopAt(until, path);
  return [
    `-- Restores ${title} up to LSN ${chainEnd === undefined ? 'unknown' : formatLsn(chainEnd)}${until ? `, stopped at ${untilText(until)}` : ''}.`,
    ...(status === 'complete' ? [] : [`-- ${summary}`]),
    ...path.flatMap((step, index) =>
      statement(step, name, places, index === path.length - 1 ? stop : undefined),
    ),
    '',
    '-- Ends the restore; no log can follow:',
    `-- RESTORE DATABASE ${name} WITH RECOVERY;`,
  ];
}

function statement(
  { type, files, positions, firstLsn, lastLsn }: PathStep,
  name: string,
  places: ReadonlyMap<string, string>,
  stop: string | undefined,
): readonly string[] {
  const devices = files.map((file) => device(places.get(file) ?? file));
  const options = [`FILE = ${positions?.[0] ?? 1}`, 'NORECOVERY', ...(stop === undefined ? [] : [stop])];
  return [
    '',
    `-- ${type}, LSN ${formatLsn(firstLsn)} to ${formatLsn(lastLsn)}`,
    `RESTORE ${type === 'log' ? 'LOG' : 'DATABASE'} ${name}`,
    ...devices.map(
      (one, index) =>
        `${index === 0 ? '  FROM ' : '       '}${one}${index === devices.length - 1 ? '' : ','}`,
    ),
    `  WITH ${options.join(', ')};`,
  ];
}

/** A point inside the last log; none when the log ends exactly there. */
function stopAt(until: Until, path: readonly PathStep[]): string | undefined {
  const last = path.at(-1);
  if (last === undefined) return undefined;
  if (until.kind === 'lsn')
    return last.lastLsn > until.lsn ? `STOPBEFOREMARK = ${quoted(`lsn:${formatLsn(until.lsn)}`)}` : undefined;
  return last.type === 'log' ? `STOPAT = ${quoted(until.time)}` : undefined;
}

function device(place: string): string {
  return `${/^https?:\/\//i.test(place) ? 'URL' : 'DISK'} = ${quoted(place)}`;
}

function quoted(text: string): string {
  return quoteText(printable(text));
}

function bracketed(name: string): string {
  return quoteName(printable(name));
}

/** A comment ends with its line: no other end of line may come in. */
function comment(text: string): string {
  return printable(text);
}
