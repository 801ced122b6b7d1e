/** What is offered on the open view. */
import type { State } from '../state';
import type { Seen } from './acting';
import { statusChanges } from './changes';
import { groupChanges } from './group-changes';
import { groupOffers } from './group-offers';
import { migrationOffers } from './migration-offers';
import type { Offer } from './offer';
import { selectionChanges, selectionOffers } from './selection-offers';

/** Offers with what they were made of. */
export interface Offered {
  readonly seen: Seen;
  readonly offers: readonly Offer[];
}

/** Finds them; undefined while nothing has been read. */
export function offeredIn(state: State): Offered | undefined {
  switch (state.route.view) {
    case 'migration':
      return offeredOfMigration(state);
    case 'group':
      return offeredOfGroup(state);
    case 'list':
      return offeredOfSelection(state);
    default:
      return undefined;
  }
}

function offeredOfMigration({ migration, now }: State): Offered | undefined {
  const status = migration?.status.value;
  if (migration === undefined || status === undefined) return undefined;
  const { etag } = migration.status;
  const board = migration.board.value;
  const facts = { status, now, ...(etag !== undefined && { etag }), ...(board && { board }) };
  return { seen: { of: 'migration', status }, offers: migrationOffers(facts) };
}

function offeredOfGroup({ group, now }: State): Offered | undefined {
  const board = group?.board.value;
  return board && { seen: { of: 'group', group: board }, offers: groupOffers({ group: board, now }) };
}

function offeredOfSelection({ list, selection }: State): Offered | undefined {
  const rows = (list.value ?? []).filter(({ id }) => selection.ids.has(id));
  return rows.length === 0 ? undefined : { seen: { of: 'selection', rows }, offers: selectionOffers(rows) };
}

/** What has changed since; empty where something else is open now. */
export function changesSince(seen: Seen, state: State): readonly string[] {
  const now = offeredIn(state)?.seen;
  if (seen.of === 'migration' && now?.of === 'migration' && now.status.id === seen.status.id)
    return statusChanges(seen.status, now.status);
  if (seen.of === 'group' && now?.of === 'group' && now.group.id === seen.group.id)
    return groupChanges(seen.group, now.group);
  if (seen.of === 'selection') return selectionChanges(seen.rows, state.list.value ?? []);
  return [];
}
