/** A registration held against what runs at the services: what the search found, or a refusal that says what to do. */
import { reservedProblem } from '../../shared/api/combinations';
import { describeResource } from '../../shared/api/named-resource';
import { type FieldProblem, refuse } from '../../shared/api/problem';
import type { EngineKind } from '../../shared/core/engine/engine-status';
import type { EngineTrouble } from '../../shared/core/engine/reading';
import type { DiscoveryRequest, Registration } from '../../shared/core/migration/registration';
import type { DiscoveredMigration } from '../../shared/ports/migration-engine';
import type { Capabilities } from '../../shared/use-cases/capabilities';
import type { FoundMigration } from '../../shared/use-cases/register/ask-engines';
import { checkAdoption } from '../../shared/use-cases/register/check-adoption';
import { type EngineReport, discoverMigration } from '../../shared/use-cases/register/discover-migration';

/**
 * Finds the registration that a request means.
 *
 * @throws {ProblemError} `invalid` for an id of no engine's type, `conflict` when not exactly one migration fits,
 * `unavailable` when an engine cannot be asked; nothing is stored then.
 */
export async function foundRegistration(
  caps: Capabilities,
  engines: readonly EngineKind[],
  request: DiscoveryRequest,
): Promise<Registration> {
  const outcome = await discoverMigration(caps, engines, request);
  switch (outcome.kind) {
    case 'registration':
      return readableByEngine(outcome.registration);
    case 'wrongType':
      return refuse(
        'invalid',
        'Cannot register the migration: no engine runs what the resource id names',
        outcome.elsewhere.length > 0
          ? [...outcome.elsewhere.map(toRightEngine), ...outcome.words.map(toProblem)]
          : [toNamed(request.resourceId), ...outcome.words.map(toProblem)],
      );
    case 'none':
      return refuse(
        'conflict',
        'Cannot register the migration: nothing runs there that can be adopted; start it first, or give the id of a running one',
        [...outcome.elsewhere.map(toRightEngine), ...outcome.words.map(toProblem)],
      );
    case 'severalEngines':
      return refuse(
        'conflict',
        `Cannot register the migration: engines ${enginesOf(outcome.found).join(' and ')} run something there; name the one you mean`,
        [...outcome.found.map(toCandidate), ...underneath(outcome.found)],
      );
    case 'severalDatabases':
      return refuse(
        'conflict',
        `Cannot register the migration: engine ${outcome.engine} runs several databases there (${outcome.names.join(', ')}); name the one you mean`,
        [{ field: 'source.databaseName', message: `one of ${outcome.names.join(', ')}` }],
      );
    case 'sourceUntold':
      return refuse(
        'conflict',
        `Cannot register the migration: engine ${outcome.engine} does not report which source database it restores; name it`,
        [{ field: 'source.databaseName', message: 'needed: the name of the database on the source' }],
      );
    case 'contradicted':
      return refuseContradictions(outcome.contradictions);
    case 'trouble':
      return refuse('unavailable', troubleText(outcome.engine, outcome.trouble, request));
  }
}

/** What an engine was found for is checked as a body that names it. @throws {ProblemError} `invalid` */
function readableByEngine(registration: Registration): Registration {
  const reserved = reservedProblem(registration);
  return reserved === undefined
    ? registration
    : refuse('invalid', 'Cannot register the migration: the body is not valid', [reserved]);
}

/**
 * The registration, once nothing at the service speaks against it.
 *
 * @throws {ProblemError} `conflict` when something else runs there than it describes; nothing is stored then.
 */
export async function fittingRegistration(
  caps: Capabilities,
  engines: readonly EngineKind[],
  registration: Registration,
): Promise<Registration> {
  const check = await checkAdoption(caps, engines, registration);
  switch (check.kind) {
    case 'passed':
      return registration;
    case 'contradicted':
      return refuseContradictions(check.contradictions);
    case 'wrongEngine':
      return refuse('conflict', 'Cannot register the migration: another engine runs it', [
        ...check.elsewhere.map(toRightEngine),
        { field: 'engine', message: `engine ${registration.engine}: ${check.said}` },
      ]);
  }
}

function refuseContradictions(contradictions: readonly FieldProblem[]): never {
  return refuse(
    'conflict',
    'Cannot register the migration: what runs there does not match the registration',
    contradictions,
  );
}

function toProblem({ engine, reason }: EngineReport): FieldProblem {
  return { field: 'resourceId', message: `engine ${engine}: ${reason}` };
}

function toNamed(resourceId: string): FieldProblem {
  const { found, advice } = describeResource(resourceId);
  return {
    field: 'resourceId',
    message: advice === undefined ? `found ${found}` : `found ${found}: ${advice}`,
  };
}

function toCandidate({ engine, migration }: FoundMigration): FieldProblem {
  return { field: 'engine', message: `${engine} runs ${described(migration)}` };
}

function toRightEngine({ engine, migration }: FoundMigration): FieldProblem {
  return {
    field: 'engine',
    message: `${engine} runs ${described(migration)} there: say ${engine}`,
  };
}

function described({ target, state }: DiscoveredMigration): string {
  return `database ${target.databaseName} (${state})`;
}

function enginesOf(found: readonly FoundMigration[]): readonly EngineKind[] {
  return [...new Set(found.map(({ engine }) => engine))];
}

/** DMS and LRS "use the same underlying migration technology and APIs" (Microsoft Learn, "Overview of Log Replay Service"). */
function underneath(found: readonly FoundMigration[]): readonly FieldProblem[] {
  const engines = enginesOf(found);
  if (!engines.includes('dms') || !engines.includes('lrs')) return [];
  return [
    {
      field: 'engine',
      message:
        'the Database Migration Service restores through the Log Replay Service, which may show the same restore: use dms, unless somebody started the log replay by hand',
    },
  ];
}

const REMEDIES: Readonly<Record<EngineTrouble['code'], string>> = {
  unreachable: 'check the network and ArmEndpoint, then send the same body again',
  throttled: 'the service is throttling; send the same body again later',
  denied: "give the app's identity the role that docs/deploy.md describes, then send the same body again",
  serverError: 'send the same body again later',
  unreadable: 'check the resource in the portal, or give everything (engine, source, target) yourself',
};

function troubleText(
  engine: EngineKind,
  { code, message }: EngineTrouble,
  request: DiscoveryRequest,
): string {
  const only = request.engine === undefined ? '; or give engine to ask only that one' : '';
  return `Cannot register the migration: engine ${engine} could not be asked (${message}); nothing was stored: ${REMEDIES[code]}${only}`;
}
