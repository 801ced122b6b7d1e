/** A cutover window: nothing is sent outside of it, whoever allows it and whatever becomes of the clock. */
import type { Policy } from '../../shared/core/migration/policy';
import type { CutoverWindow } from '../../shared/core/sending/window';
import { recordIntent } from '../../shared/use-cases/cutover/record-intent';
import { triggerCutover } from '../../shared/use-cases/cutover/trigger-cutover';
import { approveCutover } from '../../shared/use-cases/operate/approve-cutover';
import { changePolicy } from '../../shared/use-cases/operate/change-policy';
import { readStatus } from '../../shared/use-cases/read/read-status';
import { watchFor } from '../support/watch';
import { ADA, ID, readyWorld, type World } from '../support/world';

/** The world begins on a Sunday at 23:00 in Berlin; this opens on Monday, and closes six hours later. */
const MONDAY: CutoverWindow = {
  timeZone: 'Europe/Berlin',
  opens: '2026-03-02T22:00',
  minutes: 360,
  repeats: 'FREQ=WEEKLY;BYDAY=MO',
  assumeMinutes: 60,
};
const OPENS = Date.parse('2026-03-02T21:00:00.000Z');
/** When `OPEN` lets nothing begin any more. */
const LATEST_TODAY = Date.parse('2026-03-02T02:00:00.000Z');
const CLOSES = '2026-03-03T03:00:00.000Z';

/** Open since the day before the world begins, so that it is ready inside. */
const OPEN: CutoverWindow = { ...MONDAY, opens: '2026-03-01T22:00', repeats: undefined };

const world = (mode: Policy['mode'], window: CutoverWindow, more: Partial<Policy> = {}): Promise<World> =>
  readyWorld({}, { mode, window, ...more });
const moveTo = (one: World, time: number): void =>
  one.clock.forward((time - one.clock.now().getTime()) / 1000);
const typed = { confirm: 'mi/Shop', expectedTail: 'log3.final.trn' };
const attemptOf = async (one: World) => (await one.control()).attempt;

/** Moves to a moment at which the readings of the last minute and a half say that nothing is pending. */
async function readyBy(one: World, time: number): Promise<void> {
  moveTo(one, time - 93_000);
  for (let look = 0; look < 3; look++) {
    await one.assess();
    one.clock.forward(31);
  }
}

async function intended(one: World): Promise<void> {
  expect((await one.assess()).decision.commands[0]).toEqual({ kind: 'cutOver', attempt: 1 });
  expect(await recordIntent(one.caps, ID, 1)).toEqual({ kind: 'attempt', state: 'intended' });
}

test('mode auto waits for the opening, to the second, and sends once', async () => {
  const night = await world('auto', MONDAY, { windowPollSeconds: 600 });
  await readyBy(night, OPENS - 100_000);
  const { decision } = await night.assess();
  expect(decision.phase).toBe('ready');
  expect(decision.commands).toEqual([{ kind: 'wait', until: new Date(OPENS).toISOString() }]);
  expect(night.sends).toBe(0);
  await watchFor(night, 120);
  expect(night.sends).toBe(1);
  const attempt = await attemptOf(night);
  expect(Date.parse(attempt?.sentAt ?? '')).toBeGreaterThanOrEqual(OPENS);
  expect(attempt?.window).toEqual({
    opensAt: new Date(OPENS).toISOString(),
    closesAt: CLOSES,
    latestStart: '2026-03-03T02:00:00.000Z',
  });
});

test('status says when it opens', async () => {
  const night = await world('auto', MONDAY);
  await night.assess();
  const { document } = (await readStatus(night.caps, ID))!;
  expect(document.headline).toBe(
    'Ready to cut over at log3.final.trn; the window is closed; it opens at 2026-03-02 22:00 Europe/Berlin (2026-03-02T21:00:00.000Z)',
  );
  expect(document.next).toMatchObject({
    who: 'app',
    what: expect.stringContaining('inside the window, as the policy says') as string,
  });
  expect(document.window).toMatchObject({
    state: 'closed',
    openings: [
      { opensAt: '2026-03-02T21:00:00.000Z' },
      { opensAt: '2026-03-09T21:00:00.000Z' },
      { opensAt: '2026-03-16T21:00:00.000Z' },
    ],
  });
});

test.each(['manual', 'approve'] as const)(
  'mode %s: an approval given the day before lasts until the window closes, and is used inside',
  async (mode) => {
    const night = await world(mode, MONDAY);
    await night.assess();
    const verb = mode === 'approve' ? 'approve' : 'cutover';
    expect(await approveCutover(night.caps, ADA, typed, verb)).toMatchObject({ kind: 'changed' });
    expect((await night.control()).approvals?.[0]?.expiresAt).toBe(CLOSES);
    await watchFor(night, 300);
    expect(night.sends).toBe(0);
    moveTo(night, OPENS);
    await watchFor(night, 120);
    expect(night.sends).toBe(1);
    expect((await attemptOf(night))?.requestedBy).toBe(ADA.by);
  },
);

test('an approval does not outlive the window that it was given for', async () => {
  const night = await world('manual', MONDAY);
  await night.assess();
  await approveCutover(night.caps, ADA, typed);
  moveTo(night, Date.parse(CLOSES));
  expect((await night.assess()).decision.block?.kind).toBe('approvalLapsed');
  moveTo(night, Date.parse('2026-03-09T21:00:00.000Z'));
  await watchFor(night, 600);
  expect(night.sends).toBe(0);
});

