/** The evidence document as a page to print, sign and file. */
import { THE_SERVICE } from '../cutover/offline';
import type { EvidenceDocument } from './evidence-document';

/** Writes the page in Markdown. */
export function toEvidenceMarkdown(page: EvidenceDocument): string {
  return (
    [heading(page), attemptSection(page), checksSection(page), pathSection(page), journalSection(page)]
      .filter((part) => part !== '')
      .join('\n\n') + '\n'
  );
}

function heading({ migration, outcome }: EvidenceDocument): string {
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

function attemptSection({ attempt }: EvidenceDocument): string {
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
    attempt.requestedBy === THE_SERVICE
      ? '## The cutover by the service (nothing was sent)'
      : '## The request',
    '',
    '| | |',
    '|---|---|',
    ...rows.flatMap(([name, value]) => (value === undefined ? [] : [`| ${name} | ${cell(value)} |`])),
  ].join('\n');
}

function checksSection({ atSending }: EvidenceDocument): string {
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

function pathSection({ atSending }: EvidenceDocument): string {
  if (!atSending) return '';
  return [
    `## Chain: ${atSending.pathFiles} files, end LSN ${atSending.chainEndLsn ?? 'unknown'}`,
    '',
    ...atSending.path.map((file) => `1. ${cell(file)}`),
  ].join('\n');
}

function journalSection({ journal }: EvidenceDocument): string {
  const rows = journal.map((entry) => `| ${entry.at} | ${cell(entry.by)} | ${cell(entry.text)} |`);
  return ['## Journal', '', '| time (UTC) | by | what |', '|---|---|---|', ...rows].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
