/** Requests to the management API by migrations at rest, and what that makes for 500 at the cadence of Azure. */
import { setTimeout as sleep } from 'node:timers/promises';
import { DEFAULT_POLICY } from '../../../shared/core/migration/policy';
import { inParallel } from '../in-parallel';
import { LocalStack } from '../local-stack';
import { type Row, row } from '../row';
import { untilAllFollow } from './fleet';
import { Source } from './source';

const EXTRAPOLATED = 500;
const TARGET_PER_SECOND = 9;
const LIMIT_SECONDS = 240;
const REGISTERED_AT_ONCE = 4;
/** Polls in a measurement. */
const CYCLES = 4;

/** Sizes with a cadence that this machine keeps up with. */
const SIZES = [
  { migrations: 20, restPollSeconds: 10 },
  { migrations: 100, restPollSeconds: 30 },
] as const;

/** Measures 20 and 100 migrations, each size on a stack of its own. */
export async function benchReads(note: (text: string) => void): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const { migrations, restPollSeconds } of SIZES) {
    note(`${migrations} migrations at rest, polled every ${restPollSeconds} s`);
    const emulatorArgs = ['--restore-ms', '50', '--scan-ms', '5000'];
    rows.push(
      ...(await LocalStack.with({ emulatorArgs }, (local) => atRest(local, migrations, restPollSeconds))),
    );
  }
  return rows;
}

async function atRest(
  local: LocalStack,
  migrations: number,
  restPollSeconds: number,
): Promise<readonly Row[]> {
  await inParallel(migrations, REGISTERED_AT_ONCE, async (number) => {
    const source = new Source(`rest-${number}`);
    for (const { name, content } of [source.full(), source.log()]) await local.upload(name, content);
    await local.register(source.id, { restPollSeconds, windowPollSeconds: restPollSeconds });
  });
  await untilAllFollow(local, migrations, LIMIT_SECONDS);
  await sleep(restPollSeconds * 1000);
  await local.forgetRequests();
  const seconds = CYCLES * restPollSeconds;
  await sleep(seconds * 1000);
  const perSecond = (await local.requests()).length / seconds;
  const perCycle = (perSecond * restPollSeconds) / migrations;
  const what = `${migrations} migrations at rest, poll ${restPollSeconds} s`;
  return [
    row(`${what}: management requests`, perSecond, '/s'),
    row(`${what}: requests per migration and poll`, perCycle, 'requests'),
    row(
      `${EXTRAPOLATED} at rest, poll ${DEFAULT_POLICY.restPollSeconds} s, extrapolated from ${migrations}`,
      (EXTRAPOLATED * perCycle) / DEFAULT_POLICY.restPollSeconds,
      '/s',
      { target: TARGET_PER_SECOND },
    ),
  ];
}
