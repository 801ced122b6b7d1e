import { hold, release } from '../../shared/use-cases/operate/hold-migration';
import { readStatus } from '../../shared/use-cases/read/read-status';
import { ADA, forgetfulLedger, ID, readyWorld, type World } from '../support/world';

const BOB = { id: ID, by: 'bob@example.com' };

async function heldByTwo(): Promise<World> {
  const world = await readyWorld();
  await hold(world.caps, ADA, 'not tonight');
  await hold(world.caps, BOB, 'the report still runs');
  return world;
}

const holds = async (world: World): Promise<readonly (readonly [number, string])[]> =>
  ((await world.control()).holds ?? []).map(({ number, by }) => [number, by] as const);

test('the holds of two operators both stand, in row, status, headline and check', async () => {
  const world = await heldByTwo();
  expect(await holds(world)).toEqual([
    [1, ADA.by],
    [2, BOB.by],
  ]);
  const { decision } = await world.assess();
  expect(decision.headline).toBe(
    'Held by ada@example.com: not tonight; by bob@example.com: the report still runs',
  );
  const check = decision.readiness.checks.find(({ code }) => code === 'policy.allows');
  expect(check?.reason).toMatch(/^held by ada@.*: not tonight; and by bob@.*: the report still runs$/);
  const { document } = (await readStatus(world.caps, ID))!;
  expect(document.held).toMatchObject({ by: ADA.by });
  expect(document.holds).toMatchObject([
    { number: 1 },
    { number: 2, by: BOB.by, reason: 'the report still runs' },
  ]);
  expect(document.next?.what).toContain('1 (ada@example.com: not tonight), 2 (bob@example.com: the report');
});

test('the same hold again changes nothing, another reason is another hold', async () => {
  const world = await heldByTwo();
  await hold(world.caps, ADA, 'not tonight');
  expect(await holds(world)).toHaveLength(2);
  await hold(world.caps, ADA, 'nor tomorrow');
  expect(await holds(world)).toHaveLength(3);
});

test('of several holds a release says which; what is left still holds', async () => {
  const world = await heldByTwo();
  expect(await release(world.caps, ADA)).toEqual({
    kind: 'refused',
    refusal:
      'Cannot release: several holds are active; give the number of one: 1 (ada@example.com: not tonight), 2 (bob@example.com: the report still runs)',
  });
  await release(world.caps, ADA, 1);
  expect(await holds(world)).toEqual([[2, BOB.by]]);
  expect((await world.assess()).decision.commands).toMatchObject([{ kind: 'wait' }]);
});

test('the hold of another operator may be ended, and the journal names both', async () => {
  const world = await heldByTwo();
  await release(world.caps, ADA, 2);
  expect(await holds(world)).toEqual([[1, ADA.by]]);
  expect(await world.journal()).toContainEqual(
    expect.stringMatching(/^Released the hold of bob@example\.com \(2\): the report still runs/),
  );
});

test('a number is never used twice: releasing an old hold again leaves a new one alone', async () => {
  const world = await heldByTwo();
  await release(world.caps, BOB, 2);
  await hold(world.caps, BOB, 'again');
  expect(await release(world.caps, BOB, 2)).toMatchObject({ kind: 'changed' });
  expect(await holds(world)).toEqual([
    [1, ADA.by],
    [3, BOB.by],
  ]);
});

test('a hold that never was is refused, with those that stand', async () => {
  const world = await heldByTwo();
  expect(await release(world.caps, ADA, 7)).toMatchObject({
    refusal: expect.stringContaining('there is no hold 7; active holds: 1 (ada@example.com'),
  });
});

test('a write whose answer is lost is not made twice', async () => {
  const world = await readyWorld({ ledger: forgetfulLedger });
  await hold(world.caps, ADA, 'not tonight');
  expect(await holds(world)).toEqual([[1, ADA.by]]);
});
