/** The preflight of registered migrations: what is stored, what is journaled, what operators answer, and how often it runs. */
import type { ControlRow } from '../../shared/core/migration/control';
import { summaryOf } from '../../shared/core/migration/preflight-result';
import { preflightDocument } from '../../shared/core/preflight/document';
import { judgeEstate } from '../../shared/core/preflight/judge';
import { toResult } from '../../shared/core/preflight/stored-result';
import { tickPreflight, waivePreflight } from '../../shared/use-cases/operate/answer-preflight';
import { sweepContainer } from '../../shared/use-cases/ingest/sweep-container';
import { createDailyPreflights } from '../../shared/use-cases/preflight/daily-preflights';
import { sharing } from '../../shared/use-cases/preflight/estate-readers';
import { judgeMigration } from '../../shared/use-cases/preflight/judge-migration';
import { readPreflight } from '../../shared/use-cases/preflight/preflight-store';
import { readStatus } from '../../shared/use-cases/read/read-status';
import { ADA, CREATE, ID, SCOPE, START, World, someBackups, toCreate } from '../support/world';

const run = (world: World) => judgeMigration(world.caps, ID, ADA.by, world.caps.estate);

const rowOf = async (world: World, id: string) =>
  (await readPreflight(world.stored, ID)).result?.rows.find((row) => row.id === id);

const answersOf = async (world: World) => (await world.control()).preflight;

const summary = async (world: World) => {
  const { result } = await readPreflight(world.stored, ID);
  return summaryOf(result!, await answersOf(world));
};

const busy = (world: World, state: string) =>
  world.estate.set('instanceOperations', SCOPE, [{ name: 'op', operation: 'UpsertManagedServer', state }]);

describe('a run', () => {
  test('stores every row with what was found, and is told in the status', async () => {
    const world = await toCreate({ unjudged: true });
    busy(world, 'Succeeded');
    await run(world);
    expect(await rowOf(world, 'RES-12')).toMatchObject({ state: 'unknown', severity: 'blocks' });
    expect(await rowOf(world, 'LIM-03')).toMatchObject({ state: 'met' });
    const { document } = (await readStatus(world.caps, ID))!;
    expect(document.preflight).toEqual(await summary(world));
    expect(document.preflight?.stopping).toContain('RES-12');
  });

  test('knows the backups, the token and the tail from what the app has read already', async () => {
    const world = await toCreate({ unjudged: true });
    for (const [name, content] of Object.entries(someBackups())) world.put(name, content);
    await world.assess('thorough');
    await sweepContainer(world.caps, (await world.stored.registration(ID))!, 100);
    await run(world);
    const states = await Promise.all(
      ['BKP-01', 'BKP-02', 'BKP-03', 'BKP-06', 'BKP-07'].map(async (id) => (await rowOf(world, id))?.state),
    );
    expect(states).toEqual(['met', 'met', 'met', 'met', 'met']);
  });

  test('is journaled as a whole once, and then only where it changed', async () => {
    const world = await toCreate({ unjudged: true });
    busy(world, 'Succeeded');
    await run(world);
    await run(world);
    expect((await world.journal()).filter((text) => text.startsWith('Preflight'))).toEqual([
      expect.stringMatching(/^Preflight: \d+ met, \d+ unmet, \d+ unknown, \d+ for you$/),
    ]);
    busy(world, 'InProgress');
    await run(world);
    expect((await world.journal()).at(-1)).toBe(
      'Preflight: LIM-03 met → unmet: UpsertManagedServer runs on the instance',
    );
  });

  test.each<[string, Partial<ControlRow>, string]>([
    ['nothing asked', {}, 'unmet'],
    ['a creation that was refused', { creation: { by: ADA.by, at: START, state: 'refused' } }, 'unmet'],
    [
      'a creation without an answer',
      { creation: { by: ADA.by, at: START, state: 'unknown' } },
      'notApplicable',
    ],
    [
      'a creation tried again after an unclear answer',
      { creation: { by: ADA.by, at: START, state: 'intended', mayHaveArrived: true } },
      'notApplicable',
    ],
    ['its own operation', { operationId: 'op-1' }, 'notApplicable'],
  ])('takes the database for its own once the app may have created it: %s', async (_, control, state) => {
    const world = await toCreate({ unjudged: true });
    world.estate.set('managedDatabases', SCOPE, [{ name: 'shop', status: 'Restoring' }]);
    await world.change(control);
    await run(world);
    const row = await rowOf(world, 'RES-12');
    expect([row?.state, row?.remedy?.command?.text.includes('delete') ?? false]).toEqual([
      state,
      state === 'unmet',
    ]);
  });

  test('that may not read anything is unknown, and never met', async () => {
    const world = await toCreate({ unjudged: true });
    await run(world);
    const { stopping } = await summary(world);
    expect(stopping).toContain('RES-12');
    expect((await rowOf(world, 'RES-12'))?.missingAction).toBe('Microsoft.Test/managedDatabases/read');
  });

  test('asks nothing more once its time is up', async () => {
    const world = await toCreate({ unjudged: true });
    const slow = {
      read: (question: Parameters<typeof world.estate.read>[0]) => {
        world.clock.forward(70);
        return world.estate.read(question);
      },
    };
    await judgeMigration(world.caps, ID, 'watch', slow);
    expect(world.estate.asked).toHaveLength(2);
    const { result } = await readPreflight(world.stored, ID);
    expect(result?.rows.some(({ found }) => found.includes('has taken 120 s'))).toBe(true);
  });
});

