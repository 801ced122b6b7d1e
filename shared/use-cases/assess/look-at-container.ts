/**
 * The container as an assessment sees it: what it lists, or why it cannot be asked, and where a file may be that is not
 * in it.
 */
import type { EngineStatus } from '../../core/engine/engine-status';
import type { ListingFacts, RestoreProgress, RestoredElsewhere } from '../../core/facts/facts';
import { lastSegment } from '../../core/file-names';
import { accountOf } from '../../core/migration/backup-place';
import type { BackupRecord } from '../../core/migration/backup-record';
import type { ControlRow } from '../../core/migration/control';
import type { Registration } from '../../core/migration/registration';
import { ContainerUnavailableError } from '../../ports/backup-container';
import type { Capabilities } from '../capabilities';
import { syncContainer } from '../ingest/sync-container';
import { readLedger, type LedgerReading } from './load-chain';

/** New blobs read within one assessment at most; the rest is left to the next. */
const INGEST_LIMIT = 256;
/** Accounts in which a file is looked for at most. */
const PLACES_TRIED = 5;

/** Storage that could not be asked. */
export type StorageOutage = Extract<ListingFacts, { kind: 'trouble' }>;

/** A listing that has brought the ledger up to date, or why there is none. */
export type Listing =
  | { readonly kind: 'notListed' }
  | StorageOutage
  | {
      readonly kind: 'listed';
      readonly blobs: Awaited<ReturnType<typeof syncContainer>>['listed'];
      /** True when every one of them is in the ledger. */
      readonly complete: boolean;
      /** The ledger that it was compared with, where that needed no change. */
      readonly reading?: LedgerReading;
    };

/**
 * Lists and ingests.
 *
 * @param wanted false for a look that does without
 * @param control given where the whole ledger is wanted besides, which is then read once for both
 */
export async function listContainer(
  caps: Capabilities,
  registration: Registration,
  wanted: boolean,
  control?: ControlRow,
): Promise<Listing> {
  if (!wanted) return { kind: 'notListed' };
  let reading: LedgerReading | undefined;
  const readOnce = async (given: ControlRow): Promise<readonly BackupRecord[]> => {
    reading = await readLedger(caps, registration.id, given);
    return reading.records.filter(({ current }) => current);
  };
  try {
    const { listed, recorded, removed, left } = await syncContainer(
      caps,
      registration,
      INGEST_LIMIT,
      control && (() => readOnce(control)),
    );
    const isSame = recorded.length === 0 && removed.length === 0 && left === 0;
    return { kind: 'listed', blobs: listed, complete: left === 0, ...(isSame && { reading }) };
  } catch (error) {
    return outageOf(error);
  }
}

/** A look that lists nothing asks storage all the same: whoever sees no new backup must see why. */
export async function probeContainer(
  caps: Pick<Capabilities, 'containers'>,
  { backups }: Registration,
): Promise<StorageOutage | undefined> {
  try {
    await caps.containers.at(backups.containerUrl).probe(backups.prefix);
    return undefined;
  } catch (error) {
    return outageOf(error);
  }
}

/** The likeliest mistake at a registration is the wrong account: the service does not report which one it reads. */
export async function lookElsewhere(
  { containers }: Pick<Capabilities, 'containers'>,
  seen: {
    readonly registration: Registration;
    readonly control: ControlRow;
    readonly listing: Listing;
    readonly status: EngineStatus | undefined;
    readonly progress: RestoreProgress;
  },
): Promise<RestoredElsewhere | undefined> {
  const { registration, control, listing, status, progress } = seen;
  const file = status?.lastRestoredFile;
  if (control.operationId !== undefined || file === undefined || progress.lastRestoredKnown !== false)
    return undefined;
  if (listing.kind !== 'listed' || !listing.complete) return undefined;
  const { containerUrl, prefix } = registration.backups;
  const name = `${prefix}${lastSegment(file)}`;
  for (const other of containers.elsewhere(containerUrl).slice(0, PLACES_TRIED)) {
    // What cannot be asked is not where it is found; the block says so without it.
    const found = await containers
      .at(other)
      .find(name)
      .catch(() => undefined);
    if (found !== undefined) return { file, account: accountOf(other) };
  }
  return { file };
}

/** @throws The error, when it is another's. */
function outageOf(error: unknown): StorageOutage {
  if (!(error instanceof ContainerUnavailableError)) throw error;
  const { message, reason, serviceCode: code } = error;
  return { kind: 'trouble', message, reason, ...(code !== undefined && { code }) };
}
