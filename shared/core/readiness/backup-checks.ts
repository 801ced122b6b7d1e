/** The readiness checks about the files in the container and how they were taken. */
import type { Facts } from '../facts/facts';
import { met, unknown, unmet, type CheckRow, type Outcome } from './check';

/** Rows about every backup that lies there, or that the path needs. */
export const BACKUP_CHECKS = [
  {
    code: 'nothing-newer',
    evaluate: nothingNewer,
    next: {
      who: 'operator',
      what: 'wait for the upload, or exclude that version; if it is a newer log, it is the tail: name it',
      action: 'board',
    },
    demands:
      'every listed version of every blob is assessed and none is newer than the tail, nor was a log that has been deleted',
    remedy:
      'the reason names the blob. Wait for its upload, or exclude that version; if it **is** a newer log, it is the tail. Deleting a blob helps unless it is a log beyond the tail; such a log blocks until it is excluded with its LSN',
  },
  {
    code: 'backups.checksums',
    evaluate: checksums,
    next: {
      who: 'operator',
      what: 'take the backup again WITH CHECKSUM, or waive the check with a reason (PATCH the policy)',
    },
    demands: 'every backup on the path was taken WITH CHECKSUM',
    remedy: 'take it again, or waive with a reason',
  },
] as const satisfies readonly CheckRow[];

function nothingNewer({ listing }: Facts): Outcome {
  switch (listing.kind) {
    case 'notListed':
      return unmet('the container is listed once a tail is known');
    case 'trouble':
      return unknown(listing.message, 'storage');
    case 'listed': {
      const [first] = listing.unsettled;
      if (first !== undefined) {
        const more = listing.unsettledCount - 1;
        return unmet(`${first.blob}: ${first.reason}${more > 0 ? ` (and ${more} more)` : ''}`);
      }
      return listing.unsettledCount === 0
        ? met('every blob in the container is assessed, and none is newer than the tail')
        : unmet(`${listing.unsettledCount} blobs in the container may be newer than the tail`);
    }
  }
}

/** The service refuses backups taken without CHECKSUM (error 2009, Microsoft Learn, DMS known issues). */
function checksums({ chain }: Facts): Outcome {
  const [without] = chain.withoutChecksum;
  if (without !== undefined)
    return unmet(
      `${without}${othersIn(chain.withoutChecksum)} was taken without CHECKSUM, which the service demands (error 2009)`,
    );
  const [untold] = chain.checksumUnknown;
  if (untold !== undefined)
    return unknown(
      `${untold}${othersIn(chain.checksumUnknown)} does not report whether it was taken WITH CHECKSUM`,
      'checksum',
    );
  if (chain.pathFiles === 0) return unknown('no backup is known yet', 'noBackup');
  return met('every backup on the path was taken WITH CHECKSUM');
}

function othersIn(files: readonly string[]): string {
  return files.length > 1 ? ` (and ${files.length - 1} more)` : '';
}
