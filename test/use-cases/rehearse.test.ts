/** A rehearsal says what the sender would do, and disturbs nothing. */
import type { RehearsalStop } from '../../shared/core/cutover/rehearsal';
import type { ControlRow } from '../../shared/core/migration/control';
import type { Policy } from '../../shared/core/migration/policy';
import { toEvidenceMarkdown } from '../../shared/core/views/evidence-markdown';
import { readEvidence } from '../../shared/use-cases/cutover/evidence';
import { recordIntent } from '../../shared/use-cases/cutover/record-intent';
import { readRehearsal } from '../../shared/use-cases/cutover/rehearsal-store';
import { rehearse } from '../../shared/use-cases/cutover/rehearse';
import { triggerCutover } from '../../shared/use-cases/cutover/trigger-cutover';
import { approveCutover } from '../../shared/use-cases/operate/approve-cutover';
import { freezeLedger } from '../../shared/use-cases/operate/freeze-ledger';
import { hold } from '../../shared/use-cases/operate/hold-migration';
import { ADA, ID, readyWorld, type World } from '../support/world';

const CLOSED = {
  ...{ timeZone: 'UTC', opens: '2027-01-01T22:00', minutes: 360, assumeMinutes: 60 },
};

const stopsOf = async (world: World): Promise<readonly RehearsalStop[]> => {
  const outcome = await rehearse(world.caps, ADA);
  return outcome.kind === 'rehearsed' ? outcome.rehearsal.stops : [];
};

test('of a migration that the policy sends: the request that would leave, word for word as it then leaves', async () => {
  const world = await readyWorld();
  const outcome = await rehearse(world.caps, ADA);
  expect(outcome).toMatchObject({
    kind: 'rehearsed',
    rehearsal: { by: ADA.by, wouldSend: true, stops: [], allowedMilliseconds: 10_000 },
  });
  if (outcome.kind !== 'rehearsed') return;
  expect(world.sends).toBe(0);
  expect(outcome.rehearsal.steps.map(({ of, requests }) => [of, requests > 0])).toEqual([
    ['service', true],
    ['container', true],
    ['ledger', true],
  ]);

  await recordIntent(world.caps, ID, 1);
  await triggerCutover(world.caps, ID, 1);
  const { attempt } = await world.control();
  const [sent] = world.engine.requests.filter(({ kind }) => kind === 'cutover');
  expect(outcome.rehearsal.request).toEqual({
    engine: 'dms',
    target: 'mi/Shop',
    tail: attempt?.tail.blob,
    lastLsn: attempt?.tail.lastLsn.toString(),
    operationId: sent?.operationId,
    lastBackupName: sent?.lastBackupName,
  });
});

test.each<
  [string, Partial<Policy>, (world: World) => Promise<unknown>, readonly (readonly [string, RegExp])[]]
>([
  ['nobody approved', { mode: 'manual' }, async () => undefined, [['approvals', /waiting for an operator/]]],
  [
    'one of two approved',
    { mode: 'approve', approvals: { required: 2 } },
    (world) =>
      approveCutover(world.caps, ADA, { confirm: 'mi/Shop', expectedTail: 'log3.final.trn' }, 'approve'),
    [['approvals', /^1 of 2 approvals/]],
  ],
  ['the window is closed', { window: CLOSED }, async () => undefined, [['window', /the window is closed/]]],
  [
    'nobody approved, and the window is closed',
    { mode: 'manual', window: CLOSED },
    async () => undefined,
    [
      ['approvals', /waiting/],
      ['window', /closed/],
    ],
  ],
  [
    'nobody approved, the window is closed, and its group has not given the go',
    { mode: 'manual', window: CLOSED },
    (world) => world.change({ group: { id: 'wave-1' } }),
    [
      ['approvals', /waiting/],
      ['window', /closed/],
      ['group', /group wave-1 has not given its go/],
    ],
  ],
  [
    'the window is closed, and its group has not given the go',
    { window: CLOSED },
    (world) => world.change({ group: { id: 'wave-1' } }),
    [
      ['window', /closed/],
      ['group', /has not given its go/],
    ],
  ],
  ['it is held', {}, (world) => hold(world.caps, ADA, 'not now'), [['check', /held/]]],
  [
    'the ledger is frozen',
    {},
    (world) => freezeLedger(world.caps, { by: 'eve', reason: 'upgrade' }),
    [['frozen', /upgrade/]],
  ],
])('would have been stopped where %s', async (_what, policy, before, expected) => {
  const world = await readyWorld({}, policy);
  await before(world);
  const stops = await stopsOf(world);
  expect(stops.map(({ what }) => what)).toEqual(expected.map(([what]) => what));
  for (const [place, [, reason]] of expected.entries()) expect(stops[place]?.reason).toMatch(reason);
  expect(world.sends).toBe(0);
});

