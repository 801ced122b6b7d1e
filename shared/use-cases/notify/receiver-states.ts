/** What the ledger keeps of each receiver, and of each migration at it. */
import type { ChainedEntry } from '../../core/migration/journal';
import type { DigestPart, OpenDigest } from '../../core/notify/digest';
import type { ReceiverState } from '../../core/notify/receiver-state';
import type { Ledger, Versioned } from '../../ports/ledger';

type Store = Pick<Ledger, 'workingState' | 'saveWorkingState'>;

/** Whose working states these are. No migration has this id: ids are lower-case slugs. */
const OF_NOTIFICATIONS = '!notify';

/** How a receiver stands; undefined before the first run. @throws {LedgerUnavailableError} */
export async function readReceiverState(
  ledger: Store,
  receiver: string,
): Promise<Versioned<ReceiverState> | undefined> {
  const stored = await ledger.workingState(OF_NOTIFICATIONS, receiver);
  return stored && { value: JSON.parse(stored.value.json) as ReceiverState, etag: stored.etag };
}

/** Of two runs at the same time, one is kept. @throws {LedgerUnavailableError} */
export async function saveReceiverState(
  ledger: Store,
  receiver: string,
  etag: string | undefined,
  state: ReceiverState,
): Promise<void> {
  await ledger.saveWorkingState(OF_NOTIFICATIONS, receiver, etag, { json: JSON.stringify(state) });
}

/** How far a receiver has been told of a migration: a line's number, and its hash, for journals can begin anew under an id. */
export interface Cursor {
  readonly sequence: number;
  readonly hash: string;
}

/** What is kept of the digests of a receiver. */
export interface Digests {
  /** The one that it is being told; absent: none is. */
  readonly value?: OpenDigest | undefined;
  /** Parts of digests that were refused for good, which are told by themselves. */
  readonly apart?: readonly DigestPart[];
}

/** Reads it. @throws {LedgerUnavailableError} */
export async function readDigests(
  ledger: Store,
  receiver: string,
): Promise<Digests & { readonly etag?: string }> {
  const stored = await ledger.workingState(OF_NOTIFICATIONS, digestName(receiver));
  if (stored === undefined) return {};
  return { ...(JSON.parse(stored.value.json) as Digests), etag: stored.etag };
}

/** Writes it down. @returns its ETag; undefined where another run has written @throws {LedgerUnavailableError} */
export async function saveDigests(
  ledger: Store,
  receiver: string,
  etag: string | undefined,
  { value, apart = [] }: Digests,
): Promise<string | undefined> {
  const state = { json: JSON.stringify({ value, ...(apart.length > 0 && { apart }) }) };
  const outcome = await ledger.saveWorkingState(OF_NOTIFICATIONS, digestName(receiver), etag, state);
  return outcome.kind === 'changed' ? outcome.etag : undefined;
}

/** No receiver has this name: names have no exclamation mark. */
function digestName(receiver: string): string {
  return `${receiver}!digest`;
}

/** Where the cursors are of what is told one after the other. */
export interface CursorPlace {
  /** The migration, or `OF_THE_LEDGER`. */
  readonly id: string;
  /** In the journal of the ledger: which group. */
  readonly group?: string;
}

/** Reads it; undefined before anything was told. @throws {LedgerUnavailableError} */
export async function readCursor(
  ledger: Store,
  place: CursorPlace,
  receiver: string,
): Promise<Versioned<Cursor> | undefined> {
  const stored = await ledger.workingState(place.id, cursorName(place, receiver));
  return stored && { value: JSON.parse(stored.value.json) as Cursor, etag: stored.etag };
}

/** Moves it behind a line; undefined where another run has moved it. @returns its ETag @throws {LedgerUnavailableError} */
export async function saveCursor(
  ledger: Store,
  {
    place,
    receiver,
    etag,
  }: { readonly place: CursorPlace; readonly receiver: string; readonly etag: string | undefined },
  { sequence, hash }: Pick<ChainedEntry, 'sequence' | 'hash'>,
): Promise<string | undefined> {
  const json = JSON.stringify({ sequence, hash });
  const outcome = await ledger.saveWorkingState(place.id, cursorName(place, receiver), etag, { json });
  return outcome.kind === 'changed' ? outcome.etag : undefined;
}

function cursorName({ group }: CursorPlace, receiver: string): string {
  return group === undefined ? `told-${receiver}` : `told-${receiver}!${group}`;
}
