import type { EngineStatus } from '../../../shared/core/engine/engine-status';
import type { Stability } from '../../../shared/core/facts/facts';
import { nextStability, quietFingerprint } from '../../../shared/core/readiness/pending';
import { aStatus, at } from '../../support/facts';

const GAP = 30;

/** Counts a sequence of readings. */
function count(readings: readonly Partial<EngineStatus>[]): Stability | undefined {
  return readings.reduce<Stability | undefined>(
    (before, reading) => nextStability(before, aStatus(reading), GAP),
    undefined,
  );
}

test.each([
  { name: 'one reading', seconds: [0], counted: 1 },
  { name: 'two readings 30 s apart', seconds: [0, 30], counted: 2 },
  { name: 'two readings 29.9 s apart count once', seconds: [0, 29.9], counted: 1 },
  { name: 'polling every 15 s counts every other', seconds: [0, 15, 30, 45, 60], counted: 3 },
  { name: 'a storm of nudges counts once', seconds: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], counted: 1 },
  { name: 'the clock went back: anew', seconds: [0, 30, 60, 10], counted: 1 },
  { name: 'the clock went back and forth: anew, then on', seconds: [0, 30, 60, 10, 40], counted: 2 },
  { name: 'the clock jumped ahead by an hour: anew', seconds: [0, 3600], counted: 1 },
  { name: 'ahead by an hour and back again: anew each time', seconds: [0, 3600, 15], counted: 1 },
  { name: 'nobody looked for a quarter of an hour: anew', seconds: [0, 30, 930], counted: 1 },
])('$name', ({ seconds, counted }) => {
  expect(count(seconds.map((second) => ({ asOf: at(second) })))?.count).toBe(counted);
});

test.each([
  { name: 'logs pending', reading: { pendingLogs: 1 } },
  { name: 'pending logs not told', reading: { pendingLogs: undefined } },
  { name: 'differentials pending', reading: { pendingDifferentials: 1 } },
  { name: 'a file being restored', reading: { restoringFile: 'log10.trn' } },
  { name: 'operation not told', reading: { operationId: undefined } },
  { name: 'last restored not told', reading: { lastRestoredFile: undefined } },
  { name: 'no readable time', reading: { asOf: 'soon' } },
])('a reading with $name ends the row', ({ reading }) => {
  expect(count([{ asOf: at(0) }, { asOf: at(30) }, { asOf: at(60), ...reading }])).toBeUndefined();
});

test.each([
  { name: 'another operation', reading: { operationId: 'ffffffff' } },
  { name: 'another last file', reading: { lastRestoredFile: 'log10.trn' } },
])('$name begins a new row', ({ reading }) => {
  expect(count([{ asOf: at(0) }, { asOf: at(30) }, { asOf: at(60), ...reading }])?.count).toBe(1);
});

test('an unreadable time in what was remembered begins a new row', () => {
  const before = { fingerprint: quietFingerprint(aStatus()) ?? '', count: 7, countedAt: '' };

  expect(nextStability(before, aStatus(), GAP)?.count).toBe(1);
});

test('the service may write the operation id in another case', () => {
  const upper = aStatus({ operationId: aStatus().operationId?.toUpperCase() });

  expect(quietFingerprint(upper)).toBe(quietFingerprint(aStatus()));
});

test('an engine that names sets instead of files is counted by them', () => {
  const bySet = {
    lastRestoredFile: undefined,
    lastRestoredSet: { backupSetId: 'g', files: [], ignoreReasons: [] },
  };

  expect(
    count([
      { asOf: at(0), ...bySet },
      { asOf: at(30), ...bySet },
    ])?.count,
  ).toBe(2);
});