describe('a tick', () => {
  const tick = (world: World, ...rows: readonly string[]) => tickPreflight(world.caps, ADA, { rows });

  test('answers a question with name and time, once, and is taken back', async () => {
    const world = await toCreate({ unjudged: true });
    await run(world);
    expect((await tick(world, 'BKP-11')).kind).toBe('changed');
    await tick(world, 'BKP-11');
    expect(await answersOf(world)).toMatchObject([{ row: 'BKP-11', kind: 'tick', by: ADA.by }]);
    const stops = (await summary(world)).stopping;
    expect(stops).not.toContain('BKP-11');
    expect((await world.journal()).filter((text) => text.startsWith('Ticked'))).toHaveLength(1);
    await tickPreflight(world.caps, ADA, { rows: ['BKP-11'], undo: true });
    expect((await summary(world)).stopping).toContain('BKP-11');
    expect((await world.journal()).at(-1)).toBe(`Took back the tick of BKP-11 by ${ADA.by}`);
  });

  test.each([
    [
      'a row that is no question',
      ['RES-12'],
      /^Cannot tick: RES-12 is no question: it is unknown .*; nothing was ticked: read it anew with npm run cutover -- preflight shop, then repeat this$/,
    ],
    ['one such row among others', ['BKP-11', 'RES-12'], /RES-12 is no question/],
    ['a row that is not there', ['ABC-1'], 'Cannot tick: the preflight has no row ABC-1'],
  ])('is refused for %s, and nothing is written', async (_, rows, refusal) => {
    const world = await toCreate({ unjudged: true });
    await run(world);
    expect(await tick(world, ...rows)).toEqual({
      kind: 'refused',
      refusal: typeof refusal === 'string' ? refusal : expect.stringMatching(refusal),
    });
    expect(await answersOf(world)).toBeUndefined();
  });

  test('is refused before a preflight has run, and after the end', async () => {
    const world = await toCreate({ unjudged: true });
    expect(await tick(world, 'BKP-11')).toMatchObject({
      refusal: 'Cannot tick: no preflight of the migration has run yet: npm run cutover -- preflight shop',
    });
    await world.change({ ended: { phase: 'canceled', at: world.clock.now().toISOString(), reason: 'x' } });
    expect(await tick(world, 'BKP-11')).toMatchObject({
      refusal: 'Cannot tick: the migration has ended (canceled)',
    });
  });

  test('answers the question that was asked, not another one', async () => {
    const world = await toCreate({ unjudged: true });
    await run(world);
    await tick(world, 'BKP-11');
    const [given] = (await answersOf(world))!;
    await world.change({ preflight: [{ ...given!, found: 'Something else?' }] });
    expect((await summary(world)).stopping).toContain('BKP-11');
  });
});

