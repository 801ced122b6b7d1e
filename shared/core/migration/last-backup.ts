/** The backup after which the service cuts over by itself, and whether the name that it was given is the right one. */
import type { CreateRequest } from './registration';

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
  const bare = name.slice(name.lastIndexOf('/') + 1);
  if (bare !== name)
    return `${told}, a name with a folder: it restores files by their name alone, ${bare}, and may never find the last one`;
  if (!files.includes(`${prefix}${name}`)) {
    const near = files.find((file) => lastPart(file).toLowerCase() === name.toLowerCase());
    if (near === undefined) return undefined;
    return lastPart(near) === name
      ? `${told}, but that file is not in the folder it reads: it is at ${near}`
      : `${told}, but the file is called ${lastPart(near)}: names are case-sensitive, so it may wait for ever`;
  }
  if (newer === undefined) return undefined;
  return `${told}, but ${newer.file} ${newer.how}: the service then fails (error 2007), or ignores newer files`;
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
