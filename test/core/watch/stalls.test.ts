import type { Facts, NewestBackup } from '../../../shared/core/facts/facts';
import { parseLsn } from '../../../shared/core/lsn';
import type { StallKind } from '../../../shared/core/migration/status-document';
import { AZURE_TIMING } from '../../../shared/core/timing';
import { decide } from '../../../shared/core/watch/decide';
import { NEW_WATCH } from '../../../shared/core/watch/watch-state';
import {
  aReadyFacts,
  aRegistration,
  anAttempt,
  at,
  NOW,
  TROUBLE,
  withChain,
  withControl,
  withPolicy,
  withStatus,
} from '../../support/facts';

const noTail = aReadyFacts({ tail: { kind: 'none' } });
const came = (file: string, second: number, seen = 5, foundBy?: 'event'): NewestBackup => ({
  file,
  at: at(second),
  seenAt: at(second + seen),
  ...(foundBy && { foundBy }),
});

/** Decides on looks one after the other; what stands still at the last, and the events of all. */
function look(...looks: readonly Facts[]) {
  let memory = NEW_WATCH;
  let decision = decide(memory, looks[0] ?? noTail, AZURE_TIMING);
  const events: unknown[] = [];
  for (const facts of looks) {
    decision = decide(memory, facts, AZURE_TIMING);
    memory = decision.watchState;
    events.push(...decision.entries.flatMap((entry) => entry.facts?.event ?? []));
  }
  return { stalls: decision.stalls, decision, events };
}
const stallOf = (kind: StallKind, ...looks: readonly Facts[]) =>
  look(...looks).stalls.find((stall) => stall.kind === kind);
const after = (facts: Facts, second: number): Facts => ({ ...facts, at: at(second) });

describe('no log', () => {
  const quiet = (second: number, minutes = 15): Facts =>
    withPolicy(
      { ...after(noTail, second), newestBackup: came('log8.trn', 0) },
      { logCadenceMinutes: minutes },
    );

  test.each<[name: string, facts: Facts, since: string | undefined]>([
    ['a second before three cadences', quiet(2699), undefined],
    ['at exactly three cadences', quiet(2700), NOW],
    ['with a short cadence, a second before ten minutes', quiet(599, 1), undefined],
    ['with a short cadence, at ten minutes', quiet(600, 1), NOW],
    ['with a long cadence', quiet(2700, 60), undefined],
    ['before it came: the clock went back', quiet(-60), undefined],
    [
      'after the end',
      withControl(quiet(2700), { ended: { phase: 'failed', at: NOW, reason: 'r' } }),
      undefined,
    ],
  ])('%s', (_name, facts, since) => {
    expect(stallOf('logOverdue', facts)?.since).toBe(since);
  });

  test('is written once, also when the clock goes back and comes again', () => {
    const { events } = look(quiet(2700), quiet(2000), quiet(2700), quiet(-60), quiet(3000));
    expect(events.filter((event) => event === 'logOverdue')).toHaveLength(1);
  });

  const causes = (registration: Parameters<typeof aRegistration>[0]) =>
    stallOf('logOverdue', { ...quiet(2700), registration: aRegistration(registration) })?.causes ?? [];

  test.each<[name: string, registration: Parameters<typeof aRegistration>[0], order: RegExp[]]>([
    [
      'one server',
      {},
      [
        /log backup job/,
        /availability group/,
        /write to the container/,
        /another backup tool/,
        /recovery model/,
      ],
    ],
    [
      'several servers',
      { source: { databaseName: 'Shop', serverNames: ['A', 'B'] } },
      [/availability group/, /log backup job/],
    ],
    [
      'a share',
      { preflight: { share: { path: '\\\\fs\\sql' } } },
      [/log backup job/, /availability group/, /no longer read the share/],
    ],
  ])('the causes of %s come in order, each with what shows it', (_name, registration, order) => {
    const found = causes(registration);
    order.forEach((words, index) => expect(found[index]?.cause).toMatch(words));
    for (const { look: order, command } of found)
      expect([order !== '', command?.text ?? 'SELECT']).toEqual([true, expect.stringContaining('SELECT')]);
  });

  test('T-SQL names the database, whatever it is called', () => {
    const texts = causes({ source: { databaseName: "O'Neil" } }).map(({ command }) => command?.text ?? '');
    expect(texts.filter((text) => text.includes("N'O''Neil'"))).toHaveLength(3);
  });
});