describe('a waiver', () => {
  const waive = (world: World, row: string, reason = 'agreed with the network team') =>
    waivePreflight(world.caps, ADA, { rows: [row], reason });

  test('lets one row pass while the same is found, and lapses aloud when it is not', async () => {
    const world = await toCreate({ unjudged: true });
    busy(world, 'InProgress');
    await run(world);
    await waive(world, 'RES-12');
    expect((await summary(world)).stopping).not.toContain('RES-12');
    expect((await summary(world)).waived).toBe(1);
    expect((await world.journal()).at(-1)).toMatch(/^Waived RES-12 \(.*\): agreed with the network team$/);
    world.estate.set('managedDatabases', SCOPE, [{ name: 'shop', status: 'Online' }]);
    await run(world);
    expect((await summary(world)).stopping).toContain('RES-12');
    expect((await world.journal()).at(-1)).toContain(`; the waiver of ${ADA.by} lapses`);
  });

  test('is refused for what stops nothing', async () => {
    const world = await toCreate({ unjudged: true });
    busy(world, 'Succeeded');
    await run(world);
    expect(await waive(world, 'LIM-03')).toMatchObject({
      kind: 'refused',
      refusal: expect.stringMatching(/^Cannot waive: LIM-03 stops nothing: it \w+, and is met$/),
    });
  });

  test('leaves policy, readiness and a running migration as they are', async () => {
    const world = await toCreate({ unjudged: true });
    await run(world);
    const before = await world.control();
    await waive(world, 'RES-12');
    expect({ ...(await world.control()), preflight: undefined }).toEqual({ ...before, preflight: undefined });
  });
});

describe('once a day', () => {
  test('a sweep runs what is a day old, and leaves alone what cuts over or has ended', async () => {
    const world = new World();
    const registration = await world.register();
    const daily = createDailyPreflights(world.caps);
    const runs = async () => (await readPreflight(world.stored, ID)).result?.asOf;
    await daily([registration]);
    const first = await runs();
    expect(first).toBe(world.clock.now().toISOString());
    world.clock.forward(86_000);
    await daily([registration]);
    expect(await runs()).toBe(first);
    world.clock.forward(400);
    await world.change({ ended: { phase: 'canceled', at: first!, reason: 'x' } });
    await daily([registration]);
    expect(await runs()).toBe(first);
    await world.change({ ended: undefined });
    await daily([registration]);
    expect(await runs()).toBe(world.clock.now().toISOString());
  });

  test('five hundred databases of one instance and account take at most sixty reads', async () => {
    const world = new World({ unjudged: true });
    const shared = sharing(world.estate, world.clock);
    for (let number = 0; number < 500; number += 1) {
      const id = `db-${number}`;
      await world.register({
        id,
        start: 'create',
        create: CREATE,
        source: { databaseName: id },
        target: { managedInstanceId: SCOPE, databaseName: id },
        backups: { containerUrl: 'https://acct.blob.core.windows.net/sql', prefix: `${id}/` },
      });
      await judgeMigration(world.caps, id, 'sweep', shared);
    }
    expect(world.estate.asked.length).toBeGreaterThan(3);
    expect(world.estate.asked.length).toBeLessThanOrEqual(60);
  });

  test('readings are shared for five minutes only', async () => {
    const world = await toCreate({ unjudged: true });
    const shared = sharing(world.estate, world.clock);
    await judgeMigration(world.caps, ID, 'sweep', shared);
    const once = world.estate.asked.length;
    await judgeMigration(world.caps, ID, 'sweep', shared);
    expect(world.estate.asked).toHaveLength(once);
    world.clock.forward(301);
    await judgeMigration(world.caps, ID, 'sweep', shared);
    expect(world.estate.asked).toHaveLength(2 * once);
  });
});

test('a result fits into a row of the ledger, whatever was found', async () => {
  const world = await toCreate({ unjudged: true });
  const registration = (await world.stored.registration(ID))!;
  const judgement = judgeEstate({ migration: registration, notes: {}, now: START }, new Map());
  const findings = judgement.findings.map((finding) => ({
    ...finding,
    outcome: {
      state: 'unmet' as const,
      found: `"${'y'.repeat(2_000)}"`,
      remedy: { text: 'z'.repeat(900), command: { language: 'az' as const, text: 'a'.repeat(3_000) } },
    },
  }));
  const result = toResult(preflightDocument({ ...judgement, findings }, START));
  expect(JSON.stringify(result).length).toBeLessThan(30_000);
  expect(result.rows).toHaveLength(findings.length);
});
