/** The journal: an append-only list of what was seen, decided, sent and by whom. */

/** Kinds of journal lines, grouped by who speaks: operator, watch, sender, ledger. */
export type JournalKind =
  | 'registered'
  | 'policyChanged'
  | 'freshStated'
  | 'tailNamed'
  | 'tailConfirmed'
  | 'tailSeen'
  | 'excluded'
  | 'included'
  | 'sourceAccepted'
  | 'held'
  | 'released'
  | 'approved'
  | 'approvalEnded'
  | 'cancelRequested'
  | 'retryRequested'
  | 'settled'
  | 'preflightAnswered'
  | 'preflightChanged'
  | 'adopted'
  | 'created'
  | 'backupRecorded'
  | 'phaseChanged'
  | 'readinessChanged'
  | 'attemptChanged'
  | 'requestSent'
  | 'requestAnswered'
  | 'observed'
  | 'ended'
  | 'exported'
  | 'imported'
  | 'restored'
  | 'deleted'
  | 'frozen'
  | 'thawed'
  | 'trouble';

/**
 * True for the lines that evidence is made of: what people said, what was decided, sent and answered. Lines about single
 * backups are the rest; they outnumber the others a thousand times, so evidence is never read through them.
 *
 * @example isEvidence({ at, kind: 'backupRecorded', by: 'ingest', text }) // false
 */
export function isEvidence({ kind }: JournalEntry): boolean {
  return kind !== 'backupRecorded';
}

/** One line. */
export interface JournalEntry {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly kind: JournalKind;
  /** An identity, or `watch`, `sender`, `ingest`, `sweep`. */
  readonly by: string;
  /** One sentence for people. */
  readonly text: string;
  /** Facts behind the sentence: small, no secrets; LSNs as decimal text. */
  readonly facts?: Readonly<Record<string, string | number | boolean>>;
}
