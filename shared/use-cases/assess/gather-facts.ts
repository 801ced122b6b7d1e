/**
 * Joins chain, engine, listing and control row at one moment. The engine is read before the container is listed, so
 * that a log which arrives between the two is seen.
 */
import type { BackupSet } from '../../core/chain/collect-sets';
import type { ChainVerdict } from '../../core/chain/verdict';
import type { EngineStatus } from '../../core/engine/engine-status';
import type { EngineReading } from '../../core/engine/reading';
import { boundFacts } from '../../core/facts/bound-facts';
import type {
  Facts,
  ListingFacts,
  NewestBackup,
  RestoreProgress,
  Stability,
  TailFacts,
} from '../../core/facts/facts';
import { judgeListing } from '../../core/facts/listing-facts';
import { progressOf, newerThanApproved } from '../../core/facts/progress';
import { mayRefuse, refusedFiles } from '../../core/facts/refused-files';
import { mayHaveTail, calledTail, findTailFacts } from '../../core/facts/tail-facts';
import type { WholeChain } from '../../core/facts/whole-chain';
import { isSameBlob } from '../../core/file-names';
import type { BackupRecord } from '../../core/migration/backup-record';
import type { ControlRow } from '../../core/migration/control';
import type { Registration } from '../../core/migration/registration';
import { nextStability } from '../../core/readiness/pending';
import type { UnnamedFile } from '../../core/readiness/unnamed';
import type { Versioned } from '../../ports/ledger';
import { type Capabilities, nowIso } from '../capabilities';
import { engineTargetOf, notSupported } from '../engine-target';
import { readPreflight } from '../preflight/preflight-store';
import { readFreeze } from '../read-freeze';
import { sasOf } from '../sas-of';
import { type LoadedChain, loadChain } from './load-chain';
import { listContainer, lookElsewhere, probeContainer, type Listing } from './look-at-container';
import { findRestoredVersion } from './restored-version';

/** Facts together with what they were made from. */
export interface Gathered {
  readonly facts: Facts;
  readonly control: Versioned<ControlRow>;
  /** Present when everything was looked at, not only what is new. */
  readonly whole?: {
    readonly verdict: ChainVerdict;
    readonly records: readonly BackupRecord[];
    readonly sets: readonly BackupSet[];
  };
}

/** How closely to look. */
export type Look = 'routine' | 'whole' | 'thorough';

/** What an assessment is asked for. */
export interface GatherOptions {
  readonly id: string;
  /**
   * `routine`: only what is new, unless a tail may be known. `whole`: every file of the ledger. `thorough`: that, and
   * the container listed.
   */
  readonly look: Look;
  readonly stabilityBefore: Stability | undefined;
  /** Which readings did not name which files, as the watch remembers it; without it no reading counts. */
  readonly unnamedBefore?: readonly UnnamedFile[];
}

/**
 * Gathers the facts.
 *
 * @returns undefined when no such migration is registered
 * @throws {LedgerUnavailableError} When the ledger does not answer; trouble with engine or container is a fact.
 */
export async function gatherFacts(caps: Capabilities, request: GatherOptions): Promise<Gathered | undefined> {
  const at = nowIso(caps.clock);
  const registration = await caps.ledger.registration(request.id);
  const control = await caps.ledger.control(request.id);
  if (!registration || !control) return undefined;
  const storage = request.look === 'routine' ? await probeContainer(caps, registration) : undefined;
  const engine = await readEngine(caps, registration);
  const status = engine.kind === 'read' ? engine.status : undefined;
  const tailPossible = mayHaveTail(control.value, status);
  const wanted = request.look === 'thorough' || (request.look === 'routine' && tailPossible);
  const whole = request.look !== 'routine' || tailPossible;
  const listing =
    storage ?? (await listContainer(caps, registration, wanted, whole ? control.value : undefined));
  const own = { registration, control: control.value, status };
  const reading = listing.kind === 'listed' ? listing.reading : undefined;
  const loaded = await loadWithRefusals(caps, { ...own, whole, reading });
  const seen = loaded.kind === 'whole' ? loaded : undefined;
  const tail: TailFacts = seen
    ? findTailFacts(seen.records, seen.sets, seen.verdict, control.value)
    : { kind: 'none' };
  const progress = seen ? await withVersion(caps, request, { ...own, seen, tail }) : {};
  const facts: Facts = {
    at,
    registration,
    control: control.value,
    freeze: await readFreeze(caps.ledger),
    preflight: await preflightOf(caps, registration, control.value, engine),
    chain: loaded.facts,
    tail,
    engine,
    progress,
    calledTail: seen && calledTail(seen.records, control.value),
    restoredElsewhere: await lookElsewhere(caps, { ...own, listing, progress }),
    refused: refusedOf(seen, tail, status),
    listing: await judgeFor(caps, registration, listing, { ...own, tail, seen }),
    newestBackup: await newestBackup(caps, registration.id, loaded),
    accessEndsAt: sasOf(caps, registration)?.expiresAt,
    newerThanApproved: seen && newerThanApproved(control.value, seen),
    readsOfRound: await caps.readsOfRound(),
    stability: status && nextStability(request.stabilityBefore, status, caps.timing.stableReadGap),
  };
  return { facts: boundFacts(facts), control, whole: seen };
}

