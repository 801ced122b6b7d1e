/** The preflight stops a creation, and nothing else. */
import { stoppingRows } from '../../shared/core/migration/preflight-result';
import { orderWatch } from '../../shared/use-cases/assess/assess-migration';
import { sweepContainer } from '../../shared/use-cases/ingest/sweep-container';
import { tickPreflight, waivePreflight } from '../../shared/use-cases/operate/answer-preflight';
import { preflightForCreation } from '../../shared/use-cases/preflight/judge-migration';
import { readPreflight } from '../../shared/use-cases/preflight/preflight-store';
import { readStatus } from '../../shared/use-cases/read/read-status';
import { createMigration } from '../../shared/use-cases/register/create-migration';
import { ADA, ID, type World, readyWorld, someBackups, toCreate } from '../support/world';

const commands = async (world: World) => (await orderWatch(world.caps, ID))?.commands.map(({ kind }) => kind);

const stopping = async (world: World) =>
  stoppingRows((await readPreflight(world.stored, ID)).result!, (await world.control()).preflight);

/** Registered to be created, an hour ago, and judged by an app that may read nothing. */
async function stopped(): Promise<World> {
  const world = await toCreate();
  world.clock.forward(3_600);
  await preflightForCreation(world.caps, ID);
  return world;
}

/** Says yes to every question, and waives the rest. */
async function answerAll(world: World): Promise<void> {
  const rows = await stopping(world);
  const questions = rows.filter(({ state }) => state === 'forYou').map(({ id }) => id);
  await tickPreflight(world.caps, ADA, { rows: questions });
  for (const { id } of rows.filter(({ state }) => state !== 'forYou'))
    await waivePreflight(world.caps, ADA, { rows: [id], reason: 'proven by hand' });
}

test('an hour after the last one it is run before anything is created', async () => {
  const world = await toCreate();
  expect(await commands(world)).toEqual(['create', 'wait']);
  world.clock.forward(3_600);
  expect(await commands(world)).toEqual(['preflight', 'wait']);
});

test('what cannot be read stops the creation, and says which rows, why and what to type', async () => {
  const world = await stopped();
  expect(await commands(world)).toEqual(['wait']);
  const { document } = (await readStatus(world.caps, ID))!;
  expect(document.blocked).toMatchObject({
    kind: 'preflightStops',
    reason: expect.stringMatching(
      /^the preflight stops the creation: unmet is BKP-01; unknown are [A-Z-\d, ]+ and \d+ more; for you to answer are BKP-09, BKP-11, BKP-12$/,
    ),
  });
  expect(document.next).toMatchObject({
    who: 'operator',
    action: 'preflight',
    what: expect.stringMatching(
      /^do what the preflight says of each row, and run it again: npm run cutover -- preflight shop; answer its questions .*preflight tick shop BKP-09 BKP-11.*preflight waive shop [A-Z]+-\d+ --reason WHY; or withdraw/,
    ),
  });
  expect(world.engine.count('create')).toBe(0);
});

test('once each row is ticked or waived the migration is created', async () => {
  const world = await stopped();
  await answerAll(world);
  expect(await commands(world)).toEqual(['create', 'wait']);
  await createMigration(world.caps, ID);
  expect(world.engine.count('create')).toBe(1);
});

test('an answer that is taken back after the decision stops the request', async () => {
  const world = await stopped();
  await answerAll(world);
  expect(await commands(world)).toEqual(['create', 'wait']);
  await tickPreflight(world.caps, ADA, { rows: ['BKP-11'], undo: true });
  await createMigration(world.caps, ID);
  expect(world.engine.count('create')).toBe(0);
});

test('a result that has grown old since the decision stops the request', async () => {
  const world = await toCreate();
  expect(await commands(world)).toEqual(['create', 'wait']);
  world.clock.forward(3_600);
  await createMigration(world.caps, ID);
  expect(world.engine.count('create')).toBe(0);
});

test('a new backup is judged without waiting for the hour', async () => {
  const world = await stopped();
  world.clock.forward(60);
  expect((await stopping(world)).map(({ id }) => id)).toContain('BKP-01');
  for (const [name, content] of Object.entries(someBackups())) world.put(name, content);
  await sweepContainer(world.caps, (await world.stored.registration(ID))!, 100);
  world.clock.forward(1);
  expect(await commands(world)).toEqual(['preflight', 'wait']);
  await preflightForCreation(world.caps, ID);
  expect((await stopping(world)).map(({ id }) => id)).not.toContain('BKP-01');
});

test('what runs at the service is adopted whatever the preflight says', async () => {
  const world = await stopped();
  world.runs();
  expect(await commands(world)).toEqual(['adopt', 'wait']);
  expect((await readStatus(world.caps, ID))!.document.blocked?.kind).not.toBe('preflightStops');
});

test('a migration that runs asks for no preflight, and no result of one changes its decision', async () => {
  const world = await readyWorld();
  await preflightForCreation(world.caps, ID);
  const asked = world.estate.asked.length;
  expect(await commands(world)).toEqual(['cutOver', 'wait']);
  expect(world.estate.asked).toHaveLength(asked);
  expect((await stopping(world)).length).toBeGreaterThan(0);
});
