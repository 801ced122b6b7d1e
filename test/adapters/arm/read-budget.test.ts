import { createArmClient } from '../../../shared/adapters/arm/arm-client';
import { loopbackCredential } from '../../../shared/adapters/arm/arm-token';
import { ReadBudget, ReadBudgets } from '../../../shared/adapters/arm/read-budget';
import { manualClock } from '../dms/dms-fixture';
import { startTinyArm, type TinyArm } from './tiny-arm';

describe('a budget', () => {
  test('gives what it has and refills slowly', () => {
    const budget = new ReadBudget(0, { capacity: 2, refillPerSecond: 0.5 });
    expect([budget.takeRetry(0), budget.takeRetry(0), budget.takeRetry(0)]).toEqual([true, true, false]);
    expect([budget.takeRetry(1999), budget.takeRetry(2000), budget.takeRetry(2000)]).toEqual([
      false,
      true,
      false,
    ]);
    expect([budget.takeRetry(100_000), budget.takeRetry(100_000), budget.takeRetry(100_000)]).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('survives a clock that goes back', () => {
    const budget = new ReadBudget(1000, { capacity: 1 });
    expect([budget.takeRetry(1000), budget.takeRetry(0)]).toEqual([true, false]);
  });

  test('rests until the latest word', () => {
    const budget = new ReadBudget(0);
    budget.pause(500);
    budget.pause(300);
    expect([budget.restMs(0), budget.restMs(499), budget.restMs(501)]).toEqual([500, 1, 0]);
  });

  test('is one for each subscription, whatever its case', () => {
    const budgets = new ReadBudgets();
    expect(budgets.of('ABC', 0)).toBe(budgets.of('abc', 0));
    expect(budgets.of('abc', 0)).not.toBe(budgets.of('def', 0));
  });
});

describe('clients that share their budgets', () => {
  let server: TinyArm;
  beforeEach(async () => void (server = await startTinyArm()));
  afterEach(() => server.close());
  const clock = () => manualClock();
  function twoClients(budgets: ReadBudgets, time = clock()) {
    const make = () =>
      createArmClient({
        endpoint: server.origin,
        credential: loopbackCredential(),
        budgets,
        clock: time,
        random: () => 0,
      });
    return { one: make(), other: make(), time };
  }

  test('rest together after a 429, but only those of that subscription', async () => {
    const { one, other } = twoClients(new ReadBudgets());
    server.script({ status: 429, headers: { 'Retry-After': '60' } });
    await one.read('/subscriptions/s1/a');
    expect(await other.read('/subscriptions/S1/b')).toMatchObject({
      kind: 'noResponse',
      code: 'paused',
      retryAfterSeconds: 60,
    });
    expect(server.received).toHaveLength(1);
    server.script({ status: 200, body: {} });
    expect(await other.read('/subscriptions/s2/b')).toMatchObject({ kind: 'answer', status: 200 });
  });

  test('wait for the end of a short rest', async () => {
    const { one, other, time } = twoClients(new ReadBudgets({ capacity: 0 }));
    server.script({ status: 429, headers: { 'Retry-After': '5' } }, { status: 200, body: {} });
    expect(await one.read('/subscriptions/s1/a')).toMatchObject({ status: 429 });
    expect(await other.read('/subscriptions/s1/b')).toMatchObject({ status: 200 });
    expect(time.slept).toEqual([5000]);
  });

  test('run out of retries together, so that many readers do not bury a slow service', async () => {
    const { one, other } = twoClients(new ReadBudgets({ capacity: 4, refillPerSecond: 0 }));
    server.otherwise(() => ({ status: 500 }));
    await one.read('/subscriptions/s1/a');
    await other.read('/subscriptions/s1/a');
    await one.read('/subscriptions/s1/a');
    expect(server.received).toHaveLength(3 + 4);
  });

  test('a rest does not stop changes', async () => {
    const { one } = twoClients(new ReadBudgets());
    server.script({ status: 429, headers: { 'Retry-After': '60' } }, { status: 200 });
    await one.read('/subscriptions/s1/a');
    expect(await one.change({ method: 'POST', path: '/subscriptions/s1/a/cutover' })).toMatchObject({
      status: 200,
    });
  });

  test('never take longer than thirty seconds in one call', async () => {
    const { one, time } = twoClients(new ReadBudgets());
    server.otherwise(() => ({ status: 503, headers: { 'Retry-After': '12' } }));
    const start = time.now().getTime();
    await one.read('/subscriptions/s1/a');
    expect(time.slept).toEqual([12_000, 12_000]);
    expect(time.now().getTime() - start).toBeLessThanOrEqual(30_000);
  });
});
