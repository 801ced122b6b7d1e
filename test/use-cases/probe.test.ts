/** A probe that the policy asks for is in the way until it shows a closed source whose last log is the tail. */
import { exportDocument } from '../../shared/api/export-schema';
import { toJson } from '../../shared/core/json';
import type { ControlRow } from '../../shared/core/migration/control';
import { formatLsn } from '../../shared/core/lsn';
import { toEvidenceMarkdown } from '../../shared/core/views/evidence-markdown';
import { readEvidence } from '../../shared/use-cases/cutover/evidence';
import { recordIntent } from '../../shared/use-cases/cutover/record-intent';
import { triggerCutover } from '../../shared/use-cases/cutover/trigger-cutover';
import { changePolicy } from '../../shared/use-cases/operate/change-policy';
import { readExport } from '../../shared/use-cases/operate/export-migration';
import { giveProbe } from '../../shared/use-cases/probe/give-probe';
import { readProbe } from '../../shared/use-cases/probe/read-probe';
import { answerOf, type Fields, hexOf, SOURCE, TARGET } from '../support/probe-answer';
import { ADA, ID, readyWorld, START, type World } from '../support/world';

const PROBE = { source: 'required', minutes: 60 } as const;

/** `START` moved by seconds, as SQL Server writes it. */
const at = (seconds: number): string => new Date(Date.parse(START) + seconds * 1000).toISOString();

async function probedWorld(): Promise<World> {
  const world = await readyWorld({}, { probe: PROBE });
  return world;
}

/** What the source answers now, about the tail as it is in the ledger. */
async function sourceAnswer(world: World, change: Fields = {}): Promise<string> {
  const { facts } = await world.assess();
  if (facts.tail.kind !== 'one') throw new Error('a ready world has a tail');
  const { setKey, lastLsn } = facts.tail.tail;
  const now = world.clock.now().toISOString();
  return answerOf('source', {
    ...SOURCE,
    at: now,
    finished: now.slice(0, 19),
    log: setKey.toUpperCase(),
    last: formatLsn(lastLsn),
    ...change,
  });
}

const give = (world: World, result: string, side: 'source' | 'target' = 'source') =>
  giveProbe(world.caps, ADA, { side, result });

async function readiness(world: World) {
  const { decision } = await world.assess();
  return decision.readiness;
}

async function statesOf(world: World): Promise<readonly string[]> {
  const { checks } = await readiness(world);
  return checks
    .filter(({ code }) => code.startsWith('source.') && code !== 'source.matches')
    .map(({ state }) => state);
}

const linesOf = async (world: World) =>
  (await world.stored.evidence(ID)).lines.filter(({ kind }) => kind === 'probed');

test('without a probe nothing is sent; with it the request leaves', async () => {
  const world = await probedWorld();
  expect(await readiness(world)).toMatchObject({ ready: false });
  expect(await recordIntent(world.caps, ID, 1)).toMatchObject({ kind: 'none' });

  expect(await give(world, await sourceAnswer(world))).toMatchObject({ kind: 'changed' });
  expect(await readiness(world)).toMatchObject({ ready: true });
  await recordIntent(world.caps, ID, 1);
  expect(await triggerCutover(world.caps, ID, 1)).toMatchObject({ state: 'sent' });
  expect(world.sends).toBe(1);
});

test('a source that was opened after the intent is found by the last look', async () => {
  const world = await probedWorld();
  await give(world, await sourceAnswer(world));
  await world.assess();
  await recordIntent(world.caps, ID, 1);
  await give(world, await sourceAnswer(world, { state: 'ONLINE' }));
  expect(await triggerCutover(world.caps, ID, 1)).toMatchObject({
    state: 'withdrawn',
    reason: 'source.closed: Shop on SQL01 is online and takes writes',
  });
  expect(world.sends).toBe(0);
});

test('an old reading counts no longer, and a newer one counts again', async () => {
  const world = await probedWorld();
  await give(world, await sourceAnswer(world));
  world.clock.forward(60 * 60);
  expect(await statesOf(world)).toEqual(['met', 'met']);
  world.clock.forward(1);
  expect(await statesOf(world)).toEqual(['unknown', 'unknown']);
  await give(world, await sourceAnswer(world));
  expect(await statesOf(world)).toEqual(['met', 'met']);
});

test('the same answer again changes nothing, and is journaled once', async () => {
  const world = await probedWorld();
  const answer = await sourceAnswer(world);
  await give(world, answer);
  const before = await world.stored.control(ID);
  expect(await give(world, answer)).toMatchObject({ kind: 'changed' });
  expect((await world.stored.control(ID))?.etag).toBe(before?.etag);
  const lines = await linesOf(world);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({
    by: ADA.by,
    text: expect.stringMatching(
      /^Probed the source: Shop on SQL01 was RESTORING at .*; newest log .*, up to LSN \d+$/,
    ),
    facts: { side: 'source', via: 'paste', state: 'RESTORING', history: 'read', noRecovery: true },
  });
});

