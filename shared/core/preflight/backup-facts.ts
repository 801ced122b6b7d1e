/** What a preflight knows of a migration's backups: from the ledger, or from reading a folder of files. */
import type { BackupSetRow } from '../backup-set-row';
import type { ChainStatus } from '../chain/verdict';
import type { BackupRecord } from '../migration/backup-record';

/** A backup set; what is absent is unknown. */
export interface PreflightSet extends Pick<
  BackupSetRow,
  | 'position'
  | 'type'
  | 'databaseName'
  | 'serverName'
  | 'familyGuid'
  | 'mediaSetGuid'
  | 'familyCount'
  | 'familySequenceNumber'
  | 'recoveryModel'
  | 'hasBackupChecksums'
  | 'isEncrypted'
  | 'startedAt'
> {
  readonly compressed?: boolean;
  /** `major.minor.build` of the server that wrote it. */
  readonly softwareVersion?: string;
  /** Files of the database: D rows, L log, S FILESTREAM or memory-optimised; bytes. */
  readonly databaseFiles?: readonly { readonly type: 'D' | 'L' | 'S' | '?'; readonly size: number }[];
}

/** A file of the folder. */
export interface PreflightFile {
  /** Name of the blob in its container. */
  readonly name: string;
  readonly state: BackupRecord['state'];
  /** Why it is not simply usable. */
  readonly reason?: string;
  /** Bytes. */
  readonly size?: number;
  /** `Hot`, `Cool`, `Cold`, `Archive`; absent where the account has no tiers, too. */
  readonly tier?: string;
  /** ISO 8601 UTC. */
  readonly lastModified?: string;
  readonly sets: readonly PreflightSet[];
}

/** The files under the registered prefix, without those that an operator excluded. */
export interface BackupFacts {
  /** `container`: what is `read` was read from the registered container just now, so it is not archived. */
  readonly readFrom: 'container' | 'elsewhere';
  readonly files: readonly PreflightFile[];
  /** How the chain stands, with a sentence for people; absent when it has not been assessed. */
  readonly chain?: { readonly status: ChainStatus; readonly summary: string };
}
