/** What is offered on the open view. */
import type { State } from '../state';
import type { Seen } from './acting';
import { statusChanges } from './changes';
import { migrationOffers } from './migration-offers';
import type { Offer } from './offer';

/** Offers with what they were made of. */
export interface Offered {
  readonly seen: Seen;
  readonly offers: readonly Offer[];
}

/** Finds them; undefined while nothing has been read. */
export function offeredIn({ route, migration, now }: State): Offered | undefined {
  const status = migration?.status.value;
  if (route.view !== 'migration' || migration === undefined || status === undefined) return undefined;
  const { etag } = migration.status;
  const board = migration.board.value;
  const facts = { status, now, ...(etag !== undefined && { etag }), ...(board && { board }) };
  return { seen: { of: 'migration', status }, offers: migrationOffers(facts) };
}

/** What has changed since; empty where something else is open now. */
export function changesSince(seen: Seen, state: State): readonly string[] {
  const now = offeredIn(state)?.seen;
  if (seen.of === 'migration' && now?.of === 'migration' && now.status.id === seen.status.id)
    return statusChanges(seen.status, now.status);
  return [];
}
