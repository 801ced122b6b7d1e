/**
 * Offline migrations: the service cuts over by itself after a named backup, and nothing is ever sent. Whether that backup
 * is the one that was meant can be doubted.
 */
import type { EngineStatus } from '../engine/engine-status';
import { lastSegment } from '../file-names';
import type { Attempt, ControlRow } from './control';
import type { CreateRequest } from './registration';
import type { ShownAttemptState } from './status-document';

/** Who asks for the cutover of an offline migration, as attempts, tails and the journal name it. */
export const THE_SERVICE = 'service';

/** True for an attempt that the service began by itself: nothing was sent. */
export function isByService({ requestedBy }: Pick<Attempt, 'requestedBy'>): boolean {
  return requestedBy === THE_SERVICE;
}

/**
 * An attempt's state for people: nothing that the service began by itself is ever shown as sent.
 *
 * @example shownState({ state: 'sent', requestedBy: THE_SERVICE }) // 'begunByService'
 */
export function shownState(attempt: Pick<Attempt, 'state' | 'requestedBy'>): ShownAttemptState {
  return isByService(attempt) && attempt.state === 'sent' ? 'begunByService' : attempt.state;
}

/**
 * True when the service cuts over by itself. What was so at adoption stays so: a later change of the policy may make
 * a migration offline (then nothing is sent either), never online.
 */
export function isOffline({ offline, policy }: Pick<ControlRow, 'offline' | 'policy'>): boolean {
  return offline === true || policy.mode === 'offline';
}

/** True when the service has begun the cutover, or is through with it. */
export function isBeyondRestore({ state }: Pick<EngineStatus, 'state'>): boolean {
  return state === 'completing' || state === 'succeeded';
}

/** Why nothing may be sent, as a sentence. */
export function nothingIsSent(lastBackupName: string | undefined): string {
  const after = lastBackupName === undefined ? '' : ` after ${lastBackupName}`;
  return `mode offline: the service cuts over by itself${after}; nothing is sent`;
}

/** The last backup that a request to create names for a cutover by the service; undefined for an online migration. */
export function lastBackupOf(create: CreateRequest): string | undefined {
  return (create.engine === 'lrs' ? create.autoComplete : create.offline)?.lastBackupName;
}

/** What a named last backup is held against. */
export interface LastBackupSight {
  /** As the service was told. */
  readonly name: string;
  /** Folder of the backups in their container. */
  readonly prefix: string;
  /** Names of blobs that are there; those that matter, or all. */
  readonly files: readonly string[];
  /** A backup that is newer than the named one, and how that is known: a clause. */
  readonly newer?: { readonly file: string; readonly how: string };
}

/**
 * Why the service may not cut over after the backup that is meant: it is told the file's name without its folder, compares
 * letters, and fails where files are newer (error 2007, "provided backup file name … should be the last restore backup
 * file"; Microsoft Learn, "Known issues" of the Azure SQL migration extension). A file that has not come yet is no doubt.
 *
 * @example lastBackupDoubt({ name: 'LOG9.trn', prefix: '', files: ['log9.trn'] }) // '… after LOG9.trn, but the file is called log9.trn …'
 */
export function lastBackupDoubt({ name, prefix, files, newer }: LastBackupSight): string | undefined {
  const told = `the service is told to cut over after ${name}`;
  const bare = lastSegment(name);
  if (bare !== name)
    return `${told}, a name with a folder: it restores files by their name alone, ${bare}, and may never find the last one`;
  if (!files.includes(`${prefix}${name}`)) {
    const near = files.find((file) => lastSegment(file).toLowerCase() === name.toLowerCase());
    if (near === undefined) return undefined;
    return lastSegment(near) === name
      ? `${told}, but that file is not in the folder it reads: it is at ${near}`
      : `${told}, but the file is called ${lastSegment(near)}: names are case-sensitive, so it may wait for ever`;
  }
  if (newer === undefined) return undefined;
  return `${told}, but ${newer.file} ${newer.how}: the service then fails (error 2007), or ignores newer files`;
}
