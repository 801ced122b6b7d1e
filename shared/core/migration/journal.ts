/** The journal: an append-only list of what was seen, decided, sent and by whom. */

/** Kinds of journal lines, grouped by who speaks: operator, watch, sender, ledger. */
export type JournalKind =
  | 'registered'
  | 'policyChanged'
  | 'tailNamed'
  | 'tailSeen'
  | 'excluded'
  | 'held'
  | 'released'
  | 'approved'
  | 'cancelRequested'
  | 'retryRequested'
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
  | 'trouble';

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
