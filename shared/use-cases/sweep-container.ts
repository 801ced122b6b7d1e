/** The sweep of one container: a whole comparison with the ledger, unless the listing is the one that was settled last. */
import { ListingDigest } from '../core/assessment/listing-digest';
import { hasElapsed } from '../core/timing';
import type { Registration } from '../core/migration/registration';
import type { ListedBlob } from '../ports/backup-container';
import type { Capabilities } from './capabilities';
import { nowIso } from './capabilities';
import { SETTLED_LISTING, syncContainer, type SettledListing } from './sync-container';

/** Seconds after which the ledger is compared whole though the listing is the same. */
const WHOLE_EVERY = 86_400;

/** What a sweep found. */
export type SweepResult =
  /** The listing is the one that the ledger was brought up to. */
  | { readonly kind: 'unchanged' }
  | {
      readonly kind: 'compared';
      /** Blobs read and recorded, and blobs of the ledger that are gone. */
      readonly recorded: number;
      readonly removed: number;
      readonly left: number;
    };

/**
 * Sweeps the container of one migration.
 *
 * A blob that is listed as before costs its share of the listing and nothing else: no row of the ledger is read for it.
 *
 * @param limit as of `syncContainer`
 * @throws {ContainerUnavailableError} When the container cannot be listed.
 */
export async function sweepContainer(
  caps: Capabilities,
  registration: Registration,
  limit: number,
): Promise<SweepResult> {
  const { id, backups } = registration;
  const stored = await caps.ledger.workingState(id, SETTLED_LISTING);
  const settled = stored && (JSON.parse(stored.value.json) as SettledListing);
  const at = nowIso(caps.clock);
  if (settled !== undefined && isRecent(settled, at)) {
    const listing = caps.containers.at(backups.containerUrl).list(backups.prefix);
    if ((await digestOf(listing)) === settled.digest) return { kind: 'unchanged' };
  }
  const { listed, recorded, removed, left } = await syncContainer(caps, registration, limit);
  if (recorded.length + removed.length + left === 0) {
    const json = JSON.stringify({ digest: await digestOf(listed), comparedAt: at } satisfies SettledListing);
    // Another sweep at the same time may have saved first; its digest is as good.
    await caps.ledger.saveWorkingState(id, SETTLED_LISTING, stored?.etag, { json });
  }
  return { kind: 'compared', recorded: recorded.length, removed: removed.length, left };
}

/** A clock that went back makes the ledger be compared whole. */
function isRecent({ comparedAt }: SettledListing, at: string): boolean {
  return hasElapsed(comparedAt, at, 0) && !hasElapsed(comparedAt, at, WHOLE_EVERY);
}

async function digestOf(listing: AsyncIterable<ListedBlob> | Iterable<ListedBlob>): Promise<string> {
  const digest = new ListingDigest();
  for await (const blob of listing) digest.add(blob);
  return digest.text();
}
