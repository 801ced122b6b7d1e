/** The readiness checks that our own reading of the backups feeds: chain, tail, listing, checksums. */
import type { HeaderTail } from '../chain/tail';
import { formatLsn, NO_LSN } from '../lsn';
import type { Facts } from './facts';
import { met, unknown, unmet } from './outcome';
import type { Outcome } from './outcome';

/** `chain.complete`: gapless from a full backup on, without a finding of severity error. */
export function chainComplete({ chain }: Facts): Outcome {
  if (chain.status !== 'complete') return unmet(chain.summary);
  const [error] = chain.errors;
  if (error !== undefined) return unmet(error);
  return chain.pathFiles > 0 ? met(chain.summary) : unknown('no backup is known yet');
}

/** `chain.end-is-tail`: the chain's end is exactly the tail's last LSN. */
export function chainEndsAtTail({ chain, tail }: Facts): Outcome {
  if (tail.kind !== 'one') return unmet('no tail is known');
  const { blob, lastLsn } = tail.tail;
  if (chain.chainEnd === undefined || chain.chainEnd === NO_LSN) return unknown('the chain has no end yet');
  if (lastLsn === NO_LSN) return unknown(`the header of ${blob} tells no LSN`);
  if (chain.chainEnd === lastLsn) return met(`the chain ends at the tail, LSN ${formatLsn(lastLsn)}`);
  return unmet(
    `the chain ends at LSN ${formatLsn(chain.chainEnd)}, the tail ${blob} at LSN ${formatLsn(lastLsn)}`,
  );
}

/** `tail.proven`: exactly one tail, named or marked as the policy wants it. */
export function tailProven({ tail, control }: Facts): Outcome {
  const wanted = control.policy.tailProof;
  switch (tail.kind) {
    case 'none':
      return unmet(
        'no tail: stop writes, take the last log backup, then name it or mark it (x.final.trn, or metadata tail=true)',
      );
    case 'unreadable':
      return unmet(`the tail ${tail.blob} cannot be used: ${tail.reason}`);
    case 'ambiguous':
      return unmet(`more than one tail is marked (${tail.blobs.join(', ')}): unmark or exclude all but one`);
    case 'one':
      if (wanted !== 'either' && wanted !== tail.proof)
        return unmet(`the tail ${tail.tail.blob} is ${tail.proof}, the policy wants it ${wanted}`);
      return met(`${tail.tail.blob} is the tail: ${tail.proof}${headerWords(tail.header)}`);
  }
}

function headerWords({ kind, incompleteMetadata }: HeaderTail = { kind: 'none' }): string {
  const warning = incompleteMetadata
    ? '; its header says that metadata are incomplete: the source was damaged or offline when it was taken'
    : '';
  return `${HEADER_WORDS[kind]}${warning}`;
}

const HEADER_WORDS = {
  none: '',
  tailLog: '; its header says tail-log backup',
  noRecovery: '; its header says tail-log backup WITH NORECOVERY',
} as const;

/** `nothing-newer`: every listed blob has a verdict of ours, and none is newer than the tail. */
export function nothingNewer({ listing }: Facts): Outcome {
  switch (listing.kind) {
    case 'notListed':
      return unmet('the container is listed once a tail is known');
    case 'trouble':
      return unknown(listing.message);
    case 'listed': {
      const [first] = listing.unsettled;
      if (first !== undefined) {
        const more = listing.unsettledCount - 1;
        return unmet(`${first.blob}: ${first.reason}${more > 0 ? ` (and ${more} more)` : ''}`);
      }
      return listing.unsettledCount === 0
        ? met('every blob in the container is accounted for')
        : unmet(`${listing.unsettledCount} blobs in the container are not accounted for`);
    }
  }
}

/** `backups.checksums`: the service refuses backups taken without CHECKSUM (error 2009, Microsoft Learn, DMS known issues). */
export function checksums({ chain }: Facts): Outcome {
  const [without] = chain.withoutChecksum;
  if (without !== undefined)
    return unmet(
      `${without}${othersIn(chain.withoutChecksum)} was taken without CHECKSUM, which the service demands (error 2009)`,
    );
  const [untold] = chain.checksumUnknown;
  if (untold !== undefined)
    return unknown(
      `${untold}${othersIn(chain.checksumUnknown)} does not tell whether it was taken WITH CHECKSUM`,
    );
  if (chain.pathFiles === 0) return unknown('no backup is known yet');
  return met('every backup on the path was taken WITH CHECKSUM');
}

function othersIn(files: readonly string[]): string {
  return files.length > 1 ? ` (and ${files.length - 1} more)` : '';
}
