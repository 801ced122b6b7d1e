/**
 * Loads a migration's chain: continued from a checkpoint while only the next logs arrive, assessed from
 * nothing whenever something could change the past, or when a tail may be known and everything must be looked at.
 *
 * Every record written to the ledger leaves an inbox item in the same transaction; taking items and saving the
 * checkpoint is one transaction too, so no change is ever missed or counted twice.
 */
import { extendChain } from '../../core/chain/extend-chain';
import { errorsOf } from '../../core/facts/chain-facts';
import { chainInput, excludedInput, isExcluded } from '../../core/facts/chain-input';
import {
  type ChainSnapshot,
  decodeSnapshot,
  decodeHistory,
  encodeSnapshot,
  extendSnapshot,
  snapshotFacts,
  toSnapshot,
} from '../../core/facts/chain-snapshot';
import type { ChainFacts } from '../../core/facts/facts';
import {
  type ChainBasis,
  type WholeChain,
  wholeChain,
  isUnsettled,
  isWholeOnly,
} from '../../core/facts/whole-chain';
import { lsnSortKey, NO_LSN } from '../../core/lsn';
import type { BackupRecord } from '../../core/migration/backup-record';
import type { ControlRow } from '../../core/migration/control';
import type { InboxItem, Versioned, WorkingState } from '../../ports/ledger';
import type { Capabilities } from '../capabilities';
import { basisOf, isSameBasis } from './chain-basis';

const SNAPSHOT = 'chain';
/** Inbox items of one transaction at most. */
const BATCH = 90;
/** Batches that one look at everything takes, so that a large first upload is caught up with soon. */
const BATCHES = 10;
/** Names of unsettled blobs that a snapshot holds; with more, every change is looked at whole. */
const MOST_UNSETTLED = 20;

/** The chain, continued from its checkpoint: no list of files is at hand, and no tail is known. */
export interface ContinuedChain {
  readonly kind: 'continued';
  readonly facts: ChainFacts;
}

/** The loaded chain. */
export type LoadedChain = WholeChain | ContinuedChain;

/** What the loaded chain is about. */
export interface ChainRequest extends ChainBasis {
  /** Look at everything even if the checkpoint would do. */
  readonly whole: boolean;
  /** What a whole look needs of the ledger, where it has been read already. */
  readonly reading?: LedgerReading;
}

/** The ledger as a whole look needs it, read in this order, so that what the inbox names is among the records. */
export interface LedgerReading {
  readonly stored: Versioned<WorkingState> | undefined;
  readonly inbox: readonly InboxItem[];
  readonly records: readonly BackupRecord[];
}

/** Reads it. */
export async function readLedger(
  caps: Pick<Capabilities, 'ledger'>,
  id: string,
  control: ControlRow,
): Promise<LedgerReading> {
  const stored = await caps.ledger.workingState(id, SNAPSHOT);
  const inbox = await caps.ledger.inbox(id, BATCH * BATCHES);
  return { stored, inbox, records: await currentRecords(caps, id, control) };
}

/** Loads the chain as the ledger holds it. */
export async function loadChain(
  caps: Pick<Capabilities, 'ledger'>,
  request: ChainRequest,
): Promise<LoadedChain> {
  const { id } = request.registration;
  if (request.whole && request.reading !== undefined) return loadWholeChain(caps, request, request.reading);
  const stored = await caps.ledger.workingState(id, SNAPSHOT);
  const inbox = await caps.ledger.inbox(id, BATCH);
  const snapshot = stored && decodeSnapshot(stored.value.json);
  const continued =
    snapshot && !request.whole && !snapshot.wholeOnly && (await isSameBasis(caps, snapshot, request))
      ? await continueFrom(caps, request, snapshot, inbox)
      : undefined;
  if (continued && stored) {
    if (inbox.length > 0)
      await caps.ledger.saveWorkingState(
        id,
        SNAPSHOT,
        stored.etag,
        { json: encodeSnapshot(continued) },
        inbox,
      );
    return { kind: 'continued', facts: snapshotFacts(continued) };
  }
  // Read before the records, so that what it names is among them.
  const all = inbox.length < BATCH ? inbox : await caps.ledger.inbox(id, BATCH * BATCHES);
  const records = await currentRecords(caps, id, request.control);
  return loadWholeChain(caps, request, { stored, inbox: all, records });
}

