/**
 * Joins chain, engine, listing and control row at one moment. The engine is read before the container is listed, so
 * that a log which arrives between the two is seen.
 */
import { chainInput } from '../core/assessment/chain-input';
import { summarizeChain } from '../core/assessment/chain-facts';
import type { EngineJoin } from '../core/assessment/engine-join';
import { isSameBlob, joinEngine } from '../core/assessment/engine-join';
import { judgeListing } from '../core/assessment/listing-facts';
import { findTailFacts } from '../core/assessment/tail-facts';
import { assessChain } from '../core/chain/assess-chain';
import type { BackupSet } from '../core/chain/collect-sets';
import { collectSets } from '../core/chain/collect-sets';
import type { ChainVerdict } from '../core/chain/verdict';
import type { EngineStatus } from '../core/engine/engine-status';
import type { BackupRecord } from '../core/migration/backup-record';
import type { ControlRow } from '../core/migration/control';
import type { Registration } from '../core/migration/registration';
import type {
  EngineFacts,
  Facts,
  ListingFacts,
  ReachFacts,
  Stability,
  TailFacts,
} from '../core/readiness/facts';
import { nextStability } from '../core/readiness/stability';
import { ContainerUnavailableError } from '../ports/backup-container';
import type { Versioned } from '../ports/ledger';
import type { Capabilities } from './capabilities';
import { nowIso } from './capabilities';
import { syncContainer } from './sync-container';

/** New blobs read within one assessment at most; the rest is left to the next. */
const INGEST_LIMIT = 256;

/** Facts together with what they were made from. */
export interface Gathered {
  readonly facts: Facts;
  readonly control: Versioned<ControlRow>;
  readonly verdict: ChainVerdict;
  readonly records: readonly BackupRecord[];
  readonly sets: readonly BackupSet[];
}

/** What an assessment is asked for. */
export interface GatherOrder {
  readonly id: string;
  /** List the container in any case; otherwise only when a tail may be known. */
  readonly thorough: boolean;
  readonly stabilityBefore: Stability | undefined;
}

/**
 * Gathers the facts.
 *
 * @returns undefined when no such migration is registered
 * @throws {LedgerUnavailableError} When the ledger does not answer; trouble with engine or container is a fact.
 */
export async function gatherFacts(caps: Capabilities, order: GatherOrder): Promise<Gathered | undefined> {
  const at = nowIso(caps.clock);
  const registration = await caps.ledger.registration(order.id);
  const control = await caps.ledger.control(order.id);
  if (!registration || !control) return undefined;
  const engine = await readEngine(caps, registration);
  const status = engine.kind === 'read' ? engine.status : undefined;
  const listing = await listContainer(caps, registration, order.thorough || mayHaveTail(control.value));
  const records = await currentRecords(caps, order.id, control.value);
  const chain = judgeChain(registration, control.value, records, status);
  const tail = findTailFacts(records, chain.sets, chain.verdict, control.value);
  const facts: Facts = {
    at,
    registration,
    control: control.value,
    chain: summarizeChain(chain.verdict, records, control.value.exclusions),
    tail,
    engine,
    reach: reachOf(chain, tail, status, records),
    listing: judge(listing, tail, records, control.value, chain),
    stability: status && nextStability(order.stabilityBefore, status, caps.timing.stableReadGap),
  };
  return { facts, control, verdict: chain.verdict, records, sets: chain.sets };
}

/** Reads the engine of a registration; every trouble is a value. */
export async function readEngine(
  caps: Pick<Capabilities, 'engine'>,
  registration: Registration,
): Promise<EngineFacts> {
  const engine = caps.engine(registration.engine);
  if (!engine)
    return { kind: 'trouble', message: `this deployment does not drive engine ${registration.engine}` };
  const target = {
    scopeId: registration.target.managedInstanceId,
    databaseName: registration.target.databaseName,
  };
  const reading = await engine.read(target);
  switch (reading.kind) {
    case 'read':
      return reading;
    case 'absent':
    case 'operationNotFound':
      return { kind: 'absent' };
    case 'trouble':
      return { kind: 'trouble', message: reading.message };
  }
}

