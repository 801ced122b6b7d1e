/** A migration as it is carried from one ledger to another, or kept as a backup: what no reading of service or container tells again. */
import type { ControlRow } from './control';
import type { ChainedEntry, JournalHead } from './journal';
import type { Registration } from './registration';

/** First member of every document. */
export const EXPORT_FORMAT = 'sqlmi-cutover/migration';

/** Version of the documents that this program writes and reads. */
export const EXPORT_VERSION = 1;

/**
 * The document. Records of backups, checkpoint and status are read again from the container and the service. It carries no
 * secrets: registrations name settings. LSNs are as `toJson` writes them.
 */
export interface ExportDocument {
  readonly format: typeof EXPORT_FORMAT;
  readonly version: typeof EXPORT_VERSION;
  /** Home of the ledger that it comes from. */
  readonly home: string;
  readonly at: string;
  readonly registration: Registration;
  /** With `exported` when the migration has ended in its ledger; without it the document is a backup. */
  readonly control: ControlRow;
  /** The lines that evidence is made of, in the order of their chain, with their hashes. */
  readonly journal: readonly ChainedEntry[];
  /** Where the chain ends; absent in documents of 0.1.0, and while no line was written since. */
  readonly journalHead?: JournalHead;
  /** `rowsHash` of registration and control row; absent in documents of older versions. */
  readonly rowsHash?: string;
  /** What attempts were sent on, as the working states hold it. */
  readonly evidence: readonly { readonly name: string; readonly json: string }[];
}
