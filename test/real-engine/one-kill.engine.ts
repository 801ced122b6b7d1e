/** The host is killed while the request is on its way: what a dead host had taken stays hidden, and one request is sent. */
import { type Evidence, expectConfirmedOnce, startAutomatic } from '../e2e/automatic-migration';
import { endToEnd } from '../e2e/end-to-end';
import { LocalStack } from '../e2e/local-stack';
import { engineEnvironment, QUICK_ENGINE } from '../../tools/real-engine/engine-settings';

/** `workItemQueueVisibilityTimeout` of host.json, and its default: seconds that a dead host's activities stay hidden. */
const HIDDEN = 60;
const HIDDEN_BY_DEFAULT = '00:05:00';
const MARGIN = 45;

/** Kills the host while the service, which has accepted the request, keeps its answer back. */
async function killInFlight(local: LocalStack, id: string, seed: number): Promise<void> {
  await local.control('POST', '/faults', {
    kind: 'slow',
    match: { operation: 'cutover', database: id },
    ms: 20_000,
    when: 'after',
  });
  await startAutomatic(local, id, seed);
  const limit = Date.now() + 60_000;
  while ((await local.cutovers(id)).length === 0)
    if (Date.now() > limit) throw new Error(`the cutover request of ${id} was awaited for 60 s`);
  await local.stack.host().kill();
  await local.stack.restartHost();
}

async function journalOf(local: LocalStack, id: string): Promise<string> {
  const { body } = await local.api<Evidence>('GET', `/migrations/${id}/evidence`);
  return body.journal.map((entry) => entry.text).join('\n');
}

endToEnd('kill -9 with the request in flight', () => {
  const stacks: LocalStack[] = [];
  const start = async (...options: Parameters<typeof LocalStack.start>): Promise<LocalStack> => {
    const local = await LocalStack.start(...options);
    stacks.push(local);
    return local;
  };
  afterAll(() => Promise.all(stacks.map((local) => local.stop())));

  test.concurrent(
    'the migration continues by itself when the work of the dead host is visible again',
    async () => {
      const local = await start();
      await killInFlight(local, 'inflight', 400);
      await expectConfirmedOnce(local, 'inflight', HIDDEN + MARGIN);
      expect(await local.cutovers('inflight')).toHaveLength(1);
      expect(await journalOf(local, 'inflight')).not.toContain('The watch was stuck');
    },
    240_000,
  );

  test.concurrent(
    'where that takes longer than a watch may be late, the sweep replaces watch and cutover',
    async () => {
      const engine = { ...QUICK_ENGINE, workItemQueueVisibilityTimeout: HIDDEN_BY_DEFAULT };
      const local = await start({
        settings: {
          ...engineEnvironment(engine),
          WatchLateSeconds: '10',
          SweepSchedule: '*/5 * * * * *',
        },
      });
      await killInFlight(local, 'replaced', 401);
      await expectConfirmedOnce(local, 'replaced', 2 * HIDDEN);
      expect(await local.cutovers('replaced')).toHaveLength(1);
      expect(await journalOf(local, 'replaced')).toMatch(
        /The watch was stuck \(it should have run \d+ s ago\); it was terminated and restarted/,
      );
    },
    240_000,
  );
});