describe('a gap', () => {
  const gap = (second: number): Facts =>
    withChain(after(noTail, second), {
      status: 'gap',
      summary: 'a log is missing',
      gap: {
        needLsn: parseLsn('1'),
        firstAvailableLsn: parseLsn('2'),
        lastGoodFile: 'a.trn',
        nextFile: 'c.trn',
      },
    });

  test('proves, once its grace is over, that a log was taken elsewhere or not uploaded', () => {
    expect(stallOf('gap', gap(0))).toBeUndefined();
    const stall = stallOf('gap', gap(0), gap(1801));
    expect(stall).toMatchObject({ since: NOW, what: 'a log is missing' });
    expect(stall?.causes[0]?.cause).toMatch(/^another backup tool/);
    expect(stall?.causes[0]?.command?.text).toContain('physical_device_name');
  });
});

describe('a restore that does not move', () => {
  const waits = (second: number): Facts =>
    after(withStatus(aReadyFacts(), { pendingLogs: 1, asOf: at(second) }), second);

  test('is the block of that name, with its order as the likeliest cause', () => {
    const { stalls, decision } = look(waits(0), waits(900));
    expect(decision.block?.kind).toBe('stalled');
    const stall = stalls.find(({ kind }) => kind === 'stalled');
    expect(stall).toMatchObject({ since: NOW });
    expect(stall?.causes[0]?.look).toMatch(/^check in the portal whether the service sees/);
    expect(stallOf('stalled', waits(0), waits(899))).toBeUndefined();
  });

  test('after the SAS has ended, that is the likeliest cause', () => {
    const create = { engine: 'lrs', authType: 'Sas', sasTokenSetting: 'CutoverSecret_Sas' } as const;
    const creation = { by: 'ada', at: at(-60), state: 'sent' } as const;
    const withSas = (facts: Facts, end: number): Facts => ({
      ...withControl(facts, { creation }),
      registration: aRegistration({ start: 'create', create }),
      accessEndsAt: at(end),
    });
    const causeAt = (end: number) =>
      stallOf('stalled', withSas(waits(0), end), withSas(waits(900), end))?.causes[0]?.cause;
    expect(causeAt(900)).toBe(`the SAS that the service reads the backups with ended at ${at(900)}`);
    expect(causeAt(901)).toMatch(/^the service does not see/);
  });
});

describe('a service that is not read', () => {
  const away = (second: number, readsOfRound?: number): Facts => ({
    ...after(noTail, second),
    engine: TROUBLE,
    readsOfRound,
  });

  test.each<[name: string, facts: Facts, isStalled: boolean]>([
    ['a second before ten minutes', away(599), false],
    ['at ten minutes', away(600), true],
    ['at rest it is read rarely: a second before three looks', away(1199, 4_000), false],
    ['at rest it is read rarely: at three looks', away(1200, 4_000), true],
    [
      'with a tail the cadence is that of the window',
      { ...away(600, 4_000), tail: aReadyFacts().tail },
      true,
    ],
    ['the clock went back', away(-600), false],
    ['it answers that there is none', { ...away(900), engine: { kind: 'absent' } }, false],
  ])('%s', (_name, facts, isStalled) => {
    expect(stallOf('engineUnreadable', noTail, facts)?.since).toBe(isStalled ? NOW : undefined);
  });

  test('the likeliest cause is what the answer says', () => {
    const denied = { ...away(600), engine: { ...TROUBLE, code: 'denied' } } as const;
    expect(
      stallOf('engineUnreadable', noTail, denied)
        ?.causes.map(({ cause }) => cause)
        .slice(0, 2),
    ).toEqual([
      "the app's identity has lost its role",
      'others use up the requests that Azure allows the subscription, or the identity',
    ]);
  });

  test.each<[name: string, looks: readonly Facts[], since: string | undefined]>([
    ['once', [away(0)], undefined],
    ['a second before ten minutes', [away(0), away(300), away(599)], undefined],
    ['for ten minutes', [away(0), away(300), away(600)], NOW],
    ['and the clock went back', [away(0), away(-300), away(300)], undefined],
    ['after an answer', [away(-900), noTail, away(300), away(600)], NOW],
  ])('that is not known to have answered counts from the first trouble: %s', (_name, looks, since) => {
    expect(stallOf('engineUnreadable', ...looks)?.since).toBe(since);
  });
});

