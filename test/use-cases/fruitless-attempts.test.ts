/** Attempts that have no effect again and again: an operator is told why, and it goes on trying. */
import type { ChangeAnswer } from '../../shared/core/engine/change-answer';
import { recordIntent } from '../../shared/use-cases/cutover/record-intent';
import { triggerCutover } from '../../shared/use-cases/cutover/trigger-cutover';
import { listMigrations } from '../../shared/use-cases/read/list-migrations';
import { ID, readyWorld, type World } from '../support/world';

/** What the watch does for that long; returns how many attempts it made. */
async function tryFor(world: World, seconds: number): Promise<number> {
  let attempts = 0;
  for (let passed = 0; passed < seconds; passed += 31) {
    world.clock.forward(31);
    const [command] = (await world.assess()).decision.commands;
    if (command?.kind !== 'cutOver') continue;
    attempts += 1;
    await recordIntent(world.caps, ID, command.attempt);
    await triggerCutover(world.caps, ID, command.attempt);
  }
  world.clock.forward(31);
  await world.assess();
  return attempts;
}

async function shown(world: World) {
  const status = await world.stored.status(ID);
  const list = await listMigrations(world.caps, { top: 10 });
  const row = list.kind === 'page' ? list.page.items[0] : undefined;
  return { blocked: status?.blocked, next: status?.next, attention: row?.attention?.kind };
}

const answering = (answer: ChangeAnswer) => (world: World) => {
  world.engine.cutover = () => Promise.resolve(answer);
};

function slowly(world: World): void {
  const { container } = world;
  const list = container.list.bind(container);
  container.list = async function* (prefix: string) {
    world.clock.forward(11);
    yield* list(prefix);
  };
}

const conflict = {
  kind: 'refused',
  httpStatus: 409,
  code: 'ConflictingDatabaseOperation',
  message: 'There is already some operation on the managed database',
} as const;

test.each<[string, (world: World) => void, RegExp, RegExp]>([
  [
    'no request can be written',
    answering({ kind: 'notSent', reason: 'no token: the identity was removed' }),
    /no token: the identity was removed$/,
    /^find out why the app cannot send its request: check its identity/,
  ],
  [
    'the service is busy every time',
    answering(conflict),
    /ConflictingDatabaseOperation There is already some operation/,
    /^find out in the portal what the service is busy with/,
  ],
  ['every last look takes too long', slowly, /longer than 10 s$/, /^make the last assessment faster/],
])('%s: blocked with the reason after three attempts', async (_name, disturb, reason, what) => {
  const world = await readyWorld();
  disturb(world);
  await tryFor(world, 300);
  expect(await shown(world)).toMatchObject({
    blocked: { kind: 'attemptsFail', reason: expect.stringMatching(reason) },
    next: { who: 'operator', what: expect.stringMatching(what) },
    attention: 'blocked',
  });
  const lines = await world.journal();
  expect(lines.filter((line) => line.startsWith('Blocked: '))).toHaveLength(1);
  const more = await tryFor(world, 3_600);
  expect(more).toBeGreaterThan(8);
  expect(more).toBeLessThan(30);
});

test('once the cause is gone it sends, and nothing blocks any more', async () => {
  const world = await readyWorld();
  const cutover = world.engine.cutover.bind(world.engine);
  answering(conflict)(world);
  await tryFor(world, 300);
  world.engine.cutover = cutover;
  await tryFor(world, 300);
  expect((await world.control()).attempt?.state).toBe('sent');
  expect((await shown(world)).blocked).toBeUndefined();
});
