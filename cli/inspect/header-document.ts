/** A backup file's header as JSON: names of RESTORE HEADERONLY, FILELISTONLY and LABELONLY in camel case. */
import type { BackupFileReading, BackupSetHeader } from '../../shared/core/backup-header';

/** The words of RESTORE HEADERONLY's BackupTypeDescription, by its BackupType (Microsoft Learn). */
const TYPE_WORDS: Readonly<Record<number, string>> = {
  1: 'Database',
  2: 'Transaction Log',
  4: 'File',
  5: 'Database Differential',
  6: 'File Differential',
  7: 'Partial',
  8: 'Partial Differential',
};

/** The word for a type. @example backupTypeWord(5) // 'Database Differential' */
export function backupTypeWord(backupTypeId: number | undefined): string | undefined {
  return backupTypeId === undefined ? undefined : TYPE_WORDS[backupTypeId];
}

/** What a reading tells; LSNs are decimal text, sizes numbers, what is unknown is left out. */
export function headerDocument(reading: BackupFileReading): Readonly<Record<string, unknown>> {
  const { size, container, compressed, complete, media, sets } = reading;
  return { size, container, compressed, complete, setCount: sets.length, media, sets: sets.map(setDocument) };
}

function setDocument({ type, ...set }: BackupSetHeader): Readonly<Record<string, unknown>> {
  return {
    ...plain(set),
    backupType: backupTypeWord(set.backupTypeId) ?? type,
    simpleRecovery: set.recoveryModel === 'simple',
    files: set.files.map(plain),
  };
}

/** Every member as it is, but for bigints. */
function plain(record: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]: [string, unknown]) => [
      name,
      typeof value !== 'bigint' ? value : name.endsWith('Lsn') ? value.toString() : sizeNumber(value),
    ]),
  );
}

/** A size beyond 2^53 exists in damaged headers only; as a number it would be another size. */
function sizeNumber(size: bigint): number | string {
  return size <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(size) : size.toString();
}