describe('an upload that does not finish', () => {
  const growing = (second: number, minutes = 15): Facts =>
    withPolicy(withChain(after(noTail, second), { unfinished: { count: 2, file: 'log9.trn', at: NOW } }), {
      logCadenceMinutes: minutes,
    });

  test.each<[name: string, facts: Facts, isStalled: boolean]>([
    ['a second before an hour', growing(3599), false],
    ['at an hour', growing(3600), true],
    ['a long cadence: a second before three of it', growing(10_799, 60), false],
    ['a long cadence: at three of it', growing(10_800, 60), true],
    ['the clock went back', growing(-3600), false],
    ['a cutover is under way', withControl(growing(3600), { attempt: anAttempt({ state: 'sent' }) }), false],
  ])('%s', (_name, facts, isStalled) => {
    expect(stallOf('uploadUnfinished', facts) !== undefined).toBe(isStalled);
  });

  test('that grows now and then is written once a day, and one that lasts is not forgotten', () => {
    const still = (second: number, since: number): Facts =>
      withChain(after(noTail, second), { unfinished: { count: 1, file: 'log9.trn', at: at(since) } });
    const linesOf = (...looks: readonly Facts[]) =>
      look(...looks).events.filter((event) => event === 'uploadUnfinished').length;
    const looks = [3600, 7200, 10_800, 14_400].map((second) => still(second, second - 3600));
    expect(linesOf(...looks)).toBe(1);
    expect(linesOf(...looks, still(3600 + 86_399, 10_800))).toBe(1);
    expect(linesOf(...looks, still(3600 + 86_399, 10_800), still(3600 + 86_400, 10_800))).toBe(2);
    // Two that take turns, for a day and an hour.
    const turns = Array.from({ length: 150 }, (_, n) => still(3600 + n * 600, n % 2 === 0 ? 0 : -60));
    expect(linesOf(...turns)).toBe(2);
  });

  test('is in the headline, and written once, also when the clock goes back', () => {
    const { events, decision } = look(growing(3600), growing(3000), growing(3600), growing(7200));
    expect(events.filter((event) => event === 'uploadUnfinished')).toHaveLength(1);
    expect(decision.headline).toContain(
      `; the upload of log9.trn has not finished, and has not changed since ${NOW}, and 1 more`,
    );
  });
});

describe('events that do not come', () => {
  const at15 = (index: number, seen: number, foundBy?: 'event'): Facts => ({
    ...after(noTail, index * 900 + seen),
    newestBackup: came(`log${index}.trn`, index * 900, seen, foundBy),
  });
  const late = (index: number) => at15(index, 240);
  const told = (index: number) => at15(index, 5, 'event');

  test.each<[name: string, looks: readonly Facts[], since: string | undefined]>([
    ['three in a row, after one had come', [told(0), late(1), late(2), late(3)], at(900 + 240)],
    ['two in a row', [told(0), late(1), late(2)], undefined],
    ['one comes in between', [told(0), late(1), late(2), told(3), late(4)], undefined],
    ['the sweep was faster: nothing is missed', [told(0), late(1), late(2), at15(3, 60)], undefined],
    ['none has ever come: none is set up', [late(0), late(1), late(2), late(3)], undefined],
    ['the same backup is counted once', [told(0), late(1), late(1), late(1), late(1)], undefined],
    ['one comes again', [told(0), late(1), late(2), late(3), told(4)], undefined],
    [
      'what was there before the registration',
      [-200, -199, -198, -197].map((index, n) => (n === 0 ? told(index) : late(index))),
      undefined,
    ],
  ])('%s', (_name, looks, since) => {
    expect(stallOf('eventsSilent', ...looks)?.since).toBe(since);
  });

  test('that come now and then: one line a day', () => {
    const flapping = Array.from({ length: 96 + 12 }, (_, n) => (n % 4 === 0 ? told(n) : late(n)));
    const { events } = look(...flapping);
    expect(events.filter((event) => event === 'eventsSilent')).toHaveLength(2);
  });

  test('is written once', () => {
    const { events } = look(told(0), late(1), late(2), late(3), late(4), late(5));
    expect(events.filter((event) => event === 'eventsSilent')).toHaveLength(1);
  });
});
