/** The evidence document as a page to print, sign and file; all times are UTC. */
import { isByService } from '../migration/offline';
import type { EvidenceByService, EvidenceDocument } from './evidence-document';
import type { EvidencePath } from './evidence-path';

type Row = readonly [name: string, value: string | undefined];

/** Writes the page in Markdown. */
export function toEvidenceMarkdown(page: EvidenceDocument): string {
  const { atSending, byService } = page;
  return (
    [
      heading(page),
      attemptSection(page),
      checksSection(page),
      byService && claimsSections(byService),
      pathSection(atSending ?? byService),
      journalSection(page),
    ]
      .filter((part) => part !== undefined && part !== '')
      .join('\n\n') + '\n'
  );
}

function heading({ migration, outcome, ended }: EvidenceDocument): string {
  return [
    `# Cutover of ${cell(migration.source)} to ${cell(`${migration.targetInstance}/${migration.targetDatabase}`)}: ${outcome}`,
    '',
    ...table([
      ['migration', migration.id],
      ['source database', migration.source],
      ['source server', migration.sourceServers.length === 0 ? 'any' : migration.sourceServers.join(' or ')],
      ['target instance', migration.targetInstance],
      ['target database', migration.targetDatabase],
      ['target id', migration.target],
      ['engine', migration.engine],
      ['mode', migration.mode],
      ['storage account', migration.account],
      ['container', `${migration.container}/${migration.prefix}`],
      ['backups', `${migration.containerUrl}/${migration.prefix}`],
      ['ended', ended && `${ended.phase} at ${ended.at}: ${ended.reason}`],
    ]),
  ].join('\n');
}

function attemptSection({ attempt, byService, migration: { mode } }: EvidenceDocument): string {
  if (!attempt) return mode === 'offline' ? withoutAttempt(byService) : 'No cutover was attempted.';
  const byItself = isByService(attempt);
  return [
    byItself ? '## The cutover by the service (nothing was sent)' : '## The request',
    '',
    ...table([
      ['attempt', String(attempt.number)],
      byItself ? ['begun by', 'the service, by itself'] : ['requested by', attempt.requestedBy],
      [byItself ? 'first seen at' : 'requested at', attempt.requestedAt],
      ['request answered at', attempt.sentAt],
      ['settled at', attempt.settledAt],
      [byItself ? 'last backup' : 'tail', `${attempt.tail.blob}, LSN ${attempt.tail.lastLsn}`],
      ['last restored', attempt.lastRestoredFile],
      ['operation id', attempt.operationId],
      ['outcome', attempt.reason],
    ]),
  ].join('\n');
}

function withoutAttempt(byService: EvidenceByService | undefined): string {
  return byService === undefined
    ? 'Nothing was sent: the service cuts over by itself, and has not been seen to do so.'
    : 'Nothing was sent: the service cut over by itself, after a backup that the ledger does not identify.';
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

function claimsSections({ assessedAt, proven, saidByService, notProven }: EvidenceByService): string {
  return [
    list('Proven by the backup headers in the ledger', proven),
    list(`Reported by the service alone, at ${assessedAt}`, saidByService),
    list('Not proven', notProven),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function list(title: string, items: readonly string[]): string {
  return items.length === 0 ? '' : [`## ${title}`, '', ...items.map((item) => `- ${cell(item)}`)].join('\n');
}

function pathSection(evidence: (EvidencePath & { readonly chainEndLsn?: string }) | undefined): string {
  if (evidence === undefined) return '';
  const { path, pathFiles, pathSets, chainEndLsn } = evidence;
  const { full, differential, logs = 0 } = pathSets ?? {};
  const made = [
    full !== undefined && `the full backup ${full}`,
    differential !== undefined && `the differential ${differential}`,
    logs > 0 && (logs === 1 ? '1 log' : `${logs} logs`),
  ].filter((part) => part !== false);
  return [
    `## Chain: ${pathFiles} files, end LSN ${chainEndLsn ?? 'unknown'}`,
    ...(made.length === 0 ? [] : ['', cell(`Made of ${made.join(', ')}.`)]),
    '',
    ...path.map((file) => `1. ${cell(file)}`),
  ].join('\n');
}

function journalSection({ journal }: EvidenceDocument): string {
  const rows = journal.map((entry) => `| ${entry.at} | ${cell(entry.by)} | ${cell(entry.text)} |`);
  return ['## Journal', '', '| time (UTC) | by | what |', '|---|---|---|', ...rows].join('\n');
}

/** Rows whose value is unknown are left out. */
function table(rows: readonly Row[]): readonly string[] {
  const known = rows.flatMap(([name, value]) =>
    value === undefined ? [] : [`| ${name} | ${cell(value)} |`],
  );
  return ['| | |', '|---|---|', ...known];
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
