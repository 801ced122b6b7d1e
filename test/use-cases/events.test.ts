/** Trouble, and what becomes of it, is one structured line of the log for each change, not for each look. */
import { announcingLedger } from '../../shared/adapters/announcing-ledger';
import type { EventLine } from '../../shared/core/migration/events';
import { endMigration } from '../../shared/use-cases/cutover/end-migration';
import { observeCutover } from '../../shared/use-cases/cutover/observe-cutover';
import { recordIntent } from '../../shared/use-cases/cutover/record-intent';
import { triggerCutover } from '../../shared/use-cases/cutover/trigger-cutover';
import { hold, release } from '../../shared/use-cases/operate/hold-migration';
import { nameTail } from '../../shared/use-cases/operate/name-tail';
import { settleOutcome } from '../../shared/use-cases/operate/settle-outcome';
import { adoptMigration } from '../../shared/use-cases/register/adopt-migration';
import { watchFor } from '../support/watch';
import { ADA, ID, OPERATION, someBackups, TARGET, World } from '../support/world';

const isWarning = ({ level }: EventLine): boolean => level === 'warning';

/** A migration whose events are kept: the changes, and beside them how it stands. */
function listening() {
  const lines: EventLine[] = [];
  const standings: EventLine[] = [];
  const write = (line: EventLine): void => void (line.event === 'standing' ? standings : lines).push(line);
  const world: World = new World({
    ledger: (inner) => announcingLedger(inner, { write }, { now: () => world.clock.now() }),
  });
  return { world, lines, standings };
}

const BACKUPS = someBackups() as Record<string, Uint8Array>;
const names = (lines: readonly EventLine[]): readonly string[] => lines.map(({ event }) => event);

async function adopted() {
  const { world, lines } = listening();
  await world.register({}, { mode: 'auto' });
  world.runs();
  for (const name of ['full.bak', 'log1.trn']) world.put(name, BACKUPS[name]!);
  await world.assess();
  await adoptMigration(world.caps, ID, OPERATION);
  world.runs('log1.trn');
  await world.assess();
  lines.length = 0;
  return { world, lines };
}

async function looks(world: World, count: number, seconds: number): Promise<void> {
  for (let look = 0; look < count; look++) {
    world.clock.forward(seconds);
    await world.assess('thorough');
  }
}

test('a hole in the chain: found once, blocked once, closed once', async () => {
  const { world, lines } = await adopted();
  world.put('log3.trn', BACKUPS['log3.final.trn']!);
  await looks(world, 5, 120);
  expect(names(lines)).toEqual(['gapFound']);
  await looks(world, 20, 120);
  expect(names(lines)).toEqual(['gapFound', 'blocked']);
  expect(lines[1]).toMatchObject({ migration: ID, block: 'chainBroken', by: 'watch' });
  world.put('log2.trn', BACKUPS['log2.trn']!);
  await looks(world, 5, 120);
  // By now the log that closes it is the newest, and it came long ago.
  expect(names(lines)).toEqual(['gapFound', 'blocked', 'gapClosed', 'logOverdue', 'unblocked']);
  expect(lines[4]?.since).toBe(lines[1]?.at);
});

test('no log for twice the cadence: once, and once when one comes', async () => {
  const { world, lines } = await adopted();
  const came = world.clock.now().toISOString();
  await looks(world, 10, 600);
  expect(names(lines)).toEqual(['logOverdue']);
  expect(lines[0]).toMatchObject({ since: came, text: expect.stringMatching(/expected every 15 minutes/) });
  const overdue = await world.stored.status(ID);
  expect(overdue?.chain?.newest).toEqual({ file: 'log1.trn', at: came, overdue: true });
  expect(overdue?.headline).toMatch(new RegExp(`; no log since ${came}; one is expected every 15 minutes$`));
  expect(overdue?.blocked).toBeUndefined();
  world.put('log2.trn', BACKUPS['log2.trn']!);
  await looks(world, 2, 60);
  expect(names(lines)).toEqual(['logOverdue', 'logResumed']);
});

test('what storage does not report is not asserted: an outage is no missing log', async () => {
  const { world, lines } = await adopted();
  world.container.failNext(Number.POSITIVE_INFINITY, 'denied');
  await looks(world, 10, 600);
  expect(names(lines)).toEqual(['denied']);
});