async function loadWholeChain(
  caps: Pick<Capabilities, 'ledger'>,
  request: ChainRequest,
  { stored, inbox, records }: LedgerReading,
): Promise<WholeChain> {
  const loaded = wholeChain(request, records, stored ? decodeHistory(stored.value.json) : {});
  await saveSnapshot(caps, request, stored, loaded, inbox);
  return loaded;
}

/** Continues from the snapshot, or undefined when something in the inbox could change the past. */
async function continueFrom(
  caps: Pick<Capabilities, 'ledger'>,
  request: ChainRequest,
  snapshot: ChainSnapshot,
  inbox: readonly InboxItem[],
): Promise<ChainSnapshot | undefined> {
  if (inbox.length === 0) return snapshot;
  if (inbox.length === BATCH || snapshot.unsettled.length > MOST_UNSETTLED) return undefined;
  const blobs = new Set(inbox.map((item) => item.blob));
  // A blob that changed twice may have gone and come back: the checkpoint counts it already.
  if (blobs.size < inbox.length) return undefined;
  const fresh: BackupRecord[] = [];
  for (const blob of blobs) {
    if (snapshot.unsettled.includes(blob)) return undefined;
    const [record, ...others] = await caps.ledger.backupVersions(request.registration.id, blob);
    if (record?.state !== 'read' || others.length > 0 || record.misplaced || record.tailMark !== undefined)
      return undefined;
    // It may have been removed and undeleted: the checkpoint counts it already.
    const { removedTo } = snapshot;
    if (removedTo !== undefined && record.sets.some(({ lastLsn }) => lastLsn <= BigInt(removedTo)))
      return undefined;
    fresh.push(record);
  }
  const beyond = await caps.ledger.logsBeyond(
    request.registration.id,
    lsnSortKey(snapshot.checkpoint.chainEnd ?? NO_LSN),
  );
  const { exclusions } = request.control;
  const records = [...beyond, ...fresh];
  const next = extendChain(
    snapshot.checkpoint,
    chainInput(records, exclusions, undefined),
    excludedInput(records, exclusions),
  );
  if (next.kind === 'recompute') return undefined;
  return extendSnapshot(snapshot, next, errorsOf(next.findings));
}

/** Current records; where the operator excluded a later version, the last readable one before it counts again. */
async function currentRecords(
  caps: Pick<Capabilities, 'ledger'>,
  id: string,
  control: ControlRow,
): Promise<readonly BackupRecord[]> {
  const records: BackupRecord[] = [];
  for await (const record of caps.ledger.currentBackups(id)) {
    records.push(record);
    if (!isExcluded(record, control.exclusions)) continue;
    const earlier = (await caps.ledger.backupVersions(id, record.name)).filter(
      (one) => one.etag !== record.etag && one.state === 'read',
    );
    const latest = [...earlier].sort(byAge).at(-1);
    if (latest) records.push({ ...latest, state: 'removed' });
  }
  return records;
}

function byAge(a: BackupRecord, b: BackupRecord): number {
  return (
    Date.parse(a.lastModified) - Date.parse(b.lastModified) || Date.parse(a.seenAt) - Date.parse(b.seenAt)
  );
}

/** Saves the snapshot; a conflict means that another assessment did, which is as good. */
async function saveSnapshot(
  caps: Pick<Capabilities, 'ledger'>,
  request: ChainRequest,
  stored: Versioned<WorkingState> | undefined,
  loaded: WholeChain,
  inbox: readonly InboxItem[],
): Promise<void> {
  const { verdict, rows, options, facts, records } = loaded;
  const unsettled = records.filter(isUnsettled).map((record) => record.name);
  const json = encodeSnapshot(
    toSnapshot(verdict, rows, options, facts, {
      wholeOnly: isWholeOnly(loaded),
      unsettled: unsettled.slice(0, MOST_UNSETTLED + 1),
      engine: loaded.engine,
      ...basisOf(request, records),
    }),
  );
  let etag = stored?.etag;
  for (let from = 0; from === 0 || from < inbox.length; from += BATCH) {
    const items = inbox.slice(from, from + BATCH);
    if (items.length === 0 && json === stored?.value.json) return;
    const saved = await caps.ledger.saveWorkingState(
      request.registration.id,
      SNAPSHOT,
      etag,
      { json },
      items,
    );
    if (saved.kind === 'conflict') return;
    etag = saved.etag;
  }
}
