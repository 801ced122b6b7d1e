/** A host that is killed without end, with the times of `host.json`: nothing is ever sent twice, and all end in the end. */
import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import hostJson from '../../host.json';
import { engineEnvironment } from '../../tools/real-engine/engine-settings';
import { expectConfirmedOnce, startAutomatic } from '../e2e/automatic-migration';
import { endToEnd } from '../e2e/end-to-end';
import { LocalStack } from '../e2e/local-stack';

/** As it is deployed: the extension has four partitions unless it is told otherwise. */
const AS_DEPLOYED = engineEnvironment({
  ...hostJson.extensions.durableTask.storageProvider,
  partitionCount: 4,
});

interface Killed {
  readonly kills: number;
  readonly seconds: number;
}

/** Kills the host after each pause, until `over` says so. */
async function killUntil(local: LocalStack, pauseMs: () => number, over: () => boolean): Promise<Killed> {
  const beginning = Date.now();
  let kills = 0;
  for (;;) {
    const next = Date.now() + pauseMs();
    while (Date.now() < next && !over()) await sleep(250);
    if (over()) return { kills, seconds: Math.round((Date.now() - beginning) / 1000) };
    await local.stack.host().kill();
    await local.stack.restartHost();
    kills += 1;
  }
}

/** Waits for the confirmed cutover; the seconds from the registration to it. */
async function secondsToConfirmed(local: LocalStack, id: string, since: number, limit: number) {
  await expectConfirmedOnce(local, id, limit);
  return (Date.now() - since) / 1000;
}

async function expectOneRequestEach(local: LocalStack, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    expect((await local.cutovers(id)).map(({ accepted }) => accepted)).toEqual([true]);
    expect((await local.received('put', id)).filter(({ accepted }) => accepted)).toHaveLength(1);
  }
}

function tell(what: string, { kills, seconds }: Killed, took: readonly number[]): void {
  const sorted = [...took].sort((a, b) => a - b).map((one) => one.toFixed(0));
  const [least, middle, most] = [sorted[0], sorted[sorted.length >> 1], sorted.at(-1)];
  console.log(
    `${what}: ${took.length} migrations, ${kills} kills in ${seconds} s; seconds from registration to confirmed: ` +
      `${least} to ${most}, median ${middle}; load ${loadavg()[0]?.toFixed(1)}`,
  );
}

const named = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

endToEnd('a host that is killed without end', () => {
  let local: LocalStack;

  beforeEach(async () => {
    local = await LocalStack.start({ settings: AS_DEPLOYED });
  }, 120_000);
  afterEach(() => local.stop());

  test('every 90 s: twenty migrations end, with one request each', async () => {
    const ids = named('steady', 20);
    let over = false;
    const killed = killUntil(
      local,
      () => 90_000,
      () => over,
    );
    const migrated = ids.map(async (id, index) => {
      await sleep(index * 30_000);
      const since = Date.now();
      await startAutomatic(local, id, 500 + index);
      return secondsToConfirmed(local, id, since, 900);
    });
    const took = await Promise.all(migrated).finally(() => (over = true));
    tell('killed every 90 s', await killed, took);
    await expectOneRequestEach(local, ids);
  }, 1_800_000);

  test('every 4 to 10 s for five minutes: no request twice; once it is left alone, all end with one each', async () => {
    const ids = named('storm', 10);
    const since = Date.now();
    await Promise.all(ids.map((id, index) => startAutomatic(local, id, 600 + index)));
    const end = Date.now() + 300_000;
    const killed = await killUntil(
      local,
      () => 4_000 + Math.random() * 6_000,
      () => Date.now() > end,
    );
    const sent = await Promise.all(ids.map((id) => local.cutovers(id)));
    expect(sent.filter((requests) => requests.length > 1)).toEqual([]);
    console.log(
      `while it was killed, ${sent.filter(({ length }) => length === 1).length} requests were sent`,
    );
    const took = await Promise.all(ids.map((id) => secondsToConfirmed(local, id, since, 1_200)));
    tell('killed every 4 to 10 s', killed, took);
    await expectOneRequestEach(local, ids);
  }, 1_800_000);
});