describe('between intent and request', () => {
  test.each<[string, (night: World) => void, string]>([
    ['the latest start passes', (night) => moveTo(night, LATEST_TODAY + 1_000), 'window'],
    [
      'the clock goes back to before the opening',
      (night) => moveTo(night, Date.parse('2026-03-01T20:59:00Z')),
      'unmet',
    ],
    ['the latest start passes while everything is looked at', (night) => readSlowly(night, 8), 'window'],
  ])('%s: withdrawn, nothing is sent', async (_, disturb, withdrawnFor) => {
    const night = await world('auto', OPEN);
    await readyBy(night, LATEST_TODAY - 5_000);
    await intended(night);
    disturb(night);
    const outcome = await triggerCutover(night.caps, ID, 1);
    expect(outcome.state).toBe('withdrawn');
    expect(await attemptOf(night)).toMatchObject({ withdrawnFor });
    expect(night.sends).toBe(0);
  });

  function readSlowly(night: World, seconds: number): void {
    const read = night.engine.read.bind(night.engine);
    night.engine.read = async (...given) => {
      night.clock.forward(seconds);
      return read(...given);
    };
  }

  test('what the window withdrew is sent at the next opening, as another attempt', async () => {
    const night = await world('auto', { ...OPEN, repeats: 'FREQ=DAILY' });
    await readyBy(night, LATEST_TODAY - 5_000);
    await intended(night);
    moveTo(night, LATEST_TODAY + 1_000);
    expect(await triggerCutover(night.caps, ID, 1)).toMatchObject({ state: 'withdrawn' });
    await watchFor(night, 300);
    expect(night.sends).toBe(0);
    moveTo(night, OPENS);
    await watchFor(night, 120);
    expect(night.sends).toBe(1);
    expect(await attemptOf(night)).toMatchObject({ number: 2, state: 'sent' });
  });
});

test('the request may not start after the latest start', async () => {
  const night = await world('auto', OPEN);
  await readyBy(night, LATEST_TODAY - 5_000);
  await intended(night);
  const deadlines: (number | undefined)[] = [];
  const cutover = night.engine.cutover.bind(night.engine);
  night.engine.cutover = (target, order) => {
    deadlines.push(order.deadline);
    return cutover(target, order);
  };
  expect(await triggerCutover(night.caps, ID, 1)).toMatchObject({ state: 'sent' });
  expect(deadlines).toEqual([LATEST_TODAY]);
});

describe('a window that does not open again', () => {
  const OVER: CutoverWindow = { ...MONDAY, opens: '2026-02-02T22:00', repeats: undefined };

  test('blocks before the migration is ready, and takes no approval', async () => {
    const night = await world('manual', OVER);
    expect((await night.assess()).decision.block).toMatchObject({ kind: 'windowOver' });
    expect(await approveCutover(night.caps, ADA, typed)).toEqual({
      kind: 'refused',
      refusal: 'Cannot cut over: the window does not open again',
    });
  });

  test('another window is the way out; without any it is sent at any time', async () => {
    const night = await world('auto', OVER);
    await night.assess();
    const give = async (window: CutoverWindow | null) => {
      const { etag } = (await night.stored.control(ID))!;
      return changePolicy(night.caps, ADA, etag, { policy: { window }, confirm: 'mi/Shop' });
    };
    expect(await give(MONDAY)).toMatchObject({ kind: 'changed' });
    expect((await night.assess()).decision.block).toBeUndefined();
    expect(night.sends).toBe(0);
    expect(await give(null)).toMatchObject({ kind: 'changed' });
    expect((await night.control()).policy).not.toHaveProperty('window');
    await watchFor(night, 60);
    expect(night.sends).toBe(1);
  });
});

test('taking the window away from a ready migration in mode auto has to be confirmed', async () => {
  const night = await world('auto', MONDAY);
  const { etag } = (await night.stored.control(ID))!;
  expect(await changePolicy(night.caps, ADA, etag, { policy: { window: null } })).toMatchObject({
    kind: 'mistyped',
    field: 'confirm',
  });
});

test.each<[string, Parameters<typeof changePolicy>[3]['policy'], CutoverWindow]>([
  ['mode auto while the window is closed', { mode: 'auto' }, MONDAY],
  ['another window that opens later', { window: { ...MONDAY, minutes: 300 } }, MONDAY],
])(
  '%s has to be confirmed for a ready migration: it sends when the window opens',
  async (_, policy, window) => {
    const night = await world(policy?.mode === 'auto' ? 'manual' : 'auto', window);
    const { etag } = (await night.stored.control(ID))!;
    expect(await changePolicy(night.caps, ADA, etag, { policy })).toMatchObject({
      kind: 'mistyped',
      field: 'confirm',
      reason: expect.stringContaining('once the window opens') as string,
    });
  },
);

test('an offline migration shows no window: the service cuts over by itself', async () => {
  const night = await world('auto', MONDAY);
  await night.change({ offline: true });
  await night.assess();
  expect((await readStatus(night.caps, ID))!.document.window).toBeUndefined();
});

test('a window that this machine cannot read keeps everything from being sent', async () => {
  const night = await world('auto', { ...OPEN, timeZone: 'Mars/Olympus_Mons' });
  expect((await night.assess()).decision.block).toMatchObject({
    kind: 'windowOver',
    reason: expect.stringContaining('cannot be read: timeZone') as string,
  });
  await watchFor(night, 300);
  expect(night.sends).toBe(0);
});

test('an offline migration takes no window', async () => {
  const night = await world('auto', OPEN);
  const { etag } = (await night.stored.control(ID))!;
  const outcome = await changePolicy(night.caps, ADA, etag, { policy: { mode: 'offline' } });
  expect(outcome).toMatchObject({
    kind: 'refused',
    refusal: expect.stringMatching(/whatever the window/) as string,
  });
});
