/** The words and the order of a preflight's report, the same in the terminal and on the page. */
import type { PreflightRowView } from '../../shared/core/preflight/document';
import type { Command, Severity } from '../../shared/core/preflight/proof';
import type { PreflightReport, SharedFinding } from '../../shared/core/preflight/report';

const ENGINES = {
  dms: 'Azure Database Migration Service',
  'dms-classic': 'classic Database Migration Service',
  lrs: 'Log Replay Service',
} as const;

/** The title, the verdict and the counts. */
export interface PreflightHead {
  readonly title: string;
  readonly verdict: { readonly kind: 'clear' | 'open' | 'blocked'; readonly text: string };
  readonly counts: string;
}

/** @example preflightHead(report).counts // '41 met, 2 unmet, 3 unknown, 5 for you' */
export function preflightHead({ migration, rows, causes, counts }: PreflightReport): PreflightHead {
  const { engine, source, target } = migration;
  const { met, unmet, unknown, forYou } = counts;
  return {
    title: `Preflight of ${source} → ${target}, ${ENGINES[engine]} (${engine})`,
    verdict: verdictOf(rows, causes),
    counts: `${met} met, ${unmet} unmet, ${unknown} unknown, ${forYou} for you`,
  };
}

function verdictOf(
  rows: readonly PreflightRowView[],
  causes: readonly SharedFinding[],
): PreflightHead['verdict'] {
  const open = (severity: Severity) =>
    (['unmet', 'unknown', 'forYou'] as const).flatMap((state) => {
      const { length } = rows.filter((row) => row.severity === severity && row.state === state);
      const reasons = causes.filter((cause) => cause.severity === severity).length;
      return length === 0 ? [] : [{ state, text: STATE_COUNTS[state](length, reasons) }];
    });
  const listOf = (some: ReturnType<typeof open>) => some.map(({ text }) => text).join(', ');
  const [blocking, warning] = [open('blocks'), open('warns')];
  if (blocking.some(({ state }) => state !== 'forYou'))
    return { kind: 'blocked', text: `✗ Not ready: ${listOf(blocking)}` };
  if (blocking.length > 0)
    return { kind: 'open', text: `· Nothing is wrong; to be ready: ${listOf(blocking)}` };
  return warning.length > 0
    ? { kind: 'open', text: `! Nothing blocks; warnings: ${listOf(warning)}` }
    : { kind: 'clear', text: '✓ Ready' };
}

const STATE_COUNTS = {
  unmet: (count: number) => `${count} wrong`,
  unknown: (count: number, reasons: number) =>
    `${count} not known${reasons < count ? ` (${reasons === 1 ? 'one reason' : `${reasons} reasons`})` : ''}`,
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

/** The sections that have rows, the worst first. */
export function sectionsOf({ rows, problems, causes }: PreflightReport): readonly ReportSection[] {
  return TITLES.flatMap(([severity, [wrong, notKnown, yours]]): ReportSection[] => {
    const graded = <Graded extends { readonly severity: Severity }>(all: readonly Graded[]) =>
      all.filter((one) => one.severity === severity);
    const none = { severity, problems: [], causes: [], questions: [] };
    return [
      { ...none, title: wrong, problems: graded(problems) },
      { ...none, title: notKnown, causes: graded(causes) },
      { ...none, title: yours, questions: graded(rows).filter(({ state }) => state === 'forYou') },
    ];
  }).filter((section) => section.problems.length + section.causes.length + section.questions.length > 0);
}

/** What to say before a command: a line of az is the same in every shell. */
export function commandLabel({ language }: Command): string | undefined {
  return { az: undefined, sql: undefined, powershell: 'in PowerShell:' }[language];
}
