/** What runs at a service of the new DMS or on an instance, and what is missing to register each of it. */
import { ENGINE_KINDS, type EngineKind, type EngineState } from '../../core/engine/engine-status';
import {
  canonicalResourceId,
  databaseMigrationId,
  engineScope,
  managedDatabaseId,
  parseResourceId,
  trimResourceId,
} from '../../core/engine/resource-id';
import { defaultMigrationId } from '../../core/migration/migration-id';
import { isSameName } from '../../core/names';
import type { Question, QuestionKind, Reading } from '../../core/preflight/question';
import type { EstateReader } from '../../ports/estate-reader';
import type { Capabilities } from '../capabilities';
import { inParallel } from '../in-parallel';
import { type Asked, type FoundMigration, askEngines, runningOf } from './ask-engines';

/** A migration that runs. */
export interface RunningMigration {
  /** The id to register it by. */
  readonly resourceId: string;
  readonly engine: EngineKind;
  /** The service shows the restore of the new DMS as one of the Log Replay Service, too: it works through that. */
  readonly alsoShownAs?: EngineKind;
  readonly managedInstanceId: string;
  readonly databaseName: string;
  readonly state: EngineState;
  /** Absent where the engine does not report it: the Log Replay Service never does. */
  readonly sourceDatabaseName?: string;
  /** As far as the engine reports it; none reports the account. */
  readonly containerName?: string;
  /** Of the migration that has this target here, and has not ended. */
  readonly registeredAs?: string;
  /** An id that is free. */
  readonly proposedId: string;
  /** Why it cannot be cut over here, a clause; absent when it can. */
  readonly unfit?: string;
}

/** Something of which could not be told whether it is a migration that runs. */
export interface Untold {
  readonly databaseName: string;
  /** A clause. */
  readonly reason: string;
}

