/** What the product has read of the backups of a healthy migration: a full and two logs. */
import type { BackupFacts, PreflightFile, PreflightSet } from '../../shared/core/preflight/backup-facts';

/** Where the backups are. */
export const PLACE = {
  containerUrl: 'https://shopbackups.blob.core.windows.net/sql',
  prefix: 'shop/',
} as const;

/** One backup; a log unless told otherwise. */
export function backupSet(over: Partial<PreflightSet> = {}): PreflightSet {
  return {
    position: 1,
    type: 'log',
    databaseName: 'Shop',
    familyGuid: 'family-1',
    familyCount: 1,
    familySequenceNumber: 1,
    recoveryModel: 'full',
    hasBackupChecksums: true,
    isEncrypted: false,
    compressed: true,
    softwareVersion: '16.0.1000',
    startedAt: '2026-11-29T20:00:00',
    ...over,
  };
}

/** One file in the folder `shop/`. */
export function file(name: string, over: Partial<PreflightFile> = {}): PreflightFile {
  return {
    name: `shop/${name}`,
    state: 'read',
    size: 50 * 1024 ** 2,
    tier: 'Hot',
    lastModified: '2026-11-29T20:05:00.000Z',
    sets: [backupSet()],
    ...over,
  };
}

/** The file of the full backup. */
export function fullFile(over: Partial<PreflightSet> = {}): PreflightFile {
  const databaseFiles = [
    { type: 'D', size: 100 * 1024 ** 3 },
    { type: 'L', size: 1024 ** 3 },
  ] as const;
  return file('full.bak', { sets: [backupSet({ type: 'full', databaseFiles, ...over })] });
}

/** A full and two logs, or these files, without a gap. */
export function backups(
  files: readonly PreflightFile[] = [fullFile(), file('1.trn'), laterLog()],
): BackupFacts {
  return {
    readFrom: 'container',
    place: PLACE,
    files,
    chain: { status: 'complete', summary: 'the chain is gapless up to 2.trn' },
  };
}

function laterLog(): PreflightFile {
  return file('2.trn', { sets: [backupSet({ startedAt: '2026-11-29T20:15:00' })] });
}
