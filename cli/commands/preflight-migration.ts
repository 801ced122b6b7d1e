/** `preflight <id>`: the app judges a registered migration, and shows what operators answered. */
import { existsSync } from 'node:fs';
import { reportOf } from '../../shared/core/preflight/report';
import { CliError, EXIT_NOT_READY, EXIT_OK } from '../exit-codes';
import { type PreflightView, migrationPreflight, readDocument } from '../documents';
import { paintFor, printable } from '../render/paint';
import { preflightHtml } from '../render/preflight-html';
import { preflightPage } from '../render/preflight-page';
import { timeText } from '../render/times';
import type { Session } from '../session';
import { writeNewFile } from '../text-file';
import { type ApiOptions, apiContext, pathOf, printJson, printLines } from './api-command';

/** Options of the command; those of a registration's file are refused. */
export interface MigrationOptions extends ApiOptions {
  readonly last?: true;
  readonly all?: true;
  readonly html?: string;
  readonly estate?: string;
  readonly export?: string;
  readonly backups?: string | true;
  readonly svg?: string;
}

/** True for what can only be the id of a migration: no file, and nothing that looks like one. */
export function isMigrationId(text: string): boolean {
  return /^[a-z0-9-]{1,63}$/i.test(text) && !existsSync(text);
}

/** @returns the exit code */
export async function preflightMigration(
  id: string,
  options: MigrationOptions,
  { terminal }: Session,
): Promise<number> {
  const wrong = OF_A_FILE.find((name) => options[name] !== undefined);
  if (wrong !== undefined)
    throw new CliError(
      `Cannot check ${id}: --${wrong} goes with the file of a registration, and there is no file of that name`,
    );
  const { client } = apiContext(terminal, options);
  const path = pathOf(id, 'preflight');
  const answer = options.last
    ? await client.get(`show the preflight of ${id}`, path)
    : await client.post(`run the preflight of ${id}`, path, {});
  const document = readDocument(migrationPreflight, answer, client.host);
  const report = reportOf(shown(document), document.migration, { runs: 'app' });
  if (options.html !== undefined) await writeNewFile(options.html, preflightHtml(report));
  if (options.json) printJson(terminal, answer.body);
  else {
    const page = { paint: paintFor(terminal), all: options.all === true, columns: terminal.size()?.columns };
    printLines(terminal, preflightPage(report, { ...page, below: answerLines(document) }));
  }
  return document.clear ? EXIT_OK : EXIT_NOT_READY;
}

const OF_A_FILE = ['estate', 'export', 'backups', 'svg'] as const;

/** As answers leave it: a question with a yes is met, and what is waived no longer blocks. */
function shown(document: PreflightView): PreflightView {
  const rows = document.rows.map((row) => {
    if (!row.answer || row.answer.lapsed) return row;
    return row.answer.kind === 'tick'
      ? { ...row, state: 'met' as const }
      : { ...row, severity: 'warns' as const };
  });
  const ticked = rows.filter((row, at) => row.state !== document.rows[at]?.state).length;
  const { counts } = document;
  return {
    ...document,
    rows,
    counts: { ...counts, met: counts.met + ticked, forYou: counts.forYou - ticked },
  };
}

function answerLines({ rows }: PreflightView): readonly string[] {
  const lines = rows.flatMap(({ id, answer }) => {
    if (!answer) return [];
    const word = answer.kind === 'tick' ? 'ticked' : 'waived';
    const why = answer.reason ? `: ${answer.reason}` : '';
    const lapsed = answer.lapsed ? ', lapsed, because something else is found now' : '';
    return [printable(`  ${id}  ${word} by ${answer.by} at ${timeText(answer.at)}${why}${lapsed}`)];
  });
  return lines.length === 0 ? [] : ['', 'Answered', ...lines];
}
