/** The words and the order of a preflight's report, the same in the terminal and on the page. */
import type { PreflightRowView } from '../../shared/core/preflight/document';
import type { Command, Severity } from '../../shared/core/preflight/proof';
import { showRows } from '../../shared/core/preflight/picture';
import type { PreflightReport, SharedFinding } from '../../shared/core/preflight/report';
import { momentText, spanText, timeText } from './times';

const ENGINES = {
  dms: 'Azure Database Migration Service',
  'dms-classic': 'Database Migration Service',
  lrs: 'Log Replay Service',
} as const;

/** The title, the verdict and the counts. */
export interface PreflightHead {
  readonly title: string;
  readonly verdict: { readonly kind: 'clear' | 'open' | 'blocked'; readonly text: string };
  /** How many rows are in which state, and when it was read. */
  readonly counts: string;
  /** Whose rights were judged, where not only the rows tell, and what else the report rests on. */
  readonly remarks: readonly string[];
}

/** @example preflightHead(report).counts // 'in all: 41 met, 2 unmet, 3 unknown, 5 for you; read 2026-11-30 08:00:00 UTC' */
export function preflightHead(report: PreflightReport): PreflightHead {
  const { migration, counts, rightsOf, remarks } = report;
  const { engine, source, target } = migration;
  const { met, unmet, unknown, forYou } = counts;
  return {
    title: `Preflight of ${source} → ${target}, ${ENGINES[engine]} (${engine})`,
    verdict: verdictOf(report),
    counts: `in all: ${met} met, ${unmet} unmet, ${unknown} unknown, ${forYou} for you; ${readText(report)}`,
    remarks: [
      ...(rightsOf === undefined ? [] : [`rights judged: those of ${rightsOf.replace(/,$/, '')}`]),
      ...remarks,
    ],
  };
}

const HOUR_SECONDS = 3600;

/** @example readText(report) // 'read 2026-11-27 08:00:00 to 08:00:05 UTC, 3 days before it was judged' */
function readText({ read, asOf }: PreflightReport): string {
  if (read === undefined) return `judged ${timeText(asOf)}`;
  const { oldest, newest } = read;
  const [from, to] = [timeText(oldest), timeText(newest)];
  const span = from === to ? from : `${momentText(oldest, newest)} to ${to}`;
  const age = (Date.parse(asOf) - Date.parse(oldest)) / 1000;
  return `read ${span}${age < HOUR_SECONDS ? '' : `, ${spanText(age)} before it was judged`}`;
}

/** A row counts where it is shown: one that a graver row tells with itself counts as that one does. */
function verdictOf({ rows, problems, causes }: PreflightReport): PreflightHead['verdict'] {
  const shownIn = (some: readonly SharedFinding[], severity: Severity) =>
    some.filter((one) => one.severity === severity);
  const rowsIn = (some: readonly SharedFinding[]) => some.flatMap((one) => one.rows).length;
  const open = (severity: Severity) => {
    const reasons = shownIn(causes, severity);
    const asked = rows.filter((row) => row.severity === severity && row.state === 'forYou');
    const rowCounts = {
      unmet: rowsIn(shownIn(problems, severity)),
      unknown: rowsIn(reasons),
      forYou: asked.length,
    };
    return (['unmet', 'unknown', 'forYou'] as const).flatMap((state) =>
      rowCounts[state] === 0 ? [] : [{ state, text: STATE_COUNTS[state](rowCounts[state], reasons.length) }],
    );
  };
  const listOf = (some: ReturnType<typeof open>) => some.map(({ text }) => text).join(', ');
  const [blocking, warning] = [open('blocks'), open('warns')];
  const warned = shownIn(problems, 'warns').length;
  const warnings = warning.length === 0 ? '' : `; warnings: ${listOf(warning)}`;
  if (blocking.some(({ state }) => state !== 'forYou'))
    return { kind: 'blocked', text: `✗ Not ready: ${listOf(blocking)}${warnings}` };
  if (blocking.length > 0) {
    const soFar = warned === 0 ? 'Nothing is wrong' : 'Nothing wrong blocks';
    return { kind: 'open', text: `· ${soFar}; to be ready: ${listOf(blocking)}${warnings}` };
  }
  return warning.length > 0
    ? { kind: 'open', text: `! Nothing blocks; warnings: ${listOf(warning)}` }
    : { kind: 'clear', text: '✓ Ready' };
}

const STATE_COUNTS = {
  unmet: (count: number) => `${count} wrong`,
  unknown: (count: number, reasons: number) =>
    `${count} not known${reasons > 0 && reasons < count ? ` (${reasons === 1 ? 'one reason' : `${reasons} reasons`})` : ''}`,
  forYou: (count: number) => `${count} for you to answer`,
} as const;

/** Rows that are shown together. */
export interface ReportSection {
  readonly title: string;
  readonly severity: Severity;
  readonly problems: readonly SharedFinding[];
  readonly causes: readonly SharedFinding[];
  readonly questions: readonly PreflightRowView[];
}

const TITLES: readonly (readonly [Severity, readonly [string, string, string]])[] = [
  [
    'blocks',
    [
      'Wrong, and it blocks the migration',
      'Not known, and it blocks the migration',
      'For you to answer, because Azure cannot tell; it blocks until it is answered',
    ],
  ],
  ['warns', ['Warnings: it may fail or be slow', 'Not known, a warning', 'For you to answer, a warning']],
  ['info', ['To consider', 'Not known', 'For you to answer']],
];

/** The sections that have rows, the worst first; warnings about what is wrong stand before questions, which may be many. */
export function sectionsOf({ rows, problems, causes }: PreflightReport): readonly ReportSection[] {
  const sections = TITLES.flatMap(([severity, [wrong, notKnown, yours]]): ReportSection[] => {
    const graded = <Graded extends { readonly severity: Severity }>(all: readonly Graded[]) =>
      all.filter((one) => one.severity === severity);
    const none = { severity, problems: [], causes: [], questions: [] };
    return [
      { ...none, title: wrong, problems: graded(problems) },
      { ...none, title: notKnown, causes: graded(causes) },
      { ...none, title: yours, questions: graded(rows).filter(({ state }) => state === 'forYou') },
    ];
  }).filter((section) => section.problems.length + section.causes.length + section.questions.length > 0);
  const isAsked = ({ severity, questions }: ReportSection) => severity === 'blocks' && questions.length > 0;
  const isWarned = ({ severity, problems: some }: ReportSection) => severity === 'warns' && some.length > 0;
  const warnings = sections.filter(isWarned);
  return sections.flatMap((section) => {
    if (isAsked(section)) return [...warnings, section];
    return isWarned(section) && sections.some(isAsked) ? [] : [section];
  });
}

/** What to say before a command: a line of az is the same in every shell and everywhere. */
export function commandLabel({ language, where }: Command): string | undefined {
  switch (language) {
    case 'az':
      return undefined;
    case 'sql':
      return `T-SQL ${where ?? ''}:`;
    case 'powershell':
      return where === undefined ? 'in PowerShell:' : `in PowerShell ${where}:`;
  }
}

/** Why rows matter, each reason once; with the rows it is of where there are several. */
export function reasonsOf(rows: readonly PreflightRowView[]): readonly string[] {
  const byReason = new Map<string, string[]>();
  for (const { id, why } of rows) byReason.set(why, [...(byReason.get(why) ?? []), id]);
  return byReason.size === 1
    ? [...byReason.keys()]
    : [...byReason].map(([why, ids]) => `${showRows(ids)}: ${why}`);
}
