/** What a preflight knows of a migration's backups: from the ledger, or from reading a folder of files. */
import type { BackupSetRow } from '../backup-set-row';
import type { ChainStatus } from '../chain/verdict';
import type { BackupRecord } from '../migration/backup-record';
import { containerKey, containerOf } from '../migration/backup-place';
import type { Registration } from '../migration/registration';

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

/** A container and a folder in it, as a registration names them. */
export type BackupPlace = Registration['backups'];

/** The files under the registered prefix, without those that an operator excluded. */
export interface BackupFacts {
  /** `container`: what is `read` was read from the registered container just now, so it is not archived. */
  readonly readFrom: 'container' | 'elsewhere';
  /** The container and folder that they are of: where they were read, or what the copies are copies of. */
  readonly place: BackupPlace;
  readonly files: readonly PreflightFile[];
  /** How the chain stands, with a sentence for people; absent when it has not been assessed. */
  readonly chain?: { readonly status: ChainStatus; readonly summary: string };
}

/** Backups as they were recorded, perhaps by a version that did not tell their place. */
export type RecordedBackups = Omit<BackupFacts, 'place'> & Partial<Pick<BackupFacts, 'place'>>;

/** What there is to judge of recorded backups, or why they are not those of the registration. */
export interface UsableBackups {
  readonly backups?: BackupFacts;
  /** One clause without a full stop. */
  readonly otherBackups?: string;
}

/**
 * Recorded backups of another container or folder tell nothing of the registered one, where a misspelt name would pass otherwise.
 *
 * @example usableBackups({ ...facts, place: { ...registered, prefix: 'shop/' } }, { ...registered, prefix: 'shpo/' }).backups // undefined
 */
export function usableBackups(facts: RecordedBackups | undefined, registered: BackupPlace): UsableBackups {
  if (facts === undefined) return {};
  const { place } = facts;
  if (place === undefined)
    return {
      otherBackups:
        'the recorded backups do not tell which container and folder they are of: record them again (--backups)',
    };
  const isSame =
    containerKey(place.containerUrl) === containerKey(registered.containerUrl) &&
    place.prefix === registered.prefix;
  return isSame
    ? { backups: { ...facts, place } }
    : {
        otherBackups: `the recorded backups are of '${showPlace(place, registered)}', the registration names '${showPlace(registered, place)}': correct backups in the registration, or record them again (--backups)`,
      };
}

/** With the whole address only where the folder in its container does not tell it from the other one. */
function showPlace({ containerUrl, prefix }: BackupPlace, other: BackupPlace): string {
  const short = ({ containerUrl: url, prefix: folder }: BackupPlace) => `${containerOf(url)}/${folder}`;
  const own = { containerUrl, prefix };
  return short(own) === short(other) ? `${containerUrl}/${prefix}` : short(own);
}
