/** A look at the service before a registration that says everything is stored: it may describe something else. */
import { isTerminal, type EngineKind } from '../../core/engine/engine-status';
import { databaseMigrationId, managedDatabaseId, sameResourceId } from '../../core/engine/resource-id';
import type { Registration } from '../../core/migration/registration';
import { isSameName } from '../../core/names';
import type { DiscoveredMigration, Discovery } from '../../ports/migration-engine';
import type { Capabilities } from '../capabilities';
import { type FoundMigration, askEngines, runningOf } from './ask-engines';
import { type Contradiction, contradictionsOf } from './discovery-contradictions';

/** What the look found. */
export type AdoptionCheck =
  /** Nothing speaks against it: it fits, it does not run yet, or the service could not be asked. */
  | { readonly kind: 'passed' }
  | { readonly kind: 'contradicted'; readonly contradictions: readonly Contradiction[] }
  /** The engine runs nothing there, others do; `said` is what the engine answered. */
  | { readonly kind: 'wrongEngine'; readonly said: string; readonly elsewhere: readonly FoundMigration[] };

const PASSED: AdoptionCheck = { kind: 'passed' };

/**
 * Compares a registration that adopts with what runs at the service, because a stored one claims target and location for
 * good. One that is stored already passes unseen, so that a repeated body is answered the same; so does one whose
 * migration is still to be started, or cannot be looked at: the watch judges it when it is there.
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function checkAdoption(
  caps: Capabilities,
  engines: readonly EngineKind[],
  registration: Registration,
): Promise<AdoptionCheck> {
  const { start, engine, id } = registration;
  if (start !== 'adopt' || (await caps.ledger.registration(id)) !== undefined) return PASSED;
  const [asked] = await askEngines(caps, [engine], idAt(registration, engine));
  const discovery = asked?.discovery;
  switch (discovery?.kind) {
    case 'found':
      return judge(registration, discovery.migrations);
    case 'none':
    case 'unfit':
      return whoElse(caps, engines, registration, discovery);
    default:
      return PASSED;
  }
}

function judge(registration: Registration, migrations: readonly DiscoveredMigration[]): AdoptionCheck {
  const { engine, source, target } = registration;
  const own = migrations.filter(
    (one) =>
      isSameName(one.target.databaseName, target.databaseName) &&
      sameResourceId(one.target.scopeId, target.managedInstanceId),
  );
  if (own.length === 0) return { kind: 'contradicted', contradictions: [otherTarget(migrations)] };
  const contradictions = own
    .filter(({ state }) => !isTerminal(state))
    .flatMap((migration) =>
      contradictionsOf(
        registration,
        { engine, migration },
        migration.sourceDatabaseName ?? source.databaseName,
      ),
    );
  return contradictions.length === 0 ? PASSED : { kind: 'contradicted', contradictions };
}

/** Only a task can lead elsewhere than to the target that it was looked up by. */
function otherTarget(migrations: readonly DiscoveredMigration[]): Contradiction {
  const targets = migrations.map(({ target }) => `${target.databaseName} on ${target.scopeId}`);
  return {
    field: 'target.databaseName',
    message: `the task restores ${targets.join(', ')}: give one of these, or the task that restores the one you mean`,
  };
}

async function whoElse(
  caps: Capabilities,
  engines: readonly EngineKind[],
  registration: Registration,
  { kind, reason: said }: Extract<Discovery, { kind: 'none' | 'unfit' }>,
): Promise<AdoptionCheck> {
  const { engine } = registration;
  // A task names its target, another engine's resource follows from the target; no task follows from anything.
  const others = engines.filter((other) => other !== engine && other !== 'dms-classic');
  const answers = await Promise.all(
    others.map((other) => askEngines(caps, [other], idAt(registration, other))),
  );
  const elsewhere = answers.flat().flatMap(runningOf);
  if (elsewhere.length > 0) return { kind: 'wrongEngine', said, elsewhere };
  return kind === 'unfit' && engine === 'dms-classic'
    ? { kind: 'contradicted', contradictions: [{ field: 'taskId', message: `${said}: give another task` }] }
    : PASSED;
}

function idAt({ target, taskId }: Registration, engine: EngineKind): string {
  const { managedInstanceId, databaseName } = target;
  switch (engine) {
    case 'dms':
      return databaseMigrationId(managedInstanceId, databaseName);
    case 'lrs':
      return managedDatabaseId(managedInstanceId, databaseName);
    case 'dms-classic':
      return taskId ?? '';
  }
}
