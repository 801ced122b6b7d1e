/** Remarks of a reading that are no errors. */
import type { BackupSetHeader, MediaHeader } from '../backup-header';

/** Remarks on the media. */
export function mediaWarnings(media: MediaHeader): string[] {
  return media.mediaPasswordProtected ? ['The media is protected with a password'] : [];
}

/** Remark on zeros after the closing filemark. */
export function paddingWarning(padding: number): string[] {
  return padding > 0 ? [`${padding} zero bytes follow the backup, as in a page blob`] : [];
}

/** Remark on appended sets. */
export function countWarning(sets: number): string[] {
  return sets > 1 ? [`The file holds ${sets} backup sets; a migration restores only the first`] : [];
}

/** Remarks on one set. */
export function setWarnings(set: BackupSetHeader, unknownTags: readonly string[]): string[] {
  const name = `Backup set ${set.position}`;
  const tags = [...new Set(unknownTags)];
  const bits = `0x${set.unknownFlagBits.toString(16)}`;
  return [
    ...(set.passwordProtected ? [`${name} is protected with a password`] : []),
    ...(set.unknownFlagBits === 0 ? [] : [`${name} has flag bits of unknown meaning: ${bits}`]),
    ...tags.map((tag) => `${name} has configuration records of an unknown kind: ${tag}`),
  ];
}