/** What became of the search. */
export type RunningOutcome =
  | {
      readonly kind: 'list';
      readonly running: readonly RunningMigration[];
      readonly untold: readonly Untold[];
    }
  /** The id names neither a service of the new DMS nor a managed instance. */
  | { readonly kind: 'wrongType' }
  | { readonly kind: 'absent' }
  /** The app lacks this right. */
  | { readonly kind: 'denied'; readonly action: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** Databases that engines are asked about side by side. */
const ASKED_AT_ONCE = 4;

/**
 * Lists what runs, by target. At a service those of its migrations that have not ended; on an instance the databases that are being
 * restored, whichever engine restores them: neither service lists its migrations by instance.
 *
 * @param within false for an instance of which the caller must learn nothing
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function listRunning(
  caps: Capabilities,
  engines: readonly EngineKind[],
  resourceId: string,
  within: (managedInstanceId: string) => boolean,
): Promise<RunningOutcome> {
  const candidates = await candidatesAt(caps, trimResourceId(resourceId));
  if (!('targets' in candidates)) return candidates;
  const targets = candidates.targets.filter(({ scopeId }) => within(scopeId));
  const looked = await inParallel(targets, ASKED_AT_ONCE, (target) => lookAt(caps, engines, target));
  const found = looked.flatMap((one) => ('engine' in one ? [one] : []));
  return {
    kind: 'list',
    running: named(found, await registrationsOf(caps, found)),
    untold: looked.flatMap((one) => ('reason' in one ? [one] : [])),
  };
}

/** A database that something may run for. */
interface Target {
  readonly scopeId: string;
  readonly databaseName: string;
}

type Candidates = { readonly targets: readonly Target[] } | Exclude<RunningOutcome, { kind: 'list' }>;

async function candidatesAt({ estate }: Capabilities, id: string): Promise<Candidates> {
  const parsed = parseResourceId(id);
  switch (parsed && `${parsed.provider}/${parsed.type}`.toLowerCase()) {
    case 'microsoft.sql/managedinstances': {
      const reading = await ask(estate, { kind: 'managedDatabases', id });
      if (reading.kind !== 'read') return refusalOf(reading);
      const restoring = reading.value.filter(({ status }) => isSameName(status ?? '', RESTORING));
      return { targets: restoring.map(({ name }) => ({ scopeId: id, databaseName: name })) };
    }
    case 'microsoft.datamigration/sqlmigrationservices': {
      const reading = await ask(estate, { kind: 'serviceMigrations', id });
      if (reading.kind !== 'read') return refusalOf(reading);
      const open = reading.value.filter(({ status }) => !ENDED.some((one) => isSameName(status ?? '', one)));
      return { targets: open.map(({ scopeId = '', databaseName }) => ({ scopeId, databaseName })) };
    }
    default:
      return { kind: 'wrongType' };
  }
}

/** Of a database, while backups are restored into it (Microsoft.Sql 2023-08-01, ManagedDatabaseStatus). */
const RESTORING = 'Restoring';

/** The list's words for what has ended (recorded listMigrations of Microsoft.DataMigration). */
const ENDED: readonly string[] = ['Succeeded', 'Failed', 'Canceled', 'Cancelled'];

async function ask<K extends QuestionKind>(estate: EstateReader, question: Question<K>): Promise<Reading<K>> {
  // A reader answers a question in the shape of its kind (EstateReader).
  return (await estate.read(question)) as Reading<K>;
}

function refusalOf(reading: Exclude<Reading, { kind: 'read' }>): Exclude<RunningOutcome, { kind: 'list' }> {
  switch (reading.kind) {
    case 'absent':
      return { kind: 'absent' };
    case 'denied':
      return { kind: 'denied', action: reading.action };
    case 'failed':
      return { kind: 'failed', reason: reading.reason };
  }
}

type Found = Omit<RunningMigration, 'registeredAs' | 'proposedId'>;

/** Asks engines about one database. */
async function lookAt(
  caps: Capabilities,
  engines: readonly EngineKind[],
  { scopeId, databaseName }: Target,
): Promise<Found | Untold> {
  const scope = engineScope(scopeId);
  if (scope.kind === 'invalid') return { databaseName, reason: scope.reason };
  const id =
    scope.kind === 'sqlVm'
      ? databaseMigrationId(scopeId, databaseName)
      : managedDatabaseId(scopeId, databaseName);
  const asked = await askEngines(caps, engines, id);
  const running = asked.flatMap(runningOf);
  const trouble = asked.find(({ discovery }) => discovery.kind === 'trouble');
  // An engine that does not answer might run it as well.
  if (trouble?.discovery.kind === 'trouble')
    return { databaseName, reason: `${trouble.engine}: ${trouble.discovery.message}` };
  const [first] = running.toSorted((one, other) => rank(one) - rank(other));
  if (first === undefined) return { databaseName, reason: nothingText(asked) };
  const also = running.find(({ engine }) => engine !== first.engine)?.engine;
  return toFound(first, { scopeId, databaseName }, also);
}

/** The new DMS restores through the Log Replay Service, which may show the same restore. */
function rank({ engine }: FoundMigration): number {
  return ENGINE_KINDS.indexOf(engine);
}

function toFound(
  { engine, migration }: FoundMigration,
  { scopeId, databaseName }: Target,
  alsoShownAs: EngineKind | undefined,
): Found {
  const { state, sourceDatabaseName, containerName, online } = migration;
  const resourceId = (engine === 'lrs' ? managedDatabaseId : databaseMigrationId)(scopeId, databaseName);
  return {
    ...{ resourceId, engine, managedInstanceId: scopeId, databaseName, state },
    ...(alsoShownAs !== undefined && { alsoShownAs }),
    ...(sourceDatabaseName !== undefined && { sourceDatabaseName }),
    ...(containerName !== undefined && { containerName }),
    ...(online === false && {
      unfit: 'it is offline: the service cuts over by itself, and waits for no group',
    }),
  };
}

function nothingText(asked: readonly Asked[]): string {
  const words = asked.flatMap(({ engine, discovery }) =>
    discovery.kind === 'none' || discovery.kind === 'unfit' ? [`${engine}: ${discovery.reason}`] : [],
  );
  return `no engine says that it runs there what could be adopted${words.length > 0 ? ` (${words.join('; ')})` : ''}; a task of the classic service is registered by its own id`;
}

/** What is registered, and what of it has one of these targets and has not ended. */
interface Registrations {
  readonly ids: ReadonlySet<string>;
  readonly openAt: ReadonlyMap<string, string>;
}

async function registrationsOf({ ledger }: Capabilities, found: readonly Found[]): Promise<Registrations> {
  const targets = new Set(found.map(targetKey));
  const ids = new Set<string>();
  const openAt = new Map<string, string>();
  for await (const { id, target } of ledger.registrations()) {
    ids.add(id);
    if (!targets.has(targetKey(target))) continue;
    const control = await ledger.control(id);
    if (control?.value.ended === undefined) openAt.set(targetKey(target), id);
  }
  return { ids, openAt };
}

function targetKey({
  managedInstanceId,
  databaseName,
}: Pick<RunningMigration, 'managedInstanceId' | 'databaseName'>): string {
  return canonicalResourceId(databaseMigrationId(managedInstanceId, databaseName));
}

/** Gives each its id: that of its registration, or a free one. */
function named(found: readonly Found[], { ids, openAt }: Registrations): readonly RunningMigration[] {
  const taken = new Set(ids);
  return found.map((one) => {
    const registeredAs = openAt.get(targetKey(one));
    const proposedId = registeredAs ?? freeId(defaultMigrationId(one), taken);
    taken.add(proposedId);
    return { ...one, ...(registeredAs !== undefined && { registeredAs }), proposedId };
  });
}

/** Ids of migrations that have ended stay taken. */
function freeId(wanted: string, taken: ReadonlySet<string>): string {
  for (let number = 2, id = wanted; ; number += 1) {
    if (!taken.has(id)) return id;
    id = `${wanted.slice(0, 59)}-${number}`;
  }
}
