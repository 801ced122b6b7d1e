/** The result of `inspect` for people. */
import type { ChainFileState, ChainVerdict } from '../../shared/core/chain/verdict';
import {
  type InspectedDatabase,
  type InspectedFile,
  type Inspection,
  isNoBackup,
  isWhole,
} from '../inspect/inspection';
import { type UnusedFile, STATE_WORDS, unusedFiles } from '../inspect/unused-files';
import { branchLines } from './branch-lines';
import { renderChain } from './chain-picture';
import { fileTable } from './file-table';
import { type Line, fit } from './fit';
import { type Paint, printable } from './paint';

/** How much is shown, and how wide. */
export interface PageOptions {
  readonly paint: Paint;
  /** Every step and every unused file, however many. */
  readonly all: boolean;
  /** Width of the terminal; undefined where there is none. */
  readonly columns?: number;
}

const MOST_UNUSED = 10;

/** Writes the page, a line each. */
export function inspectionPage(inspection: Inspection, options: PageOptions): readonly string[] {
  const { files, databases } = inspection;
  const { paint, columns } = options;
  const lines: readonly Line[] = [
    { text: '' },
    ...databases.flatMap((database) => [...databaseSection(database, options), { text: '' }]),
    ...unreadSection(
      `${paint.red('✗')} Cannot be read`,
      files.filter((file) => file.error && !isNoBackup(file)),
    ),
    ...unreadSection('Not a backup', files.filter(isNoBackup)),
    ...fileWarnings(files, paint),
    { text: paint.bold(countText(inspection)) },
  ];
  return [...fileTable(inspection, paint, columns), ...fit(lines, columns)];
}

function databaseSection(database: InspectedDatabase, options: PageOptions): readonly Line[] {
  const { databaseName, familyGuid, verdict } = database;
  const { paint } = options;
  const family = familyGuid === undefined ? 'family unknown' : `family ${familyGuid}`;
  return [
    { text: `${paint.bold(printable(databaseName ?? '(no name)'))}  ${paint.dim(family)}` },
    { text: '' },
    ...renderChain(verdict, options),
    { text: '' },
    ...sourceLines(database, paint),
    verdictLine(database, paint),
    ...branchLines(verdict, options),
    ...unusedSection(verdict, options),
    ...findingLines(verdict, paint),
  ];
}

/** What refuses the database stands before the chain's verdict: no chain helps it. */
function sourceLines({ source: { refusals, conditions } }: InspectedDatabase, paint: Paint): readonly Line[] {
  return [
    ...refusals.map((text) => ({ text: paint.red(`  ✗ ${printable(text)}`), indent: 4 })),
    ...conditions.map((text) => ({ text: paint.yellow(`  ! ${printable(text)}`), indent: 4 })),
  ];
}

function verdictLine(database: InspectedDatabase, paint: Paint): Line {
  const sentence = printable(database.verdict.summary.trim());
  if (database.source.refusals.length > 0) return { text: `    ${sentence}`, indent: 4 };
  return isWhole(database)
    ? { text: paint.green(`  ✓ ${sentence}`), indent: 4 }
    : { text: paint.red(`  ✗ ${sentence}`), indent: 4 };
}

function unusedSection(verdict: ChainVerdict, { paint, all }: PageOptions): readonly Line[] {
  const unused = unusedFiles(verdict);
  if (unused.length === 0) return [];
  const reasons = byReason(unused);
  const shown = all ? reasons : reasons.slice(0, MOST_UNUSED);
  const more = unused.length - shown.reduce((sum, { files }) => sum + files.length, 0);
  return [
    { text: '' },
    { text: `  Not used: ${stateCounts(unused.map(({ state }) => state))}`, indent: 4 },
    ...shown.map((one) => ({ text: `    ${printable(unusedText(one))}`, indent: 6 })),
    ...(more > 0 ? [{ text: paint.dim(`    … and ${more} more (--all shows them)`) }] : []),
  ];
}

/** A reason, and the files that share it: the stripes of a set. */
interface SharedReason {
  readonly reason: string;
  readonly files: readonly string[];
}

function byReason(unused: readonly UnusedFile[]): readonly SharedReason[] {
  const files = new Map<string, string[]>();
  for (const { file, reason } of unused) {
    const known = files.get(reason);
    if (known) known.push(file);
    else files.set(reason, [file]);
  }
  return [...files].map(([reason, names]) => ({ reason, files: names }));
}

/** Most reasons name their file; the others get it in front. */
function unusedText({ reason, files: [first = '', ...others] }: SharedReason): string {
  if (reason.startsWith(first) || reason.startsWith('set ')) return reason;
  return others.length === 0
    ? `${first}: ${reason}`
    : `${first} (and ${String(others.length)} more): ${reason}`;
}

function stateCounts(states: readonly ChainFileState[]): string {
  const counts = new Map<ChainFileState, number>();
  for (const state of states) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, count]) => `${count} ${STATE_WORDS[state]}`).join(', ');
}

const MARKS = { error: '✗', warning: '!', info: 'i' } as const;

function findingLines({ findings }: ChainVerdict, paint: Paint): readonly Line[] {
  if (findings.length === 0) return [];
  return [
    { text: '' },
    { text: '  Remarks' },
    ...findings.map(({ severity, message, rule }) => {
      const line = `    ${MARKS[severity]} ${printable(message)}`;
      const painted =
        severity === 'error' ? paint.red(line) : severity === 'warning' ? paint.yellow(line) : line;
      return { text: `${painted} ${paint.dim(`[${rule}]`)}`, indent: 6 };
    }),
  ];
}

function unreadSection(title: string, files: readonly InspectedFile[]): readonly Line[] {
  if (files.length === 0) return [];
  return [
    { text: title },
    ...files.map(({ path, error }) => ({
      text: `  ${printable(`${path}: ${error?.message ?? ''}`)}`,
      indent: 4,
    })),
    { text: '' },
  ];
}

function fileWarnings(files: readonly InspectedFile[], paint: Paint): readonly Line[] {
  const lines = files.flatMap(({ path, reading }) =>
    (reading?.warnings ?? []).map((warning) => ({
      text: paint.yellow(`  ! ${printable(`${path}: ${warning}`)}`),
      indent: 4,
    })),
  );
  return lines.length === 0 ? [] : [{ text: 'Warnings of single files' }, ...lines, { text: '' }];
}

function countText({ files, databases }: Inspection): string {
  const complete = databases.filter(isWhole).length;
  const unread = files.filter((file) => file.error && !isNoBackup(file)).length;
  const chains = databases.length === 1 ? 'chain' : 'chains';
  return [
    `${files.length} ${files.length === 1 ? 'file' : 'files'}`,
    ...(unread > 0 ? [`${unread} cannot be read`] : []),
    `${complete} of ${databases.length} ${chains} complete`,
  ].join(', ');
}
