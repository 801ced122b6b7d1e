/**
 * One folder of 40,000 backups whose service lists every set: how long a look takes, a sweep that finds nothing new, and
 * the way from the start of the assessment to the request. Storage requests wait 40 ms, as far from Azure as that is near.
 *
 * Figures to reach: 5 s from assessment to request; 10 µs of CPU a known blob in a sweep.
 */
import type { EngineSet } from '../../../shared/core/engine/engine-status';
import { isFine } from '../../../shared/core/readiness/check';
import { assessMigration } from '../../../shared/use-cases/assess/assess-migration';
import { recordIntent } from '../../../shared/use-cases/cutover/record-intent';
import { triggerCutover } from '../../../shared/use-cases/cutover/trigger-cutover';
import { sweepContainer } from '../../../shared/use-cases/ingest/sweep-container';
import { withStorage } from '../own-storage';
import { guid } from '../records';
import { row, type Row } from '../row';
import { adopt, makeWorld, type Told, type ToldWorld } from '../told-world';
import { FILES, ID, nameOf } from './folder';
import { forkFront, type Front } from './fork-front';

const DELAY_MS = 40;
const CONTAINER = 'sql-backups';

/** Measures one large folder. */
export function benchLargeFolder(note: (text: string) => void): Promise<readonly Row[]> {
  return withStorage(async ({ ports, connectionString }) => {
    const upstream = { blobPort: ports.Blob, tablePort: ports.Table };
    const front = await forkFront({ upstream, delayMs: DELAY_MS });
    try {
      const world = await makeLargeWorld(front, connectionString);
      note(`${FILES} backups, ${DELAY_MS} ms a storage request`);
      return [...(await measureSweep(world)), ...(await measureRequest(world))];
    } finally {
      await front.close();
    }
  });
}

interface World extends ToldWorld {
  readonly front: Front;
}

async function makeLargeWorld(front: Front, connectionString: string): Promise<World> {
  const through = connectionString
    .replace(/BlobEndpoint=[^;]+/, `BlobEndpoint=${front.origin}/devstoreaccount1`)
    .replace(/TableEndpoint=[^;]+/, `TableEndpoint=${front.origin}/devstoreaccount1`);
  const world = makeWorld(through, 'Large');
  await adopt(world, ID, `${front.origin}/devstoreaccount1/${CONTAINER}`, 'auto');
  world.tell(restored());
  return { ...world, front };
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
async function measureRequest({ caps, front, cutoverAt, forward }: World): Promise<readonly Row[]> {
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
  const intent = await recordIntent(caps, ID, 1);
  const intended = performance.now();
  const outcome = await triggerCutover(caps, ID, 1);
  if (outcome.state !== 'sent') {
    const { decision } = (await assessMigration(caps, ID, 'thorough')) ?? {};
    const open = decision?.readiness.checks.filter((check) => !isFine(check));
    throw new Error(`no request was sent: ${outcome.state}; not met: ${JSON.stringify(open ?? intent)}`);
  }
  const { user, system } = process.cpuUsage(before.cpu);
  return [
    row('large folder: one thorough look', Math.min(...looks), 'ms', { places: 0 }),
    row('large folder: assessment to request', cutoverAt() - intended, 'ms', { target: 5_000, places: 0 }),
    row('large folder: decision to request, intent included', cutoverAt() - start, 'ms', { places: 0 }),
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

function restored(): Told {
  return {
    fullRestored: true,
    pendingLogs: 0,
    sets: Array.from({ length: FILES }, (_unused, number) => engineSet(number)),
    lastRestoredFile: nameOf(FILES - 1),
    lastRestoredSet: engineSet(FILES - 1),
  };
}
