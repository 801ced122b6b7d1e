import { type EventName, eventLine, eventOf, EVENTS } from '../../../shared/core/migration/events';
import type { JournalEntry } from '../../../shared/core/migration/journal';

const AT = '2026-03-01T22:00:00.000Z';
const entry = (kind: JournalEntry['kind'], facts?: JournalEntry['facts'], by = 'watch'): JournalEntry => ({
  at: AT,
  kind,
  by,
  text: 'So it is',
  facts,
});

const CASES: readonly (readonly [JournalEntry, EventName | undefined, boolean])[] = [
  [entry('held', undefined, 'ada'), 'held', false],
  [entry('released', undefined, 'ada'), 'released', false],
  [entry('requestSent', { attempt: 1 }), 'sent', false],
  [entry('requestSent'), undefined, false],
  [entry('requestAnswered', { attempt: 1, state: 'sent' }), 'answered', false],
  [entry('requestAnswered', { attempt: 1, state: 'unknown' }), 'answered', true],
  [entry('requestAnswered', { attempt: 1, state: 'refused' }), 'answered', true],
  [entry('requestAnswered'), undefined, false],
  [entry('attemptChanged', { attempt: 1 }), undefined, false],
  [entry('attemptChanged', { attempt: 1, state: 'withdrawn' }), 'outcome', false],
  [entry('attemptChanged', { attempt: 1 }, 'service'), 'begun', false],
  [entry('observed', { attempt: 1, state: 'sent' }), 'answered', false],
  [entry('observed', { attempt: 1, state: 'confirmed' }), 'outcome', false],
  [entry('observed', { attempt: 1, state: 'completedUnproven' }), 'outcome', true],
  [entry('observed', { attempt: 1, state: 'notReceived' }), 'outcome', true],
  [entry('observed'), undefined, false],
  [entry('ended', { state: 'completed', proven: true }), 'ended', false],
  [entry('ended', { state: 'completed' }), 'ended', true],
  [entry('ended', { state: 'canceled' }), 'ended', true],
  [entry('settled', { as: 'completed' }, 'ada'), 'settled', true],
  [entry('settled', { as: 'notReceived' }, 'ada'), 'settled', true],
  [entry('settled', { as: 'nothingUnderWay' }, 'ada'), 'settled', false],
  [entry('ended', { state: 'failed' }), 'ended', true],
  [entry('readinessChanged', { event: 'ready' }), 'ready', false],
  [entry('trouble', { event: 'gapFound' }), 'gapFound', true],
  [entry('trouble', { event: 'gapClosed' }), 'gapClosed', false],
  [entry('trouble', { event: 'logOverdue' }), 'logOverdue', true],
  [entry('trouble', { event: 'timeRunsOut', clock: 'serviceLimit', state: 'soon' }), 'timeRunsOut', true],
  [entry('trouble', { event: 'uploadUnfinished' }), 'uploadUnfinished', true],
  [entry('trouble', { event: 'eventsSilent' }), 'eventsSilent', true],
  [entry('trouble', { event: 'logResumed' }), 'logResumed', false],
  [entry('trouble', { event: 'denied' }), 'denied', true],
  [entry('trouble', { event: 'blocked' }), 'blocked', true],
  [entry('trouble', { event: 'unblocked' }), 'unblocked', false],
  [entry('trouble', { event: 'watchStuck' }, 'sweep'), 'watchStuck', true],
  [entry('readinessChanged', { event: 'notReady' }), 'notReady', false],
  [entry('rehearsed', { state: 'wouldStop' }, 'ada'), 'rehearsed', false],
  [entry('groupGo', { group: 'wave-1', event: 'goGiven' }), 'goGiven', false],
  [entry('groupGo', { group: 'wave-1', event: 'goTakenBack' }), 'goTakenBack', false],
  [entry('groupChanged', { group: 'wave-1', joined: true }), undefined, false],
  [entry('groupChanged', { group: 'wave-1', event: 'groupMade' }), 'groupMade', false],
  [entry('groupChanged', { group: 'wave-1', event: 'groupGo' }), 'groupGo', false],
  [entry('groupChanged', { group: 'wave-1', event: 'groupGoBack' }), 'groupGoBack', false],
  [entry('groupChanged', { group: 'wave-1', event: 'groupHeld' }), 'groupHeld', false],
  [entry('groupChanged', { group: 'wave-1', event: 'groupReleased' }), 'groupReleased', false],
  [entry('groupChanged', { group: 'wave-1', event: 'groupStopped' }), 'groupStopped', true],
  [entry('groupChanged', { group: 'wave-1', event: 'memberDropped' }), 'memberDropped', false],
  [entry('groupChanged', { group: 'wave-1', event: 'memberLate' }), 'memberLate', true],
  [entry('groupChanged', { group: 'wave-1', event: 'groupEnded' }), 'groupEnded', true],
  [entry('groupChanged', { group: 'wave-1', event: 'groupEnded', proven: true }), 'groupEnded', false],
  [entry('trouble', { event: 'toString' }), undefined, false],
  [entry('trouble'), undefined, false],
  [entry('backupRecorded', { state: 'read' }), undefined, false],
];

