/** The product's use cases on a storage emulator, with one migration at a service that shows what it is told to. */
import { AzureBackupContainers } from '../../shared/adapters/azure-backup-containers';
import { readBackupFile } from '../../shared/adapters/read-backup-file';
import { connectTableLedger } from '../../shared/adapters/table-ledger/open-table-ledger';
import type { EngineStatus } from '../../shared/core/engine/engine-status';
import { DEFAULT_POLICY } from '../../shared/core/migration/policy';
import type { Registration } from '../../shared/core/migration/registration';
import { AZURE_TIMING } from '../../shared/core/timing';
import type { EstateReader } from '../../shared/ports/estate-reader';
import type { MigrationEngine } from '../../shared/ports/migration-engine';
import type { Capabilities } from '../../shared/use-cases/capabilities';
import { adoptMigration } from '../../shared/use-cases/register/adopt-migration';
import { registerMigration } from '../../shared/use-cases/register/register-migration';

const OPERATION = '11111111-2222-3333-4444-555555555555';
const INSTANCE =
  '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Sql/managedInstances/mi';

/** What the service shows beside its being at work. */
export type Told = Partial<Omit<EngineStatus, 'kind' | 'asOf'>>;

/** The use cases' surroundings and what a measurement moves in them. */
export interface ToldWorld {
  readonly caps: Capabilities;
  readonly now: () => Date;
  readonly forward: (seconds: number) => void;
  /** From now on the service shows this. */
  readonly tell: (told: Told) => void;
  /** When the cutover was asked for, on the clock of `performance`; NaN before. */
  readonly cutoverAt: () => number;
}

/** Nothing is created here, so nobody asks. */
const NO_ESTATE: EstateReader = {
  read: () =>
    Promise.resolve({ kind: 'failed', reason: 'there is no estate', asOf: new Date(0).toISOString() }),
};

/** Opens the ledger and the containers behind a connection string. */
export function makeWorld(connectionString: string, tablePrefix: string): ToldWorld {
  let [shift, told, cutoverAt] = [0, {} as Told, Number.NaN];
  const now = (): Date => new Date(Date.now() + shift);
  const engine = toldEngine(
    () => ({ ...RUNNING, ...told, kind: 'dms', asOf: now().toISOString() }),
    () => (cutoverAt = performance.now()),
  );
  const caps: Capabilities = {
    ledger: connectTableLedger(connectionString, { tablePrefix }),
    containers: new AzureBackupContainers({
      hosts: { patterns: [], loopback: true },
      emulatorConnectionString: connectionString,
    }),
    engine: () => engine,
    readBackup: readBackupFile,
    readsOfRound: () => Promise.resolve(undefined),
    estate: NO_ESTATE,
    sharedEstate: NO_ESTATE,
    ownIdentity: () => Promise.resolve(undefined),
    events: { write: () => undefined },
    clock: { now },
    timing: AZURE_TIMING,
    secret: () => undefined,
    newToken: () => `token-${now().getTime()}`,
  };
  return {
    caps,
    now,
    forward: (seconds) => void (shift += seconds * 1000),
    tell: (next) => void (told = next),
    cutoverAt: () => cutoverAt,
  };
}

/** Registers migration `id` and adopts it as an online migration is adopted: at its beginning. */
export async function adopt(
  { caps, now, tell }: ToldWorld,
  id: string,
  containerUrl: string,
  mode: Registration['policy']['mode'],
): Promise<Registration> {
  const at = now().toISOString();
  const registration: Registration = {
    id,
    engine: 'dms',
    source: { databaseName: 'Sales' },
    target: { managedInstanceId: INSTANCE, databaseName: 'Sales' },
    backups: { containerUrl, prefix: '' },
    start: 'adopt',
    policy: { ...DEFAULT_POLICY, mode },
    registeredBy: 'bench',
    registeredAt: at,
  };
  await caps.ledger.prepare();
  await registerMigration(caps, registration);
  tell({
    sourceDatabaseName: 'Sales',
    containerName: containerUrl.slice(containerUrl.lastIndexOf('/') + 1),
    startedOn: at,
    fullRestored: false,
  });
  await adoptMigration(caps, id, OPERATION);
  return registration;
}

const RUNNING = {
  state: 'running',
  rawState: 'InProgress',
  provisioningState: 'Succeeded',
  atRest: true,
  online: true,
  operationId: OPERATION,
  sets: [],
  invalidFiles: [],
  blockingReasons: [],
} as const;

/** A cutover is accepted, and nothing comes of it. */
function toldEngine(status: () => EngineStatus, onCutover: () => void): MigrationEngine {
  const never = (): Promise<never> =>
    Promise.reject(new Error('Cannot answer: no measurement asks for this'));
  return {
    read: () => Promise.resolve({ kind: 'read', status: status() }),
    readTargetDatabase: () => Promise.resolve({ kind: 'found', status: 'Restoring' }),
    cutover: () => {
      onCutover();
      return Promise.resolve({ kind: 'accepted' });
    },
    create: never,
    cancel: never,
    retry: never,
    discover: never,
  };
}
