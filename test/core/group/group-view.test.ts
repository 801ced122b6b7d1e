/** The line of a group in the list, and the order of the list. */
import type { Group } from '../../../shared/core/group/group';
import { compareGroups, toGroupSummary } from '../../../shared/core/group/group-view';
import type { WindowState } from '../../../shared/core/sending/cutover-window';
import { NOW, aGroup, aMember } from './samples';

const summary = (changes: Partial<Group>, members = [aMember('a', 'notReady'), aMember('b')]) =>
  toGroupSummary(
    aGroup(changes),
    members.map((facts) => ({ facts })),
    NOW,
  );

test('a line has the standing, what it waits for, and counts, dropped ones among them', () => {
  const dropped = { by: 'ada', at: NOW, reason: 'late' };
  const members = aGroup().members.map((one) => (one.id === 'a' ? { ...one, dropped } : one));
  expect(summary({ members, strategy: 'each' })).toMatchObject({
    standing: 'going',
    counts: { dropped: 1, waits: 1 },
    waitsFor: 'the cutover of b',
    members: 2,
  });
});

test('of one that has ended nothing is read', () => {
  const { standing, ...line } = summary({ endedAt: NOW }, []);
  expect(standing).toBe('ended');
  for (const name of ['waitsFor', 'counts', 'window']) expect(line).not.toHaveProperty(name);
});

test('the worst come first', () => {
  const stopped = { at: NOW, reason: 'a failed' };
  const held = { by: 'ada', at: NOW, reason: 'wait' };
  const failed = [aMember('a', 'failed', false, true), aMember('b')];
  const found = [
    summary({ id: 'ended-1', endedAt: '2026-03-01T20:00:00.000Z' }, []),
    summary({ id: 'ended-2', endedAt: '2026-03-01T21:00:00.000Z' }, []),
    summary({ id: 'going', strategy: 'each' }),
    summary({ id: 'waits-2' }),
    summary({ id: 'waits-1' }),
    summary({ id: 'held', held }),
    summary({ id: 'lost-one', stopAfter: 3 }, failed),
    summary({ id: 'stopped', stopped }, failed),
  ].sort(compareGroups);
  expect(found.map(({ id }) => id)).toEqual([
    ...['stopped', 'lost-one', 'held', 'waits-1', 'waits-2', 'going', 'ended-2', 'ended-1'],
  ]);
});

const opening = (hour: string) => ({
  opensAt: `2026-03-02T${hour}:00:00.000Z`,
  closesAt: `2026-03-02T${hour}:50:00.000Z`,
  latestStart: `2026-03-02T${hour}:30:00.000Z`,
});
const open = (hour: string): WindowState => ({ kind: 'open', ...opening(hour) });
const closed = (hour?: string): WindowState => ({
  ...{ kind: 'closed', reason: 'it is closed' },
  ...(hour !== undefined && { next: opening(hour) }),
});

test.each<[string, readonly (WindowState | undefined)[], object | undefined]>([
  ['no window', [undefined, undefined], undefined],
  ['the one that opens first', [closed('05'), closed('03')], { state: 'closed', opening: opening('03') }],
  ['an open one first', [closed('01'), open('03')], { state: 'open', opening: opening('03') }],
  [
    'of two open ones the one that closes first',
    [open('04'), open('03')],
    { state: 'open', opening: opening('03') },
  ],
  [
    'one that does not open again last',
    [closed(), closed('03')],
    { state: 'closed', opening: opening('03') },
  ],
])('the window of the line: %s', (_name, windows, found) => {
  const listed = windows.map((window, n) => ({ facts: aMember('ab'[n]!), ...(window && { window }) }));
  expect(toGroupSummary(aGroup(), listed, NOW).window).toEqual(found);
});

test('the window of what is on its way, or was dropped, is no window of the line', () => {
  const dropped = { by: 'ada', at: NOW, reason: 'late' };
  const members = aGroup().members.map((one) => (one.id === 'a' ? { ...one, dropped } : one));
  const listed = [aMember('a'), aMember('b', 'inFlight')].map((facts) => ({ facts, window: open('03') }));
  expect(toGroupSummary(aGroup({ members }), listed, NOW)).not.toHaveProperty('window');
});
