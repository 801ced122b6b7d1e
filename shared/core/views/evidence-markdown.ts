/** The evidence document as a page to print, sign and file. */

/** What the page is made from; shape of the evidence document. */
export interface EvidencePage {
  readonly migration: {
    readonly id: string;
    readonly source: string;
    readonly target: string;
    readonly engine: string;
    readonly containerUrl: string;
    readonly prefix: string;
  };
  readonly outcome: string;
  readonly attempt?: {
    readonly number: number;
    readonly requestedBy: string;
    readonly requestedAt: string;
    readonly sentAt?: string;
    readonly settledAt?: string;
    readonly reason?: string;
    readonly tail: { readonly blob: string; readonly lastLsn: string };
    readonly operationId: string;
    readonly lastRestoredFile?: string;
  };
  readonly atSending?: {
    readonly assessedAt: string;
    readonly checks: readonly { readonly code: string; readonly state: string; readonly reason: string }[];
    readonly chainEndLsn?: string;
    readonly path: readonly string[];
    readonly pathFiles: number;
  };
  readonly journal: readonly { readonly at: string; readonly by: string; readonly text: string }[];
}

/** Writes the page in Markdown. */
export function toEvidenceMarkdown(page: EvidencePage): string {
  return (
    [heading(page), attemptSection(page), checksSection(page), pathSection(page), journalSection(page)]
      .filter((part) => part !== '')
      .join('\n\n') + '\n'
  );
}

function heading({ migration, outcome }: EvidencePage): string {
  return [
    `# Cutover of ${cell(migration.source)}: ${outcome}`,
    '',
    `| | |`,
    `|---|---|`,
    `| migration | ${cell(migration.id)} |`,
    `| target | ${cell(migration.target)} |`,
    `| engine | ${migration.engine} |`,
    `| backups | ${cell(`${migration.containerUrl}/${migration.prefix}`)} |`,
  ].join('\n');
}

function attemptSection({ attempt }: EvidencePage): string {
  if (!attempt) return 'No cutover was attempted.';
  const rows: [string, string | undefined][] = [
    ['attempt', String(attempt.number)],
    ['asked for by', attempt.requestedBy],
    ['asked for at', attempt.requestedAt],
    ['request answered at', attempt.sentAt],
    ['settled at', attempt.settledAt],
    ['tail', `${attempt.tail.blob}, LSN ${attempt.tail.lastLsn}`],
    ['last restored', attempt.lastRestoredFile],
    ['operation id', attempt.operationId],
    ['outcome', attempt.reason],
  ];
  return [
    '## The request',
    '',
    '| | |',
    '|---|---|',
    ...rows.flatMap(([name, value]) => (value === undefined ? [] : [`| ${name} | ${cell(value)} |`])),
  ].join('\n');
}

function checksSection({ atSending }: EvidencePage): string {
  if (!atSending) return '';
  const rows = atSending.checks.map((check) => `| ${check.code} | ${check.state} | ${cell(check.reason)} |`);
  return [
    `## Readiness at ${atSending.assessedAt}`,
    '',
    '| check | state | reason |',
    '|---|---|---|',
    ...rows,
  ].join('\n');
}

function pathSection({ atSending }: EvidencePage): string {
  if (!atSending) return '';
  return [
    `## Chain: ${atSending.pathFiles} files, end LSN ${atSending.chainEndLsn ?? 'unknown'}`,
    '',
    ...atSending.path.map((file) => `1. ${cell(file)}`),
  ].join('\n');
}

function journalSection({ journal }: EvidencePage): string {
  const rows = journal.map((entry) => `| ${entry.at} | ${cell(entry.by)} | ${cell(entry.text)} |`);
  return ['## Journal', '', '| time (UTC) | by | what |', '|---|---|---|', ...rows].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