test.each(CASES)('%j is %s, a warning: %s', (line, event, warning) => {
  const written = eventOf('shop', line);
  expect(written?.event).toBe(event);
  expect(written?.level === 'warning').toBe(warning);
});

/** What no line of the journal calls for. */
const OTHERS: Readonly<Partial<Record<EventName, boolean>>> = {
  standing: false,
  arrived: false,
  sweepFound: false,
  swept: false,
  sweepFailed: true,
  sweepUnfinished: true,
  ledgerUnavailable: true,
};

test('each event has a case', () => {
  const cases = [...new Set(CASES.flatMap(([, event]) => event ?? [])), ...Object.keys(OTHERS)];
  expect(cases.sort()).toEqual(Object.keys(EVENTS).sort());
});

test.each(Object.entries(OTHERS))('%s is a warning: %s', (event, warning) => {
  const line = eventLine({ event: event as EventName, at: AT, by: 'sweep', text: 'so it is' });
  expect(line.level === 'warning').toBe(warning);
});

test('a line begins with its event, and fits into one message of the log', () => {
  const line = eventLine({ at: AT, by: 'sweep', text: 'x'.repeat(100_000), event: 'swept' });
  expect(JSON.stringify(line)).toMatch(/^\{"event":"swept",/);
  expect(JSON.stringify(line).length).toBeLessThan(32_768 / 4);
});

test('an end tells whether it is proven, a settlement what was said', () => {
  expect(eventOf('shop', entry('ended', { state: 'completed', proven: true }))).toMatchObject({
    proven: true,
  });
  expect(eventOf('shop', entry('ended', { state: 'completed' }))).not.toHaveProperty('proven');
  expect(eventOf('shop', entry('settled', { as: 'canceled' }, 'ada'))).toMatchObject({
    by: 'ada',
    state: 'canceled',
  });
});

test('a line of a group names the group and no migration, one of a member both', () => {
  const made = entry('groupChanged', { group: 'wave-1', event: 'groupMade' }, 'ada');
  expect(eventOf('!ledger', made)).toEqual({
    event: 'groupMade',
    level: 'information',
    group: 'wave-1',
    at: AT,
    by: 'ada',
    text: 'So it is',
  });
  const given = entry('groupGo', { group: 'wave-1', event: 'goGiven' }, 'group');
  expect(eventOf('shop', given)).toMatchObject({ migration: 'shop', group: 'wave-1' });
});

test('the fields of a line are fixed', () => {
  const facts = { event: 'blocked', block: 'chainBroken', since: '2026-03-01T21:00:00.000Z', other: 1 };
  expect(eventOf('shop', entry('trouble', { ...facts, code: 'AuthorizationFailure' }))).toEqual({
    event: 'blocked',
    level: 'warning',
    migration: 'shop',
    at: AT,
    since: '2026-03-01T21:00:00.000Z',
    by: 'watch',
    block: 'chainBroken',
    code: 'AuthorizationFailure',
    text: 'So it is',
  });
  expect(eventOf('shop', entry('trouble', { event: 'blocked', since: AT }))).not.toHaveProperty('since');
});
