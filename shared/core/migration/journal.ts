/** The journal: an append-only list of what was seen, decided, sent and by whom; its lines are chained by hashes. */

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
  | 'rehearsed'
  | 'probed'
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
  | 'groupChanged'
  | 'groupGo'
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

/**
 * A line with its links in the chain of hashes. Lines that evidence is made of have all three; those that a version before the
 * chain wrote have none.
 */
export interface ChainedEntry extends JournalEntry {
  /** Its number among the lines that evidence is made of, from 1. */
  readonly sequence?: number;
  /** Hash of the line before it, 64 hexadecimal digits. */
  readonly previousHash?: string;
  /** Its own hash, 64 hexadecimal digits: `hashOf`. */
  readonly hash?: string;
}

/** Where a journal's chain of hashes ends. */
export interface JournalHead {
  /** Hash of the last line, 64 hexadecimal digits. */
  readonly head: string;
  /** How many lines there are. */
  readonly entries: number;
}

/** The lines that evidence is made of, in their order, and the head that the ledger keeps beside them. */
export interface ChainedJournal {
  readonly lines: readonly ChainedEntry[];
  /** Absent while no line was written since the chain was introduced. */
  readonly head?: JournalHead;
}
