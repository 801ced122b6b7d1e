/** Finding which engine runs what under a resource id, and making a registration of it. */
import type { EngineKind } from '../../core/engine/engine-status';
import type { EngineTrouble } from '../../core/engine/reading';
import {
  databaseMigrationId,
  managedDatabaseId,
  sameResourceId,
  trimResourceId,
} from '../../core/engine/resource-id';
import { defaultMigrationId } from '../../core/migration/migration-id';
import type { DiscoveryRequest, Registration } from '../../core/migration/registration';
import { isSameName } from '../../core/names';
import type { DiscoveredMigration, Discovery } from '../../ports/migration-engine';
import type { Capabilities } from '../capabilities';
import { type FoundMigration, askEngines, runningOf } from './ask-engines';
import { type Contradiction, contradictionsOf } from './discovery-contradictions';

/** What an engine said, as a clause that follows its name. */
export interface EngineReport {
  readonly engine: EngineKind;
  readonly reason: string;
}

/** Nothing was found where it was looked for. */
interface NothingFound {
  readonly words: readonly EngineReport[];
  /** What other engines run there, when the request named one engine; not asked otherwise. */
  readonly elsewhere: readonly FoundMigration[];
}

/** What became of the search. */
export type DiscoveryOutcome =
  | { readonly kind: 'registration'; readonly registration: Registration }
  /** No engine runs resources of this type; `words` says what each takes. */
  | (NothingFound & { readonly kind: 'wrongType' })
  /** The type fits, but nothing that could be adopted is there; `words` says what each saw. */
  | (NothingFound & { readonly kind: 'none' })
  | { readonly kind: 'severalEngines'; readonly found: readonly FoundMigration[] }
  | { readonly kind: 'severalDatabases'; readonly engine: EngineKind; readonly names: readonly string[] }
  | { readonly kind: 'sourceUntold'; readonly engine: EngineKind }
  | { readonly kind: 'contradicted'; readonly contradictions: readonly Contradiction[] }
  /** An engine could not be asked, so nobody can say what runs there. */
  | { readonly kind: 'trouble'; readonly engine: EngineKind; readonly trouble: EngineTrouble };

/**
 * Asks every engine of the deployment (or the one the request names) what it runs there.
 *
 * An request that led to a registration before is that registration again, without asking the service: a repeated body
 * must be answered the same while the service is away. With one engine that does not answer nothing is chosen, as it
 * might run a second one (G1).
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function discoverMigration(
  caps: Capabilities,
  engines: readonly EngineKind[],
  request: DiscoveryRequest,
): Promise<DiscoveryOutcome> {
  const known = await findKnown(caps, request);
  if (known !== undefined) return { kind: 'registration', registration: known };
  const asked = await askEngines(
    caps,
    request.engine === undefined ? engines : [request.engine],
    request.resourceId,
  );
  const trouble = asked.find((one) => one.discovery.kind === 'trouble');
  if (trouble?.discovery.kind === 'trouble')
    return { kind: 'trouble', engine: trouble.engine, trouble: trouble.discovery };
  const running = asked.flatMap(runningOf);
  if (running.length === 0) {
    const isWrongType = asked.every(({ discovery }) => discovery.kind === 'otherType');
    const words = asked.map(({ engine, discovery }) => ({ engine, reason: wordOf(discovery, isWrongType) }));
    const elsewhere = await lookElsewhere(caps, engines, request);
    return { kind: isWrongType ? 'wrongType' : 'none', words, elsewhere };
  }
  if (new Set(running.map(({ engine }) => engine)).size > 1)
    return { kind: 'severalEngines', found: running };
  return choose(request, running);
}

/** The registration that this request would repeat, with what the request says in place of what was said then. */
async function findKnown(caps: Capabilities, request: DiscoveryRequest): Promise<Registration | undefined> {
  const fitting: Registration[] = [];
  for await (const registration of caps.ledger.registrations())
    if (isSameRequest(registration, request)) fitting.push(registration);
  const [known] = fitting;
  if (known === undefined || fitting.length > 1) return undefined;
  return toRegistration(request, request.engine ?? known.engine, known, known.source.databaseName);
}

