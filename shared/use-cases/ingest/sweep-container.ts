/** The sweep of one container: a whole comparison with the ledger, unless the listing is the one that was settled last. */
import { ListingDigest } from '../../core/facts/listing-digest';
import type { Registration } from '../../core/migration/registration';
import { hasElapsed } from '../../core/timing';
import type { ListedBlob } from '../../ports/backup-container';
import { type Capabilities, nowIso } from '../capabilities';
import { SETTLED_LISTING, syncContainer, type SettledListing } from './sync-container';

/** Seconds after which the ledger is compared whole though the listing is the same. */
const WHOLE_EVERY = 86_400;
/** Seconds after its last change within which a blob's event comes, where events come at all. */
const EVENT_SECONDS = 120;
/** Seconds without a sweep after which a migration's own watch sweeps: three times the schedule of docs and samples. */
const OVERDUE = 900;

/** What a sweep found. */
export type SweepResult =
  /** The listing is the one that the ledger was brought up to. */
  | { readonly kind: 'unchanged' }
  | {
      readonly kind: 'compared';
      /** Blobs read and recorded, and blobs of the ledger that are gone. */
      readonly recorded: number;
      /** Those of the recorded ones that an event should have brought: changed since the registration, and not just now. */
      readonly late: number;
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
  // Another sweep at the same time may have saved first; its digest is as good.
  const save = (next: SettledListing): Promise<unknown> =>
    caps.ledger.saveWorkingState(id, SETTLED_LISTING, stored?.etag, { json: JSON.stringify(next) });
  if (settled !== undefined && isWithin(settled.comparedAt, at, WHOLE_EVERY)) {
    const listing = caps.containers.at(backups.containerUrl).list(backups.prefix);
    if ((await digestOf(listing)) === settled.digest) {
      await save({ ...settled, sweptAt: at });
      return { kind: 'unchanged' };
    }
  }
  const { listed, recorded, removed, left } = await syncContainer(caps, registration, limit);
  const isSettled = recorded.length + removed.length + left === 0;
  await save({ digest: isSettled ? await digestOf(listed) : '', comparedAt: at, sweptAt: at });
  const late = lateOnes(listed, recorded, registration, at);
  return { kind: 'compared', recorded: recorded.length, late, removed: removed.length, left };
}

function lateOnes(
  listed: readonly ListedBlob[],
  recorded: readonly string[],
  { registeredAt }: Registration,
  at: string,
): number {
  const found = new Set(recorded);
  return listed.filter(
    ({ name, committed, lastModified }) =>
      found.has(name) &&
      committed &&
      hasElapsed(registeredAt, lastModified, 0) &&
      hasElapsed(lastModified, at, EVENT_SECONDS),
  ).length;
}

/**
 * True when no sweep has reached the migration for a long time: a timer that does not get through all of them in its time
 * is helped by their watches, which the durable engine spreads over its workers.
 */
export async function isSweepOverdue(
  { ledger, clock }: Pick<Capabilities, 'ledger' | 'clock'>,
  { id, registeredAt }: Registration,
): Promise<boolean> {
  const stored = await ledger.workingState(id, SETTLED_LISTING);
  const sweptAt = stored && (JSON.parse(stored.value.json) as SettledListing).sweptAt;
  return !isWithin(sweptAt ?? registeredAt, nowIso(clock), OVERDUE);
}

/** A clock that went back counts as too long. */
function isWithin(since: string, at: string, seconds: number): boolean {
  return hasElapsed(since, at, 0) && !hasElapsed(since, at, seconds);
}

async function digestOf(listing: AsyncIterable<ListedBlob> | Iterable<ListedBlob>): Promise<string> {
  const digest = new ListingDigest();
  for await (const blob of listing) digest.add(blob);
  return digest.text();
}
