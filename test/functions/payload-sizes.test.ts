/** G7: what crosses a durable boundary, and what is stored in a row, stays small whatever comes from outside. */
import { makeActivities } from '../../functions/activities/activities';
import { toJson } from '../../shared/core/json';
import { adoptMigration } from '../../shared/use-cases/register/adopt-migration';
import { BackupHistory } from '../../tools/demo/backup-writer/backup-history';
import { ID, OPERATION, readyWorld, TARGET, World } from '../support/world';

const KB = 1024;
/** Durable stores text as UTF-16. */
const bytes = (value: unknown): number => 2 * JSON.stringify(value).length;

async function call(world: World, name: string, input: unknown): Promise<unknown> {
  return makeActivities(world.caps)
    .find((one) => one.name === name)
    ?.handler(input);
}

test('500 blocking reasons and an endless failure', async () => {
  const world = await readyWorld();
  const blockingReasons = Array.from({ length: 500 }, (_unused, index) => `${index} ${'x'.repeat(5_000)}`);
  world.engine.set(TARGET, { blockingReasons });
  expect(bytes(await call(world, 'assess', { id: ID }))).toBeLessThan(16 * KB);
  const status = await world.stored.status(ID);
  expect(status?.engineStatus?.blockingReasons).toHaveLength(21);
  expect(status?.engineStatus?.blockingReasons.at(-1)).toBe('… 480 more');
  expect(bytes((await world.stored.workingState(ID, 'watch'))?.value)).toBeLessThan(32 * KB);
  world.engine.set(TARGET, { state: 'failed', failure: { code: 'E', message: 'y'.repeat(100_000) } });
  const ending = await call(world, 'assess', { id: ID });
  expect(ending).toMatchObject({ commands: [{ kind: 'end', phase: 'failed' }] });
  expect(bytes(ending)).toBeLessThan(16 * KB);
});

test('the same words are the same trouble: "since" and the journal do not begin anew', async () => {
  const world = await readyWorld();
  world.engine.set(TARGET, { blockingReasons: ['z'.repeat(10_000)] });
  const first = (await world.assess()).decision.blocked;
  world.clock.forward(60);
  const second = await world.assess();
  expect(second.decision.blocked).toEqual(first);
  expect(second.decision.entries).toEqual([]);
});

test('names of 1,024 characters, sixty-four stripes and many marked tails', async () => {
  const world = new World();
  await world.register();
  world.runs();
  const history = new BackupHistory({ databaseName: 'Shop', seed: 3 });
  const long = (name: string): string => `${'n'.repeat(1_000)}${name}`;
  const striped = history.full({ stripes: 24 });
  striped.files.forEach((content, index) => world.put(long(`full${index}.bak`), content));
  for (let index = 0; index < 12; index++)
    world.put(long(`log${index}.final.trn`), history.work().log().files[0]!);
  await world.assess();
  await adoptMigration(world.caps, ID, OPERATION);
  world.runs(long('full0.bak'));
  const orders = await call(world, 'assess', { id: ID });
  expect(orders).toMatchObject({ kind: 'orders' });
  expect(bytes(orders)).toBeLessThan(16 * KB);
  expect((await world.assess()).facts.tail).toMatchObject({ kind: 'ambiguous' });
  expect(toJson(await world.stored.workingState(ID, 'chain')).length).toBeLessThan(30_000);
});

test('a cutover along 60 files with names of 1,024 characters: evidence is kept, and it is sent', async () => {
  const world = new World();
  await world.register();
  world.runs();
  const history = new BackupHistory({ databaseName: 'Shop', seed: 3 });
  const long = (name: string): string => `${'n'.repeat(1_000)}${name}`;
  world.put(long('full.bak'), history.full().files[0]!);
  for (let index = 0; index < 60; index++)
    world.put(long(`log${String(index)}.trn`), history.work().log().files[0]!);
  const tail = long('tail.final.trn');
  world.put(tail, history.work().log({ tail: true }).files[0]!);
  await world.assess();
  await adoptMigration(world.caps, ID, OPERATION);
  await world.readInTime();
  world.runs(tail);
  await world.assess();
  world.clock.forward(31);
  expect(await call(world, 'assess', { id: ID })).toMatchObject({ ready: true });
  await call(world, 'recordIntent', { id: ID, attempt: 1 });
  expect(await call(world, 'triggerCutover', { id: ID, attempt: 1 })).toEqual({ state: 'sent' });
});
