/**
 * A cutover that its watch has lost and a new watch calls again begins anew while its request is under way: Azure Storage
 * does not de-duplicate sub-orchestrations. Whatever the second run finds, the service gets one request.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { expectConfirmedOnce, startAutomatic } from './automatic-migration';
import { endToEnd } from './end-to-end';
import { LocalStack } from './local-stack';
import { QUICK } from '../../tools/demo/stack/stack';

interface Instance {
  readonly runtimeStatus: string;
  readonly historyEvents?: readonly {
    readonly EventType: string;
    readonly Timestamp: string;
    readonly Name?: string;
  }[];
}

endToEnd('a cutover that begins anew', () => {
  let local: LocalStack;

  beforeAll(async () => {
    local = await LocalStack.start({ timing: { ...QUICK, SenderSeconds: 20 } });
  }, 60_000);
  afterAll(() => local.stop());

  const webhook = (path: string, method = 'GET') =>
    fetch(`${local.stack.hostUrl}/runtime/webhooks/durabletask/instances/${path}`, { method });

  async function instance(id: string): Promise<Instance | undefined> {
    const answer = await webhook(`${id}?showHistory=true`);
    return answer.status === 404 ? undefined : ((await answer.json()) as Instance);
  }

  async function eventually<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
    for (const limit = Date.now() + 60_000; ;) {
      const found = await look();
      if (found !== undefined && found !== false) return found;
      if (Date.now() > limit) throw new Error(`${what} was awaited for 60 s`);
      await sleep(100);
    }
  }

  const startOf = (found: Instance | undefined) =>
    found?.historyEvents?.find(({ EventType }) => EventType === 'ExecutionStarted')?.Timestamp;

  test.each(['before', 'after'] as const)(
    'the request hangs %s it takes effect, the watch is lost, and the sweep starts another',
    async (when) => {
      const id = `anew${when}`;
      await local.control('POST', '/faults', {
        kind: 'slow',
        match: { operation: 'cutover', database: id },
        ...{ ms: 10_000, when },
      });
      await startAutomatic(local, id, when === 'before' ? 310 : 311);
      const first = await eventually('the sending', async () => {
        const cutover = await instance(`${id}:cutover:1`);
        const sends = cutover?.historyEvents?.some(({ Name }) => Name === 'triggerCutover');
        return sends === true && startOf(cutover);
      });
      const hangsUntil = Date.now() + 12_000;
      await webhook(`${id}:watch/terminate?reason=lost`, 'POST');
      await eventually('the end of the watch', async () => {
        return (await instance(`${id}:watch`))?.runtimeStatus === 'Terminated';
      });
      await fetch(`${local.stack.hostUrl}/admin/functions/sweep`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"input":""}',
      });
      await eventually('the cutover to begin anew', async () => {
        const start = startOf(await instance(`${id}:cutover:1`));
        return start !== undefined && start !== first;
      });
      await expectConfirmedOnce(local, id, 90);
      // Only then has a request that hung before it took effect arrived.
      await eventually('the end of the request that hangs', async () => Date.now() > hangsUntil);
      expect(await local.cutovers(id)).toHaveLength(1);
    },
    180_000,
  );
});
