/** The sweep and what has ended: whoever ended it may have died before it was done. */
import type { Timer } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import { makeSweep } from '../../functions/triggers/sweep';
import { endMigration } from '../../shared/use-cases/cutover/end-migration';
import { withdrawRegistration } from '../../shared/use-cases/register/withdraw-registration';
import { ADA, ID, MortalLedger, World } from '../support/world';

/** Sweeps once, beside watches that are all gone; the watches that it started. */
async function sweep(world: World): Promise<readonly string[]> {
  const started: string[] = [];
  const client = {
    getStatus: async () => ({ runtimeStatus: started.length === 0 ? 'Terminated' : 'Running' }),
    startNew: async (_name: string, { instanceId }: { instanceId: string }) => void started.push(instanceId),
    raiseEvent: async () => undefined,
  } as unknown as DurableClient;
  await makeSweep(world.caps)({} as Timer, client);
  expect(world.lines.filter(({ level }) => level === 'warning')).toEqual([]);
  return started;
}

async function isFree(world: World): Promise<boolean> {
  const registration = (await world.stored.registration(ID))!;
  const { registeredAt: at, registeredBy: by, policy } = registration;
  const outcome = await world.stored.register(
    { ...registration, id: 'anew' },
    { policy, exclusions: [], earlierAttempts: [] },
    { at, kind: 'registered', by, text: 'Registered' },
    (await world.stored.summaries({ top: 1 })).items[0]!,
  );
  return outcome.kind === 'registered';
}

async function registered(): Promise<World> {
  const world = new World();
  await world.register();
  await world.assess();
  return world;
}

test('a withdrawal that died before it gave up its claims, and whose watch is gone, is finished', async () => {
  const world = await registered();
  const mortal = new MortalLedger(world.stored);
  // Read, change; the claims are the third call.
  mortal.dieAt({ call: 3, when: 'before' });
  await withdrawRegistration({ ...world.caps, ledger: mortal.ledger }, ADA, 'a typo');
  expect((await world.control()).ended?.phase).toBe('canceled');
  expect(await isFree(world)).toBe(false);
  expect(await sweep(world)).toEqual(['shop:watch']);
  expect(await isFree(world)).toBe(true);
});

test('what has ended and says so needs no watch any more', async () => {
  const world = await registered();
  await withdrawRegistration(world.caps, ADA, 'a typo');
  await world.assess();
  expect(await sweep(world)).toEqual([]);
});

test('a completed migration keeps its claims', async () => {
  const world = await registered();
  await endMigration(world.caps, ID, { phase: 'completed', reason: 'cutover confirmed' });
  expect(await sweep(world)).toEqual([]);
  expect(await isFree(world)).toBe(false);
});

test('one that goes on gets its watch again', async () => {
  expect(await sweep(await registered())).toEqual(['shop:watch']);
});
