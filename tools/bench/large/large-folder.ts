/**
 * One folder of 40,000 backups whose service lists every set: how long a look takes, a sweep that finds nothing new, and
 * the way from the start of the assessment to the request. Storage requests wait 40 ms, as far from Azure as that is near.
 *
 * Figures to reach: 5 s from assessment to request; 10 µs of CPU a known blob in a sweep.
 */
import { AzureBackupContainers } from '../../../shared/adapters/azure-backup-containers';
import { MemoryEngine } from '../../../shared/adapters/memory-engine';
import { connectTableLedger } from '../../../shared/adapters/table-ledger/open-table-ledger';
import { readBackupFile } from '../../../shared/adapters/read-backup-file';
import type { EngineSet } from '../../../shared/core/engine/engine-status';
import { DEFAULT_POLICY } from '../../../shared/core/migration/policy';
import { AZURE_TIMING } from '../../../shared/core/timing';
import { adoptMigration } from '../../../shared/use-cases/register/adopt-migration';
import { assessMigration } from '../../../shared/use-cases/assess/assess-migration';
import type { Capabilities } from '../../../shared/use-cases/capabilities';
import { recordIntent } from '../../../shared/use-cases/cutover/record-intent';
import { registerMigration } from '../../../shared/use-cases/register/register-migration';
import { sweepContainer } from '../../../shared/use-cases/ingest/sweep-container';
import { triggerCutover } from '../../../shared/use-cases/cutover/trigger-cutover';
import { startStorage } from '../../demo/stack/storage';
import { join } from 'node:path';
import { row, type Row } from '../row';
import { withTempFolder } from '../temp-folder';
import { AT, FILES, guid, ID, nameOf } from './folder';
import { forkFront, type Front } from './fork-front';

const DELAY_MS = 40;
const OPERATION = '11111111-2222-3333-4444-555555555555';
const INSTANCE =
  '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Sql/managedInstances/mi';
const TARGET = { scopeId: INSTANCE, databaseName: 'Sales' };
const CONTAINER = 'sql-backups';

/** Measures one large folder. */
export function benchLargeFolder(note: (text: string) => void): Promise<readonly Row[]> {
  return withTempFolder(async (folder) => {
    const storage = await startStorage(folder, join(folder, 'storage.log'), 'free');
    const upstream = { blobPort: storage.ports.Blob, tablePort: storage.ports.Table };
    const front = await forkFront({ upstream, delayMs: DELAY_MS });
    try {
      const world = await makeWorld(front, storage.connectionString);
      note(`${FILES} backups, ${DELAY_MS} ms a storage request`);
      return [...(await measureSweep(world)), ...(await measureRequest(world))];
    } finally {
      await front.close();
      await storage.service?.stop();
    }
  });
}

interface World {
  readonly caps: Capabilities;
  readonly front: Front;
  readonly engine: MemoryEngine;
  readonly forward: (seconds: number) => void;
}

async function makeWorld(front: Front, connectionString: string): Promise<World> {
  const through = connectionString
    .replace(/BlobEndpoint=[^;]+/, `BlobEndpoint=${front.origin}/devstoreaccount1`)
    .replace(/TableEndpoint=[^;]+/, `TableEndpoint=${front.origin}/devstoreaccount1`);
  const ledger = connectTableLedger(through, { tablePrefix: 'Large' });
  let shift = 0;
  const now = (): Date => new Date(Date.now() + shift);
  const engine = new MemoryEngine({ now: () => now().getTime() });
  const caps: Capabilities = {
    ledger,
    containers: new AzureBackupContainers({
      hosts: { patterns: [], loopback: true },
      emulatorConnectionString: through,
    }),
    engine: () => engine,
    readBackup: readBackupFile,
    readsOfRound: () => Promise.resolve(undefined),
    clock: { now },
    timing: AZURE_TIMING,
    secret: () => undefined,
    newToken: () => `token-${now().getTime()}`,
  };
  await ledger.prepare();
  await registerMigration(caps, {
    id: ID,
    engine: 'dms',
    source: { databaseName: 'Sales' },
    target: { managedInstanceId: INSTANCE, databaseName: 'Sales' },
    backups: { containerUrl: `${front.origin}/devstoreaccount1/${CONTAINER}`, prefix: '' },
    start: 'adopt',
    policy: { ...DEFAULT_POLICY, mode: 'auto' },
    registeredBy: 'bench',
    registeredAt: AT,
  });
  engine.set(TARGET, seeding());
  await adoptMigration(caps, ID, OPERATION);
  engine.set(TARGET, restored());
  return { caps, front, engine, forward: (seconds) => void (shift += seconds * 1000) };
}