/** Read only where a creation may be due: a migration that runs does not depend on it. */
async function preflightOf(
  { ledger }: Pick<Capabilities, 'ledger'>,
  { id, start }: Registration,
  { operationId, ended }: ControlRow,
  engine: EngineReading,
): Promise<Facts['preflight']> {
  const mayBeDue = start === 'create' && operationId === undefined && ended === undefined;
  return mayBeDue && engine.kind === 'absent' ? (await readPreflight(ledger, id)).result : undefined;
}

function refusedOf(
  seen: WholeChain | undefined,
  tail: TailFacts,
  status: EngineStatus | undefined,
): Facts['refused'] {
  const found = seen && status ? refusedFiles(seen, tail, status) : [];
  return found.length === 0 ? undefined : found;
}

/** Looks at everything, too, where the service refuses something and has not restored all: only the path tells whether it matters. */
async function loadWithRefusals(
  caps: Pick<Capabilities, 'ledger'>,
  request: Parameters<typeof loadChain>[1],
): Promise<LoadedChain> {
  const loaded = await loadChain(caps, request);
  const { status } = request;
  if (loaded.kind === 'whole' || status === undefined || !mayRefuse(status)) return loaded;
  const { lastFile } = loaded.facts;
  const { lastRestoredFile: last } = status;
  const isAtEnd = lastFile !== undefined && last !== undefined && isSameBlob(lastFile, last);
  return isAtEnd ? loaded : loadChain(caps, { ...request, whole: true });
}

/** The backup that ends the chain with its time; undefined when there is none, or it is gone. */
async function newestBackup(
  { ledger }: Pick<Capabilities, 'ledger'>,
  id: string,
  loaded: LoadedChain,
): Promise<NewestBackup | undefined> {
  const { lastFile } = loaded.facts;
  if (lastFile === undefined) return undefined;
  const versions = loaded.kind === 'whole' ? loaded.records : await ledger.backupVersions(id, lastFile);
  const found = versions.find(({ name, current }) => name === lastFile && current);
  if (found === undefined) return undefined;
  const { lastModified, seenAt, foundBy } = found;
  return { file: lastFile, at: lastModified, seenAt, ...(foundBy !== undefined && { foundBy }) };
}

/** Reads the engine of a registration; every trouble is a value. */
export async function readEngine(
  caps: Pick<Capabilities, 'engine'>,
  registration: Registration,
): Promise<EngineReading> {
  const engine = caps.engine(registration.engine);
  return engine ? engine.read(engineTargetOf(registration)) : notSupported(registration);
}

/** How far the service has come, and which version of the tail's file that is. */
async function withVersion(
  caps: Capabilities,
  { unnamedBefore: unnamed }: GatherOptions,
  against: {
    readonly registration: Registration;
    readonly control: ControlRow;
    readonly seen: WholeChain;
    readonly tail: TailFacts;
    readonly status: EngineStatus | undefined;
  },
): Promise<RestoreProgress> {
  const { registration, control, seen, tail, status } = against;
  const progress = progressOf(seen, tail, status);
  const { last: set, by } = seen.join;
  if (progress.lastIsTail !== true || status === undefined || set === undefined || by === undefined)
    return progress;
  const version = await findRestoredVersion(caps, { registration, control, set, by, status, unnamed });
  return {
    ...progress,
    version,
    restoredToTail: version.kind === 'proven' ? progress.restoredToTail : undefined,
  };
}

/** A marked tail is found only after the chain was looked at; the container is listed then, too. */
async function judgeFor(
  caps: Capabilities,
  registration: Registration,
  listing: Listing,
  against: {
    readonly tail: TailFacts;
    readonly seen: WholeChain | undefined;
    readonly status: EngineStatus | undefined;
    readonly control: ControlRow;
  },
): Promise<ListingFacts> {
  const { tail, seen, status, control } = against;
  if (tail.kind !== 'one' || !seen) return listing.kind === 'trouble' ? listing : { kind: 'notListed' };
  const now = listing.kind === 'notListed' ? await listContainer(caps, registration, true) : listing;
  if (now.kind !== 'listed') return now;
  return judgeListing(now.blobs, {
    records: seen.records.filter((record) => record.current),
    exclusions: control.exclusions,
    verdict: seen.verdict,
    familyGuid: seen.sets.find((set) => set.key === tail.tail.setKey)?.head.familyGuid,
    tailLsn: tail.tail.lastLsn,
    status,
  });
}