test('the go of the group is named although no tail is known', async () => {
  const world = await readyWorld();
  await world.change({ group: { id: 'wave-1' } });
  world.container.remove('log3.final.trn');
  const stops = await stopsOf(world);
  expect(stops.map(({ code }) => code)).toContain('tail.proven');
  expect(stops.at(-1)).toEqual({ what: 'group', reason: 'group wave-1 has not given its go' });
});

test('a look that takes longer than a request may wait would have been too slow', async () => {
  const world = await readyWorld();
  const read = world.engine.read.bind(world.engine);
  world.engine.read = async (target) => {
    world.clock.forward(11);
    return read(target);
  };
  const [stop] = await stopsOf(world);
  expect(stop).toMatchObject({
    what: 'slow',
    reason: expect.stringMatching(/took \d+\.\d s, and a request starts within 10 s/),
  });
  const steps = (await readRehearsal(world.stored, ID))?.steps;
  expect(steps?.find(({ of }) => of === 'service')?.milliseconds).toBeGreaterThanOrEqual(11_000);
});

test('an attempt that is being prepared goes on', async () => {
  const world = await readyWorld();
  await recordIntent(world.caps, ID, 1);
  const before = await world.stored.control(ID);
  await rehearse(world.caps, ADA);
  expect(await world.stored.control(ID)).toEqual(before);
  expect(await triggerCutover(world.caps, ID, 1)).toMatchObject({ state: 'sent' });
});

test('the last one is kept, journaled, and stands in the evidence beside the night', async () => {
  const world = await readyWorld();
  expect(await readRehearsal(world.stored, ID)).toBeUndefined();
  await rehearse(world.caps, { ...ADA, by: 'bob' });
  world.clock.forward(20);
  await rehearse(world.caps, ADA);
  expect(await readRehearsal(world.stored, ID)).toMatchObject({ by: ADA.by });
  expect(
    (await world.journal()).filter((line) => line.startsWith('Rehearsed: the request at log3.final.trn')),
  ).toHaveLength(2);
  await recordIntent(world.caps, ID, 1);
  await triggerCutover(world.caps, ID, 1);
  const page = toEvidenceMarkdown((await readEvidence(world.stored, ID))!);
  expect(page).toContain('The rehearsal, and the night');
  expect(page).toMatch(/\| tail +\| log3\.final\.trn +\| log3\.final\.trn/);
});

const ended = { phase: 'completed', at: '2026-03-01T22:00:00.000Z', reason: 'done' } as const;

test.each<[string, Partial<ControlRow>, RegExp]>([
  ['that has ended', { ended }, /has ended/],
  ['that the service cuts over', { offline: true }, /the service cuts over by itself/],
])('of a migration %s it is refused', async (_what, change, reason) => {
  const world = await readyWorld();
  await world.change(change);
  expect(await rehearse(world.caps, ADA)).toMatchObject({
    kind: 'refused',
    refusal: expect.stringMatching(reason),
  });
  expect(await readRehearsal(world.stored, ID)).toBeUndefined();
});

test('nothing is rehearsed of what is not registered', async () => {
  const world = await readyWorld();
  expect(await rehearse(world.caps, { id: 'none', by: 'ada' })).toEqual({ kind: 'unknownMigration' });
});