/** A sweep of a settled folder, and one after a single new version: the ledger's rows are compared, all but one known. */
async function measureSweep({ caps }: World): Promise<readonly Row[]> {
  const registration = await caps.ledger.registration(ID);
  if (registration === undefined) throw new Error(`"${ID}" is not registered`);
  const sweep = async (): Promise<number> => {
    const before = process.cpuUsage();
    await sweepContainer(caps, registration, FILES);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / FILES;
  };
  await sweep();
  const compared = await sweep();
  const settled = [await sweep(), await sweep(), await sweep()];
  return [
    row('large folder: CPU a known blob, sweep that compares the ledger', compared, 'µs', { target: 10 }),
    row('large folder: CPU a known blob, sweep of a settled listing', Math.min(...settled), 'µs', {
      target: 10,
    }),
  ];
}

/** From the approval of a policy in mode auto: stable readings first, then intent and request as the orchestrator orders them. */
async function measureRequest({ caps, front, engine, forward }: World): Promise<readonly Row[]> {
  const looks: number[] = [];
  for (let reading = 0; reading < 3; reading += 1) {
    const start = performance.now();
    const assessed = await assessMigration(caps, ID, 'thorough');
    looks.push(performance.now() - start);
    if (assessed?.decision.readiness.ready === true) break;
    forward(31);
  }
  const before = { requests: await front.requests(), cpu: process.cpuUsage() };
  const start = performance.now();
  let sentAt = Number.NaN;
  const cutover = engine.cutover.bind(engine);
  engine.cutover = (target, order) => {
    sentAt = performance.now();
    return cutover(target, order);
  };
  const intent = await recordIntent(caps, ID, 1);
  const intended = performance.now();
  const outcome = await triggerCutover(caps, ID, 1);
  if (outcome.state !== 'sent') {
    const { decision } = (await assessMigration(caps, ID, 'thorough')) ?? {};
    const open = decision?.readiness.checks.filter(({ state }) => state !== 'met');
    throw new Error(`no request was sent: ${outcome.state}; not met: ${JSON.stringify(open ?? intent)}`);
  }
  const { user, system } = process.cpuUsage(before.cpu);
  return [
    row('large folder: one thorough look', Math.min(...looks), 'ms', { places: 0 }),
    row('large folder: assessment to request', sentAt - intended, 'ms', { target: 5_000, places: 0 }),
    row('large folder: decision to request, intent included', sentAt - start, 'ms', { places: 0 }),
    row(
      'large folder: storage requests of intent and sending',
      (await front.requests()) - before.requests,
      'requests',
      { places: 0 },
    ),
    row('large folder: CPU of intent and sending', (user + system) / 1000, 'ms', { places: 0 }),
    row('large folder: memory', process.memoryUsage.rss() / 2 ** 20, 'MB', { places: 0 }),
  ];
}

function engineSet(number: number): EngineSet {
  return {
    backupSetId: guid('5d3f3c1e', number),
    type: number === 0 ? 'full' : 'log',
    restored: true,
    files: [{ name: nameOf(number), state: 'restored', rawState: 'Restored' }],
    ignoreReasons: [],
  };
}

function restored(): Parameters<MemoryEngine['set']>[1] {
  return {
    operationId: OPERATION,
    fullRestored: true,
    pendingLogs: 0,
    sets: Array.from({ length: FILES }, (_unused, number) => engineSet(number)),
    lastRestoredFile: nameOf(FILES - 1),
    lastRestoredSet: engineSet(FILES - 1),
  };
}

/** As an online migration is when it is adopted: at its beginning. */
function seeding(): Parameters<MemoryEngine['set']>[1] {
  return {
    operationId: OPERATION,
    sourceDatabaseName: 'Sales',
    containerName: CONTAINER,
    startedOn: AT,
    fullRestored: false,
  };
}
