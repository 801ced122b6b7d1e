/** The result of `inspect` for people. */
import type { InspectedDatabase, InspectedFile, Inspection } from '../inspect/inspection';
import { isNoBackup } from '../inspect/inspection';
import type { UnusedFile } from '../inspect/unused-files';
import { STATE_WORDS, unusedFiles } from '../inspect/unused-files';
import type { ChainFileState, ChainVerdict } from '../../shared/core/chain/verdict';
import { renderChain } from './chain-picture';
import { fileTable } from './file-table';
import type { Paint } from './paint';
import { printable } from './paint';

/** How much is shown. */
export interface PageOptions {
  readonly paint: Paint;
  /** Every step and every unused file, however many. */
  readonly all: boolean;
}

const MOST_UNUSED = 10;

/** Writes the page, a line each. */
export function inspectionPage(inspection: Inspection, options: PageOptions): readonly string[] {
  const { files, databases } = inspection;
  const { paint } = options;
  return [
    ...fileTable(inspection, paint),
    '',
    ...databases.flatMap((database) => [...databaseSection(database, options), '']),
    ...unreadSection(
      `${paint.red('✗')} Cannot be read`,
      files.filter((file) => file.error && !isNoBackup(file)),
    ),
    ...unreadSection('Not a backup', files.filter(isNoBackup)),
    ...fileWarnings(files, paint),
    paint.bold(countText(inspection)),
  ];
}

function databaseSection(database: InspectedDatabase, options: PageOptions): readonly string[] {
  const { databaseName, familyGuid, verdict } = database;
  const { paint } = options;
  const family = familyGuid === undefined ? 'family unknown' : `family ${familyGuid}`;
  return [
    `${paint.bold(printable(databaseName ?? '(no name)'))}  ${paint.dim(family)}`,
    '',
    ...renderChain(verdict, options),
    '',
    verdictLine(verdict, paint),
    ...unusedSection(verdict, options),
    ...findingLines(verdict, paint),
  ];
}

function verdictLine({ status, summary }: ChainVerdict, paint: Paint): string {
  const sentence = printable(summary.trim());
  return status === 'complete' ? paint.green(`  ✓ ${sentence}`) : paint.red(`  ✗ ${sentence}`);
}

function unusedSection(verdict: ChainVerdict, { paint, all }: PageOptions): readonly string[] {
  const unused = unusedFiles(verdict);
  if (unused.length === 0) return [];
  const shown = all ? unused : unused.slice(0, MOST_UNUSED);
  const more = unused.length - shown.length;
  return [
    '',
    `  Not used: ${stateCounts(unused.map(({ state }) => state))}`,
    ...shown.map((file) => `    ${printable(unusedText(file))}`),
    ...(more > 0 ? [paint.dim(`    … and ${more} more (--all shows them)`)] : []),
  ];
}

/** Most reasons name their file; the others get it in front. */
function unusedText({ file, reason }: UnusedFile): string {
  return reason.startsWith(file) ? reason : `${file}: ${reason}`;
}

function stateCounts(states: readonly ChainFileState[]): string {
  const counts = new Map<ChainFileState, number>();
  for (const state of states) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, count]) => `${count} ${STATE_WORDS[state]}`).join(', ');
}

const MARKS = { error: '✗', warning: '!', info: 'i' } as const;

function findingLines({ findings }: ChainVerdict, paint: Paint): readonly string[] {
  if (findings.length === 0) return [];
  return [
    '',
    '  Remarks',
    ...findings.map(({ severity, message, rule }) => {
      const line = `    ${MARKS[severity]} ${printable(message)}`;
      const painted =
        severity === 'error' ? paint.red(line) : severity === 'warning' ? paint.yellow(line) : line;
      return `${painted} ${paint.dim(`[${rule}]`)}`;
    }),
  ];
}

function unreadSection(title: string, files: readonly InspectedFile[]): readonly string[] {
  if (files.length === 0) return [];
  return [title, ...files.map(({ path, error }) => `  ${printable(`${path}: ${error?.message ?? ''}`)}`), ''];
}

function fileWarnings(files: readonly InspectedFile[], paint: Paint): readonly string[] {
  const lines = files.flatMap(({ path, reading }) =>
    (reading?.warnings ?? []).map((warning) => paint.yellow(`  ! ${printable(`${path}: ${warning}`)}`)),
  );
  return lines.length === 0 ? [] : ['Warnings of single files', ...lines, ''];
}

function countText({ files, databases }: Inspection): string {
  const complete = databases.filter(({ verdict }) => verdict.status === 'complete').length;
  const unread = files.filter((file) => file.error && !isNoBackup(file)).length;
  const chains = databases.length === 1 ? 'chain' : 'chains';
  return [
    `${files.length} ${files.length === 1 ? 'file' : 'files'}`,
    ...(unread > 0 ? [`${unread} cannot be read`] : []),
    `${complete} of ${databases.length} ${chains} complete`,
  ].join(', ');
}