test('a reading that comes between the look and the claim makes the attempt look again', async () => {
  const world = await probedWorld();
  await give(world, await sourceAnswer(world));
  await world.assess();
  await recordIntent(world.caps, ID, 1);
  const opened = await sourceAnswer(world, { state: 'ONLINE' });
  const changeControl = world.stored.changeControl.bind(world.stored);
  let isFirst = true;
  world.stored.changeControl = async (...args) => {
    if (isFirst && args[2].attempt?.state === 'sending') {
      isFirst = false;
      await give(world, opened);
    }
    return changeControl(...args);
  };
  expect(await triggerCutover(world.caps, ID, 1)).toMatchObject({ state: 'withdrawn' });
  expect(world.sends).toBe(0);
  expect(isFirst).toBe(false);
});

test.each<readonly [name: string, change: Fields, text: RegExp]>([
  ['another database', { database: hexOf('Shop2') }, /^it is of database Shop2, but the source is Shop$/],
  ['an altered answer', { state: '?' }, /^state is not a word in capitals/],
])('refused, with the field: %s', async (_name, change, text) => {
  const world = await probedWorld();
  expect(await give(world, await sourceAnswer(world, change))).toMatchObject({
    ...{ kind: 'mistyped', field: 'result' },
    reason: expect.stringMatching(text),
  });
  expect(await linesOf(world)).toEqual([]);
});

test.each<readonly [name: string, seconds: number, text: RegExp]>([
  ['too old', -3_601, /older than 60 min: probe again/],
  ['of the future', 3_600, /dated after this assessment: correct the clocks/],
])('refused: %s', async (_name, seconds, text) => {
  const world = await probedWorld();
  const shifted = new Date(world.clock.now().getTime() + seconds * 1000).toISOString();
  expect(await give(world, await sourceAnswer(world, { at: shifted }))).toMatchObject({
    kind: 'refused',
    refusal: expect.stringMatching(text),
  });
});

test('an answer from before the source was opened cannot be given again after it', async () => {
  const world = await probedWorld();
  const closed = await sourceAnswer(world);
  await give(world, closed);
  world.clock.forward(60);
  await give(world, await sourceAnswer(world, { state: 'ONLINE' }));
  expect(await give(world, closed)).toMatchObject({
    kind: 'refused',
    refusal: expect.stringMatching(/a later one of the same server, of .*, was given already: probe again$/),
  });
  expect(await statesOf(world)).toEqual(['unmet', 'met']);
  const other = await sourceAnswer(world, { server: hexOf('SQL02'), at: at(0) });
  expect(await give(world, other)).toMatchObject({ kind: 'changed' });
});

test('a name in other letters is the same database', async () => {
  const world = await probedWorld();
  expect(await give(world, await sourceAnswer(world, { database: hexOf('SHOP ') }))).toMatchObject({
    kind: 'changed',
  });
});

test('refused once the request was sent', async () => {
  const world = await probedWorld();
  const answer = await sourceAnswer(world);
  await give(world, answer);
  await world.assess();
  await recordIntent(world.caps, ID, 1);
  await triggerCutover(world.caps, ID, 1);
  expect(await give(world, await sourceAnswer(world, { open: '1' }))).toMatchObject({
    kind: 'refused',
    refusal: expect.stringMatching(/^Cannot accept the probe of the source: attempt 1 is sent/),
  });
});

const ended: Partial<ControlRow> = {
  ended: { phase: 'completed', at: at(600), reason: 'the cutover is confirmed' },
};

async function endedWorld(attempt?: { readonly sentAt: string }): Promise<World> {
  const world = await probedWorld();
  await give(world, await sourceAnswer(world));
  const current = await world.stored.control(ID);
  if (current === undefined) throw new Error('it is registered');
  const { facts } = await world.assess();
  if (facts.tail.kind !== 'one') throw new Error('a ready world has a tail');
  const { tail } = facts.tail;
  const confirmed = attempt && {
    ...{ number: 1, state: 'confirmed' as const, operationId: 'op', requestedBy: ADA.by, requestedAt: at(0) },
    ...{ tail, ...attempt },
  };
  const control = { ...current.value, ...ended, ...(confirmed && { attempt: confirmed }) };
  await world.stored.changeControl(ID, current.etag, control, []);
  return world;
}

test('the target is probed after the cutover: compared, journaled, shown, and changed by nothing else', async () => {
  const world = await endedWorld();
  const before = await world.stored.control(ID);
  expect(await give(world, answerOf('target', TARGET), 'target')).toMatchObject({ kind: 'changed' });
  expect(await give(world, answerOf('target', TARGET), 'target')).toMatchObject({ kind: 'changed' });
  expect(await world.stored.control(ID)).toEqual(before);
  const document = await readProbe(world.caps, ID);
  expect(document?.target.reading).toMatchObject({ by: ADA.by, found: { state: 'ONLINE' } });
  expect(document?.target.checks.map(({ code, state }) => `${code} ${state}`)).toEqual([
    ...[
      'target.instance met',
      'target.online met',
      'target.same-database met',
      'target.compatibility met',
      'target.size met',
    ],
  ]);
  const lines = (await linesOf(world)).filter(({ facts }) => facts?.['side'] === 'target');
  expect(lines).toHaveLength(1);
  expect(lines[0]?.text).toMatch(
    /^Probed the target: Shop on mi\..* was ONLINE at .*; target.instance met, target.online met, /,
  );
  const evidence = await readEvidence(world.stored, ID);
  expect(evidence && toEvidenceMarkdown(evidence)).toContain('Probed the target');
  expect(evidence?.chain.state).toBe('intact');
});