test('a denial: once, with what it is about', async () => {
  const { world, lines } = await adopted();
  world.container.failNext(Number.POSITIVE_INFINITY, 'denied');
  await looks(world, 5, 120);
  world.container.failNext(0);
  await looks(world, 5, 120);
  expect(names(lines)).toEqual(['denied', 'unblocked']);
  expect(lines[0]).toMatchObject({ block: 'storageUnreadable', text: expect.stringMatching(/account acct/) });
});

test('trouble whose words change from look to look is one change', async () => {
  const { world, lines } = await adopted();
  let request = 0;
  world.engine.read = async () => ({
    kind: 'trouble',
    code: 'serverError',
    message: `no answer (request ${(request += 1)})`,
  });
  await looks(world, 5, 120);
  expect(names(lines)).toEqual(['blocked']);
  const status = await world.stored.status(ID);
  expect(status?.blocked).toEqual({
    kind: 'engineUnreadable',
    reason: `no answer (request ${request})`,
    since: lines[0]?.at,
  });
});

test('a cutover: ready, held, released, sent, answered, settled, ended', async () => {
  const { world, lines } = await adopted();
  for (const name of ['log2.trn', 'log3.final.trn']) world.put(name, BACKUPS[name]!);
  await nameTail(world.caps, ADA, 'log3.final.trn');
  await world.assess('thorough');
  await world.readInTime();
  world.runs('log3.final.trn');
  await hold(world.caps, ADA, 'not yet');
  await looks(world, 4, 31);
  await release(world.caps, ADA);
  await world.change({ manualOnly: undefined, autoPaused: undefined });
  await looks(world, 4, 31);
  await recordIntent(world.caps, ID, 1);
  await triggerCutover(world.caps, ID, 1);
  await triggerCutover(world.caps, ID, 1);
  world.engine.settle();
  for (let cycle = 0; cycle < 3; cycle++) {
    world.clock.forward(15);
    await observeCutover(world.caps, ID, 1);
  }
  await endMigration(world.caps, ID, { phase: 'completed', reason: 'confirmed' });
  await endMigration(world.caps, ID, { phase: 'completed', reason: 'confirmed' });
  expect(names(lines)).toEqual(['held', 'released', 'ready', 'sent', 'answered', 'outcome', 'ended']);
  expect(lines.filter(isWarning)).toEqual([]);
  expect(lines.filter(({ attempt }) => attempt === 1).map(({ state }) => state)).toEqual([
    undefined,
    'sent',
    'confirmed',
  ]);
});

test('what another run stored first is announced by that run alone', async () => {
  const { world, lines } = await adopted();
  world.container.failNext(Number.POSITIVE_INFINITY, 'denied');
  world.clock.forward(120);
  await Promise.all([world.assess(), world.assess(), world.assess()]);
  expect(names(lines)).toEqual(['denied']);
});

test('a cutover made in the portal is a warning, for nothing proves it', async () => {
  const { world, lines } = await adopted();
  world.runs('log1.trn', { state: 'succeeded', rawState: 'Succeeded' });
  world.engine.setDatabase(TARGET, 'Online');
  await watchFor(world, 60);
  expect((await world.control()).ended?.phase).toBe('completed');
  expect(names(lines.filter(isWarning))).toEqual(['ended']);
});

test('an end by an operator is a warning, told once, by whose word', async () => {
  const { world, lines } = await adopted();
  world.engine.read = async () => ({ kind: 'absent' });
  world.engine.readTargetDatabase = async () => ({ kind: 'found', status: 'Online' });
  await watchFor(world, 1_200);
  lines.length = 0;
  const word = { as: 'completed', confirm: 'mi/Shop', reason: 'seen' } as const;
  expect((await settleOutcome(world.caps, ADA, word)).kind).toBe('changed');
  await watchFor(world, 300);
  expect(lines.map(({ event, by, state }) => [event, by, state])).toEqual([
    ['settled', ADA.by, 'completed'],
    ['ended', ADA.by, 'completed'],
  ]);
  expect(lines.every(isWarning)).toBe(true);
});
