/** The evidence document as a page to print, sign and file, before it is Markdown or HTML; all times are UTC. */
import type { Attempt } from '../migration/control';
import { isByService } from '../migration/offline';
import type { EvidenceByService, EvidenceDocument } from './evidence-document';
import type { EvidencePath } from './evidence-path';

/** A part of a section. */
export type PageBlock =
  | { readonly kind: 'text'; readonly text: string }
  /** Names and values. */
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [name: string, value: string])[] }
  | {
      readonly kind: 'table';
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
    }
  | { readonly kind: 'list'; readonly isNumbered: boolean; readonly items: readonly string[] };

/** A part of the page; without a title where a sentence says it all. */
export interface PageSection {
  readonly title?: string;
  readonly blocks: readonly PageBlock[];
}

/** The page: plain texts, to be escaped by whoever writes them. */
export interface EvidencePage {
  readonly title: string;
  readonly facts: PageBlock;
  readonly sections: readonly PageSection[];
}

type Row = readonly [name: string, value: string | undefined];

/** Arranges the document. */
export function evidencePage(document: EvidenceDocument): EvidencePage {
  const { migration, outcome, ended, atSending, byService } = document;
  return {
    title: `Cutover of ${migration.source} to ${migration.targetInstance}/${migration.targetDatabase}: ${outcome}`,
    facts: facts([
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
    sections: [
      attemptSection(document),
      ...checksSection(document),
      ...rehearsalSection(document),
      ...(byService === undefined ? [] : claimsSections(byService)),
      ...pathSection(atSending ?? byService),
      journalSection(document),
      chainSection(document),
    ],
  };
}

function attemptSection({ attempt, byService, migration: { mode } }: EvidenceDocument): PageSection {
  if (!attempt)
    return {
      blocks: [text(mode === 'offline' ? withoutAttempt(byService) : 'No cutover was attempted.')],
    };
  const byItself = isByService(attempt);
  return {
    title: byItself ? 'The cutover by the service (nothing was sent)' : 'The request',
    blocks: [
      facts([
        ['attempt', String(attempt.number)],
        byItself ? ['begun by', 'the service, by itself'] : ['requested by', attempt.requestedBy],
        [byItself ? 'first seen at' : 'requested at', attempt.requestedAt],
        ['approved by', attempt.approvals && approvalsText(attempt.approvals)],
        ['window', attempt.window && `${attempt.window.opensAt} to ${attempt.window.closesAt}`],
        ['request answered at', attempt.sentAt],
        ['settled at', attempt.settledAt],
        [byItself ? 'last backup' : 'tail', `${attempt.tail.blob}, LSN ${attempt.tail.lastLsn}`],
        ['last restored', attempt.lastRestoredFile],
        ['operation id', attempt.operationId],
        ['outcome', attempt.reason],
      ]),
    ],
  };
}

function approvalsText(approvals: NonNullable<Attempt['approvals']>): string {
  return approvals.map(({ by, at, expiresAt }) => `${by} at ${at}, until ${expiresAt}`).join('; ');
}

function withoutAttempt(byService: EvidenceByService | undefined): string {
  return byService === undefined
    ? 'Nothing was sent: the service cuts over by itself, and has not been seen to do so.'
    : 'Nothing was sent: the service cut over by itself, after a backup that the ledger does not identify.';
}

function checksSection({ atSending }: EvidenceDocument): readonly PageSection[] {
  if (!atSending) return [];
  const rows = atSending.checks.map(({ code, state, reason }) => [code, state, reason]);
  return [
    {
      title: `Readiness at ${atSending.assessedAt}`,
      blocks: [{ kind: 'table', head: ['check', 'state', 'reason'], rows }],
    },
  ];
}

/** The rehearsal beside what was sent: what differs from the night is what nobody rehearsed. */
function rehearsalSection({ rehearsal, attempt, atSending }: EvidenceDocument): readonly PageSection[] {
  if (!rehearsal) return [];
  const { at, by, wouldSend, stops, request, milliseconds } = rehearsal;
  const seconds = `${(milliseconds / 1_000).toFixed(1)} s`;
  const rows = [
    ['looked at', at, atSending?.assessedAt],
    ['by', by, attempt?.requestedBy],
    ['request', wouldSend ? 'would have been sent' : 'would not have been sent', attempt?.sentAt],
    ['tail', request?.tail, attempt?.tail.blob],
    ['operation', request?.operationId, attempt?.operationId],
    ['the look took', seconds, undefined],
    ...stops.map(({ what, code, reason }) => [`stopped by ${code ?? what}`, reason, undefined]),
  ].map((row) => row.map((cell) => cell ?? ''));
  return [
    {
      title: 'The rehearsal, and the night',
      blocks: [{ kind: 'table', head: ['', 'rehearsal', 'night'], rows }],
    },
  ];
}

function claimsSections({
  assessedAt,
  proven,
  saidByService,
  notProven,
}: EvidenceByService): readonly PageSection[] {
  const claims = (title: string, items: readonly string[]): readonly PageSection[] =>
    items.length === 0 ? [] : [{ title, blocks: [{ kind: 'list', isNumbered: false, items }] }];
  return [
    ...claims('Proven by the backup headers in the ledger', proven),
    ...claims(`Reported by the service alone, at ${assessedAt}`, saidByService),
    ...claims('Not proven', notProven),
  ];
}

function pathSection(
  evidence: (EvidencePath & { readonly chainEndLsn?: string }) | undefined,
): readonly PageSection[] {
  if (evidence === undefined) return [];
  const { path, pathFiles, pathSets, chainEndLsn } = evidence;
  const { full, differential, logs = 0 } = pathSets ?? {};
  const made = [
    full !== undefined && `the full backup ${full}`,
    differential !== undefined && `the differential ${differential}`,
    logs > 0 && (logs === 1 ? '1 log' : `${logs} logs`),
  ].filter((part) => part !== false);
  return [
    {
      title: `Chain: ${pathFiles} files, end LSN ${chainEndLsn ?? 'unknown'}`,
      blocks: [
        ...(made.length === 0 ? [] : [text(`Made of ${made.join(', ')}.`)]),
        { kind: 'list', isNumbered: true, items: path },
      ],
    },
  ];
}

function journalSection({ journal }: EvidenceDocument): PageSection {
  const rows = journal.map(({ at, by, text: said, sequence, hash }) => [
    sequence === undefined ? '' : String(sequence),
    at,
    by,
    said,
    hash ?? '',
  ]);
  return {
    title: 'Journal',
    blocks: [{ kind: 'table', head: ['entry', 'time (UTC)', 'by', 'what', 'hash'], rows }],
  };
}

const STATES = {
  intact: 'every entry is as it was written, and none is missing',
  altered: 'the journal is not as it was written',
  unhashed: 'no entry has a hash: nothing proves that they are as they were written',
} as const;

function chainSection({ chain }: EvidenceDocument): PageSection {
  const { state, head, entries, unhashed, unproven, findings } = chain;
  return {
    title: 'Hashes of the journal',
    blocks: [
      facts([
        ['head', head],
        ['entries', String(entries)],
        ['when this was printed', STATES[state]],
        ['without a hash', unhashed === 0 ? undefined : `the first ${unhashed}, by an older version`],
        [
          'not proven',
          unproven === undefined
            ? undefined
            : `the first ${unproven}: they had no hash when the migration was imported`,
        ],
      ]),
      ...(findings.length === 0
        ? []
        : [{ kind: 'list', isNumbered: false, items: findings.map((one) => one.text) } as const]),
    ],
  };
}

/** Rows whose value is unknown are left out. */
function facts(rows: readonly Row[]): PageBlock {
  return {
    kind: 'facts',
    rows: rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  };
}

function text(said: string): PageBlock {
  return { kind: 'text', text: said };
}