test.each<readonly [name: string, seconds: number, text: RegExp | undefined]>([
  ['of the future', 61, /dated after this assessment: correct the clocks, and probe again$/],
  ['of a clock that is a little ahead', 60, undefined],
  ['from before the request', -661, /was taken before the cutover was requested at .*: probe again$/],
  ['from after the request', -600, undefined],
])('a probe of the target: %s', async (_name, seconds, text) => {
  const world = await endedWorld({ sentAt: at(0) });
  world.clock.forward(600 - (world.clock.now().getTime() - Date.parse(START)) / 1000);
  const answer = answerOf('target', { ...TARGET, at: at(600 + seconds) });
  expect(await give(world, answer, 'target')).toMatchObject(
    text ? { kind: 'refused', refusal: expect.stringMatching(text) } : { kind: 'changed' },
  );
});

test.each([
  ['of another instance', 'prod-mi.1a2b.database.windows.net', 'it is of server prod-mi.1a2b'],
  ['of a server with the same database', 'SQL01', 'it is of server SQL01, but the target is on instance mi'],
  ['of a server without a name', '', 'the server told no name'],
])('a probe of the target %s is no proof', async (_name, server, reason) => {
  const world = await endedWorld();
  const answer = answerOf('target', { ...TARGET, server: server === '' ? '' : hexOf(server) });
  expect(await give(world, answer, 'target')).toMatchObject({
    kind: 'mistyped',
    field: 'result',
    reason: expect.stringContaining(reason),
  });
  expect((await readProbe(world.caps, ID))?.target.reading).toBeUndefined();
});

test('an older probe of the target does not take the place of the last one', async () => {
  const world = await endedWorld();
  const older = answerOf('target', { ...TARGET, state: 'RECOVERING' });
  await give(world, answerOf('target', { ...TARGET, at: at(0) }), 'target');
  expect(await give(world, older, 'target')).toMatchObject({
    kind: 'refused',
    refusal: expect.stringContaining('was given already: probe again'),
  });
  expect((await readProbe(world.caps, ID))?.target.reading?.found.state).toBe('ONLINE');
});

test('before the cutover the target is restoring: its probe is refused', async () => {
  const world = await probedWorld();
  expect(await give(world, answerOf('target', TARGET), 'target')).toMatchObject({
    kind: 'refused',
    refusal: expect.stringContaining('until then the service restores it; probe it afterwards'),
  });
});

test('the document has the T-SQL of both sides, what is asked for, and what was found', async () => {
  const world = await probedWorld();
  const answer = await sourceAnswer(world);
  await give(world, answer);
  await world.assess();
  const document = await readProbe(world.caps, ID);
  expect(document?.demanded).toEqual(PROBE);
  expect(document?.source.tSql).toContain("SET @name = N'Shop';");
  expect(document?.source.reading?.found.log?.lastLsn).toMatch(/^\d+$/);
  expect(document?.source.checks.map(({ code, state }) => [code, state])).toEqual([
    ['source.closed', 'met'],
    ['source.tail-is-last', 'met'],
  ]);
  expect(document?.target.checks).toEqual([]);
  expect(await readProbe(world.caps, 'nobody')).toBeUndefined();
  expect(
    await giveProbe(world.caps, { id: 'nobody', by: 'ada' }, { side: 'source', result: answer }),
  ).toEqual({
    kind: 'unknownMigration',
  });
});

test('an offline migration asks for none: the service cuts over by itself', async () => {
  const world = await readyWorld({}, { mode: 'offline' });
  const etag = (await world.stored.control(ID))?.etag ?? '';
  expect(await changePolicy(world.caps, ADA, etag, { policy: { probe: PROBE } })).toMatchObject({
    kind: 'refused',
    refusal: expect.stringContaining('omit the probe, or set it to null'),
  });
});

test('a demand is taken away by null', async () => {
  const world = await probedWorld();
  const etag = (await world.stored.control(ID))?.etag ?? '';
  const outcome = await changePolicy(world.caps, ADA, etag, {
    policy: { probe: null },
    confirm: 'mi/Shop',
  });
  expect(outcome).toMatchObject({ kind: 'changed' });
  expect((await world.control()).policy).not.toHaveProperty('probe');
});

test('an export carries the demand and the reading of the source, with every LSN', async () => {
  const world = await probedWorld();
  const answer = await sourceAnswer(world, { loggedto: '37000000129600001' });
  expect(await give(world, answer)).toMatchObject({ kind: 'changed' });
  const document = await readExport(world.caps, ID);
  const read = exportDocument.parse(JSON.parse(toJson(document)));
  const { policy, sourceReading } = await world.control();
  expect(read.control.sourceReading).toEqual(sourceReading);
  expect(read.control.policy.probe).toEqual(policy.probe);
});
