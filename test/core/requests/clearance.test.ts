/** When the preflight lets a creation through, and when it is run first. */
import type { PreflightAnswer } from '../../../shared/core/migration/control';
import type { PreflightResultRow } from '../../../shared/core/migration/preflight-result';
import { creationClearance } from '../../../shared/core/requests/clearance';
import { aControl, at, NOW } from '../../support/facts';

const row = (
  state: PreflightResultRow['state'],
  more: Partial<PreflightResultRow> = {},
): PreflightResultRow => ({
  ...{ id: 'NET-01', severity: 'blocks', state, found: 'as found' },
  ...more,
});
const answer = (more: Partial<PreflightAnswer> = {}): PreflightAnswer => ({
  ...{ row: 'NET-01', kind: 'waiver', state: 'unmet', found: 'as found', reason: 'agreed' },
  ...{ by: 'ada@example.com', at: NOW },
  ...more,
});
const clearance = (
  rows: readonly PreflightResultRow[],
  {
    answers = [],
    asOf = at(-60),
    seenAt,
  }: { answers?: PreflightAnswer[]; asOf?: string; seenAt?: string } = {},
) =>
  creationClearance({
    at: NOW,
    control: aControl({ preflight: answers }),
    preflight: { asOf, rows },
    ...(seenAt !== undefined && { newestBackup: { file: 'full.bak', at: seenAt, seenAt } }),
  }).kind;

test.each([
  ['every row is met', [row('met')], 'clear'],
  ['a row that blocks is unmet', [row('unmet')], 'stopped'],
  ['a row that blocks is unknown', [row('unknown')], 'stopped'],
  ['a row that blocks is a question', [row('forYou')], 'stopped'],
  ['only rows that warn are unmet', [row('unmet', { severity: 'warns' })], 'clear'],
  ['rows do not apply, or only inform', [row('notApplicable'), row('information')], 'clear'],
] as const)('%s: %s', (_, rows, kind) => expect(clearance(rows)).toBe(kind));

test.each([
  ['a waiver of what was found', row('unmet'), answer(), 'clear'],
  ['a waiver of something else', row('unmet'), answer({ found: 'another' }), 'stopped'],
  ['a waiver of the same words in another state', row('unknown'), answer(), 'stopped'],
  ['a waiver of another row', row('unmet'), answer({ row: 'NET-02' }), 'stopped'],
  ['a tick of the question', row('forYou'), answer({ kind: 'tick', state: 'forYou' }), 'clear'],
  ['a tick of what is no question now', row('unmet'), answer({ kind: 'tick', state: 'forYou' }), 'stopped'],
] as const)('%s', (_, found, given, kind) => expect(clearance([found], { answers: [given] })).toBe(kind));

test.each([
  ['an hour old', { asOf: at(-3_600) }, 'due'],
  ['almost an hour old', { asOf: at(-3_599) }, 'clear'],
  ['dated in the future', { asOf: at(1) }, 'due'],
  ['of no time at all', { asOf: 'x' }, 'due'],
] as const)('a clear result that is %s', (_, given, kind) =>
  expect(clearance([row('met')], given)).toBe(kind),
);

test.each([
  ['older than the newest backup: it is run again', { seenAt: at(-20) }, 'due'],
  ['younger than the newest backup', { seenAt: at(-61) }, 'stopped'],
  ['older, but run just now', { seenAt: at(-1), asOf: at(-5) }, 'stopped'],
] as const)('a result that stops and is %s', (_, given, kind) =>
  expect(clearance([row('unmet')], given)).toBe(kind),
);

test('nothing stored is no permission', () => {
  expect(creationClearance({ at: NOW, control: aControl() })).toEqual({ kind: 'due' });
});