function isSameRequest(registration: Registration, request: DiscoveryRequest): boolean {
  const { target, taskId, source, id, start } = registration;
  const { managedInstanceId, databaseName } = target;
  const resources = [
    ...(taskId === undefined ? [] : [taskId]),
    databaseMigrationId(managedInstanceId, databaseName),
    managedDatabaseId(managedInstanceId, databaseName),
  ];
  const database = request.source?.databaseName;
  return (
    start === 'adopt' &&
    resources.some((resource) => sameResourceId(resource, request.resourceId)) &&
    (request.id ?? defaultMigrationId(target)) === id &&
    (database === undefined || isSameName(database, source.databaseName))
  );
}

/** An request that names the wrong engine is told the right one; what cannot be asked now is left out. */
async function lookElsewhere(
  caps: Capabilities,
  engines: readonly EngineKind[],
  { engine, resourceId }: DiscoveryRequest,
): Promise<readonly FoundMigration[]> {
  if (engine === undefined) return [];
  const others = engines.filter((kind) => kind !== engine);
  return (await askEngines(caps, others, resourceId)).flatMap(runningOf);
}

function wordOf(discovery: Discovery, isWrongType: boolean): string {
  switch (discovery.kind) {
    case 'otherType':
      return isWrongType ? `takes ${discovery.expected}` : `not asked, it expects ${discovery.expected}`;
    case 'none':
    case 'unfit':
      return discovery.reason;
    case 'found':
      return `the migration of ${discovery.migrations.map(nameOf).join(', ')} has ended`;
    case 'trouble':
      return discovery.message;
  }
}

function nameOf({ sourceDatabaseName, target, state }: DiscoveredMigration): string {
  return `${sourceDatabaseName ?? target.sourceDatabaseName ?? target.databaseName} (${state})`;
}

function choose(request: DiscoveryRequest, running: readonly FoundMigration[]): DiscoveryOutcome {
  const wanted = request.source?.databaseName;
  const named = running.map((one) => ({ ...one, source: sourceOf(one) }));
  const [first] = named;
  if (named.length > 1) {
    const fitting = named.filter(({ source }) => wanted !== undefined && isSameName(source ?? '', wanted));
    const [only] = fitting;
    if (only === undefined || fitting.length > 1)
      return {
        kind: 'severalDatabases',
        engine: named[0]?.engine ?? 'dms-classic',
        names: named.map(({ source, migration }) => source ?? migration.target.databaseName),
      };
    return settle(request, only, only.source ?? '');
  }
  if (first === undefined) return { kind: 'none', words: [], elsewhere: [] };
  const source = first.source ?? wanted;
  return source === undefined
    ? { kind: 'sourceUntold', engine: first.engine }
    : settle(request, first, source);
}

function sourceOf({ migration }: FoundMigration): string | undefined {
  return migration.sourceDatabaseName ?? migration.target.sourceDatabaseName;
}

function settle(request: DiscoveryRequest, found: FoundMigration, source: string): DiscoveryOutcome {
  const contradictions = contradictionsOf(request, found, source);
  if (contradictions.length > 0) return { kind: 'contradicted', contradictions };
  const { scopeId, databaseName, taskId } = found.migration.target;
  const place = {
    target: { managedInstanceId: trimResourceId(scopeId), databaseName: databaseName.trim() },
    taskId,
  };
  return {
    kind: 'registration',
    registration: toRegistration(request, found.engine, place, request.source?.databaseName ?? source),
  };
}

function toRegistration(
  request: DiscoveryRequest,
  engine: EngineKind,
  { target, taskId }: Pick<Registration, 'target' | 'taskId'>,
  databaseName: string,
): Registration {
  return {
    id: request.id ?? defaultMigrationId(target),
    engine,
    source: { ...request.source, databaseName },
    target,
    ...(taskId !== undefined && { taskId }),
    backups: request.backups,
    start: 'adopt',
    ...(request.adopt && { adopt: request.adopt }),
    policy: request.policy,
    registeredBy: request.registeredBy,
    registeredAt: request.registeredAt,
  };
}
