import { serviceCutover } from '../../../shared/core/cutover/service-cutover';
import type { Facts } from '../../../shared/core/facts/facts';
import { AZURE_TIMING } from '../../../shared/core/timing';
import { toStatusDocument } from '../../../shared/core/views/status-view';
import { chooseCommands } from '../../../shared/core/watch/choose-commands';
import { decide } from '../../../shared/core/watch/decide';
import { NEW_WATCH } from '../../../shared/core/watch/watch-state';
import {
  aControl,
  anAttempt,
  aPolicy,
  aReadyFacts,
  at,
  NOW,
  OTHER_OPERATION,
  withControl,
  withStatus,
} from '../../support/facts';

const offline = withStatus(aReadyFacts({ control: aControl({ policy: aPolicy({ mode: 'offline' }) }) }), {
  online: false,
  lastBackupName: 'log9.final.trn',
});
const decided = (facts: Facts) => decide(NEW_WATCH, facts, AZURE_TIMING);
const service = anAttempt({ state: 'sent', requestedBy: 'service', requestedAt: at(-700) });

test('the headline says that the service cuts over, and after what', () => {
  expect(decided(offline).headline).toBe(
    'Following: 3 files in the chain, the last log9.final.trn; 0 logs pending at the service, log9.final.trn restored last; mode offline: the service cuts over by itself after log9.final.trn; nothing is sent',
  );
  const seen = withControl(offline, { attempt: service });
  expect(decided(seen).headline).toMatch(
    /^Blocked: the service began the cutover by itself at .*still restores/,
  );
  const early = withControl(offline, { attempt: { ...service, requestedAt: NOW } });
  expect(decided(early).headline).toBe('Cutting over at log9.final.trn: begun by the service');
});

test('what the service began by itself is nowhere shown as sent', () => {
  const facts = withControl(withStatus(offline, { state: 'completing' }), { attempt: service });
  const decision = decided(facts);
  const document = toStatusDocument(facts, decision);
  expect(document.cutover).toMatchObject({ attempt: 1, state: 'begunByService', requestedBy: 'service' });
  const confirmed = withControl(facts, { attempt: { ...service, state: 'confirmed' } });
  expect(toStatusDocument(confirmed, decision).cutover?.state).toBe('confirmed');
  const ours = withControl(facts, { attempt: { ...service, requestedBy: 'ada@example.com' } });
  expect(toStatusDocument(ours, decision).cutover).toMatchObject({
    state: 'sent',
    requestedBy: 'ada@example.com',
  });
});

test('the only check that speaks of the mode says what is awaited', () => {
  const check = decided(offline).readiness.checks.find(({ code }) => code === 'policy.allows');
  expect(check).toMatchObject({
    state: 'unmet',
    reason: 'mode offline: the service cuts over by itself after log9.final.trn; nothing is sent',
  });
});

test('a cutover is not ordered even if readiness and word were given by mistake', () => {
  const context = {
    ready: true,
    adoption: undefined,
    approval: { kind: 'granted', by: 'policy:auto', approvals: [] },
    timing: AZURE_TIMING,
  } as const;
  expect(chooseCommands(offline, context).map(({ kind }) => kind)).toEqual(['wait']);
  expect(chooseCommands(aReadyFacts(), context).map(({ kind }) => kind)).toEqual(['cutOver', 'wait']);
});

test.each<[string, Facts, boolean]>([
  ['the adopted one', withStatus(offline, { state: 'completing' }), true],
  ['another', withStatus(offline, { state: 'completing', operationId: OTHER_OPERATION }), false],
  ['one that is not told', withStatus(offline, { state: 'succeeded', operationId: undefined }), false],
])('the service’s cutover is written down for its operation: %s', (_name, facts, expected) => {
  expect(serviceCutover(facts) !== undefined).toBe(expected);
});

test('a tail that is not the one the service waits for needs a person', () => {
  const namedTail = { blob: 'shop/log8.trn', by: 'ada@example.com', at: NOW };
  const other = withControl(offline, { namedTail });
  expect(decided(other).blocked?.what).toBe(
    'the service cuts over by itself after log9.final.trn, but shop/log8.trn is named as the tail',
  );
  const same = withControl(offline, { namedTail: { ...namedTail, blob: 'shop/log9.final.trn' } });
  expect(decided(same).blocked).toBeUndefined();
});

test('while the service completes by itself, it is looked at often', () => {
  const completing = { ...withStatus(offline, { state: 'completing' }), tail: { kind: 'none' as const } };
  expect(decided(completing)).toMatchObject({ phase: 'confirming', nextCheckAt: at(15) });
  expect(decided({ ...offline, tail: { kind: 'none' } }).nextCheckAt).toBe(at(114));
});

describe('the end without a known last backup', () => {
  const over = withStatus({ ...offline, tail: { kind: 'none' } }, { state: 'succeeded', endedOn: at(-600) });
  const endOf = (facts: Facts) => decided(facts).commands.find(({ kind }) => kind === 'end');

  test.each<[string, Facts, RegExp]>([
    ['not in the ledger', over, /unproven: .*its last backup is not in the ledger/],
    [
      'unusable',
      { ...over, tail: { kind: 'unreadable', blob: 'x.trn', reason: 'it is cut off' } },
      /x.trn cannot be used: it is cut off/,
    ],
    ['not clear', { ...over, tail: { kind: 'ambiguous', blobs: ['a', 'b'] } }, /more than one backup/],
    ['nobody tells when it ended', withStatus(over, { endedOn: undefined }), /unproven/],
  ])('is unproven: %s', (_name, facts, reason) => {
    expect(endOf(facts)).toMatchObject({ phase: 'completed', reason: expect.stringMatching(reason) });
  });

  test.each<[string, Facts]>([
    ['it may still arrive', withStatus(over, { endedOn: at(-599) })],
    [
      'the container could not be listed',
      { ...over, listing: { kind: 'trouble', reason: 'unreachable', message: 'no answer' } },
    ],
    ['the tail is known: an attempt is written down instead', { ...over, tail: offline.tail }],
  ])('is not written while %s', (_name, facts) => expect(endOf(facts)).toBeUndefined());
});

describe('the 30 days', () => {
  test.each([
    ['in three days', 3 * 86_400, ''],
    [
      'in less',
      3 * 86_400 - 1,
      '; the service cancels the migration and drops the target database at 2026-03-04T21:59:59.000Z',
    ],
    [
      'gone',
      -1,
      '; the service cancels the migration and drops the target database at 2026-03-01T21:59:59.000Z',
    ],
  ])('%s', (_name, seconds, warning) => {
    const facts = withStatus(aReadyFacts(), { expiresAt: at(seconds) });
    const { headline, blocked } = decided(facts);
    expect(headline).toBe(`Ready to cut over at log9.final.trn${warning}`);
    expect(blocked).toBeUndefined();
  });

  test('an ended migration is not warned of', () => {
    const ended = { phase: 'completed', at: NOW, reason: 'done' } as const;
    const facts = withControl(withStatus(aReadyFacts(), { expiresAt: at(60) }), { ended });
    expect(decided(facts).headline).toBe('Completed: done');
  });
});