type Listing =
  | { readonly kind: 'notListed' }
  | { readonly kind: 'trouble'; readonly message: string }
  | { readonly kind: 'listed'; readonly blobs: Awaited<ReturnType<typeof syncContainer>>['listed'] };

async function listContainer(
  caps: Capabilities,
  registration: Registration,
  wanted: boolean,
): Promise<Listing> {
  if (!wanted) return { kind: 'notListed' };
  try {
    const { listed } = await syncContainer(caps, registration, INGEST_LIMIT);
    return { kind: 'listed', blobs: listed };
  } catch (error) {
    if (error instanceof ContainerUnavailableError) return { kind: 'trouble', message: error.message };
    throw error;
  }
}

function mayHaveTail(control: ControlRow): boolean {
  return (
    control.namedTail !== undefined || control.approval !== undefined || control.operationId === undefined
  );
}

/** Current records; where the operator excluded a later version, the last readable one before it counts again. */
async function currentRecords(
  caps: Capabilities,
  id: string,
  control: ControlRow,
): Promise<readonly BackupRecord[]> {
  const records: BackupRecord[] = [];
  for await (const record of caps.ledger.currentBackups(id)) {
    records.push(record);
    if (!control.exclusions.some((one) => one.blob === record.name && one.etag === record.etag)) continue;
    const earlier = (await caps.ledger.backupVersions(id, record.name)).filter(
      (one) => one.etag !== record.etag && one.state === 'read',
    );
    const latest = earlier.at(-1);
    if (latest) records.push({ ...latest, state: 'removed' });
  }
  return records;
}

interface ChainView {
  readonly verdict: ChainVerdict;
  readonly sets: readonly BackupSet[];
  readonly join: EngineJoin;
}

function judgeChain(
  registration: Registration,
  control: ControlRow,
  records: readonly BackupRecord[],
  status: EngineStatus | undefined,
): ChainView {
  const allSets = collectSets(chainInput(records, control.exclusions, undefined), registration.engine);
  const removedToo = collectSets(
    records.flatMap((record) => (record.misplaced ? [] : record.sets)),
    registration.engine,
  );
  const join = joinEngine(removedToo.length > allSets.length ? removedToo : allSets, status);
  const rows = chainInput(records, control.exclusions, join.restoredTo);
  const verdict = assessChain(rows, {
    engine: registration.engine,
    anchorGuid: join.anchorGuid,
    databaseName: registration.source.databaseName,
  });
  return { verdict, sets: collectSets(rows, registration.engine), join };
}

function reachOf(
  chain: ChainView,
  tail: TailFacts,
  status: EngineStatus | undefined,
  records: readonly BackupRecord[],
): ReachFacts {
  if (status === undefined) return {};
  const told = status.lastRestoredFile;
  const lastRestoredKnown =
    told === undefined ? undefined : records.some((record) => isSameBlob(record.name, told));
  if (tail.kind !== 'one') return { lastRestoredKnown };
  const { last } = chain.join;
  if (last === undefined) return { lastRestoredKnown };
  const unrestored = chain.verdict.path.find(
    (step) => !chain.join.isRestored(setOf(chain, step.setKey) ?? last),
  );
  const lastIsTail = last.key === tail.tail.setKey || (tail.empty && last.lastLsn === tail.tail.lastLsn);
  return {
    lastRestoredKnown,
    lastIsTail,
    restoredToTail: lastIsTail && unrestored === undefined,
    firstUnrestored: unrestored?.files[0],
  };
}

function setOf(chain: ChainView, key: string): BackupSet | undefined {
  return chain.sets.find((set) => set.key === key);
}

function judge(
  listing: Listing,
  tail: TailFacts,
  records: readonly BackupRecord[],
  control: ControlRow,
  chain: ChainView,
): ListingFacts {
  if (listing.kind !== 'listed' || tail.kind !== 'one')
    return listing.kind === 'listed' ? { kind: 'notListed' } : listing;
  return judgeListing(listing.blobs, {
    records: records.filter((record) => record.current),
    exclusions: control.exclusions,
    verdict: chain.verdict,
    familyGuid: chain.sets.find((set) => set.key === tail.tail.setKey)?.head.familyGuid,
    tailLsn: tail.tail.lastLsn,
  });
}
