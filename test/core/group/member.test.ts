import { memberFacts } from '../../../shared/core/group/member';
import type { AttemptState, ControlRow } from '../../../shared/core/migration/control';
import type { MigrationSummary } from '../../../shared/core/migration/status-document';
import { aSummary } from '../../contracts/ledger-samples';
import { aControl, anAttempt, at, aTail, NOW, OPERATION } from '../../support/facts';

const IN = { id: 'wave-1' };
const GO = { by: 'group', at: at(-30), tail: aTail(), operationId: OPERATION };
const seen = (state: 'notReady' | 'waits' | 'go', seconds = -10): MigrationSummary =>
  aSummary('a', { asOf: at(seconds), group: { id: 'wave-1', state }, headline: 'its headline' });
const ask = (control: Partial<ControlRow> | undefined, summary?: MigrationSummary) =>
  memberFacts('wave-1', 'a', { control: control && aControl(control), summary }, NOW);

test.each([
  ['one that is no longer registered', undefined, undefined, 'failed'],
  ['one that has not joined', {}, seen('waits'), 'outside'],
  ['one of another group', { group: { id: 'wave-2' } }, seen('waits'), 'outside'],
  ['one that was never looked at', { group: IN }, undefined, 'notReady'],
  ['one that is not ready', { group: IN }, seen('notReady'), 'notReady'],
  ['one that waits', { group: IN }, seen('waits'), 'waits'],
  ['one whose look is old', { group: IN }, seen('waits', -901), 'notReady'],
  ['one whose look is dated in the future', { group: IN }, seen('waits', 5), 'notReady'],
  ['one whose look was before it joined', { group: IN }, aSummary('a', { asOf: at(-5) }), 'notReady'],
  ['one with a go that it has not seen', { group: { ...IN, go: GO } }, seen('waits', -40), 'goes'],
  ['one with a go', { group: { ...IN, go: GO } }, seen('go'), 'goes'],
  ['one whose go does not fit', { group: { ...IN, go: GO } }, seen('waits'), 'waits'],
  ['one that lost its readiness', { group: { ...IN, go: GO } }, seen('notReady'), 'notReady'],
] as const)('%s', (_name, control, summary, standing) => {
  expect(ask(control, summary).standing).toBe(standing);
});

test.each<[AttemptState, string, boolean]>([
  ['intended', 'inFlight', false],
  ['sending', 'inFlight', false],
  ['sent', 'inFlight', false],
  ['unknown', 'inFlight', false],
  ['confirmed', 'confirmed', true],
  ['completedUnproven', 'failed', true],
  ['failed', 'failed', true],
  ['overtaken', 'failed', true],
  ['withdrawn', 'waits', false],
  ['notReceived', 'waits', false],
])('with an attempt that is %s', (state, standing, isOver) => {
  const facts = ask({ group: IN, attempt: anAttempt({ state }) }, seen('waits'));
  expect([facts.standing, facts.isOver]).toEqual([standing, isOver]);
});

test.each([
  ['until an operator approves again', seen('notReady'), 'failed'],
  ['and then it waits', seen('waits'), 'waits'],
] as const)('a refusal is a failure %s', (_name, summary, standing) => {
  const attempt = anAttempt({ state: 'refused', code: 'InvalidParameter', settledAt: at(-60) });
  const facts = ask({ group: IN, attempt }, summary);
  expect([facts.standing, facts.isOver]).toEqual([standing, false]);
});

test.each([
  ['completed', 'confirmed'],
  ['failed', 'failed'],
  ['canceled', 'failed'],
  ['exported', 'failed'],
] as const)('a migration that has ended as %s', (phase, standing) => {
  const facts = ask({ group: IN, ended: { phase, at: NOW, reason: 'x' } });
  expect([facts.standing, facts.isOver]).toEqual([standing, true]);
});

test.each<[string, Partial<MigrationSummary>, string]>([
  ['one that is held', { held: true }, 'held: its headline'],
  ['one that is blocked', { blocked: true }, 'blocked: its headline'],
  ['a headline that says held itself', { held: true, headline: 'Held by ada: x' }, 'held by ada: x'],
  ['a headline that says blocked itself', { blocked: true, headline: 'Blocked: x' }, 'blocked: x'],
  ['one of an older version', {}, 'its headline'],
  [
    'one that says what is missing',
    { group: { id: 'wave-1', state: 'notReady', reason: 'no tail is named' } },
    'no tail is named',
  ],
  [
    'one that is held, and lacks more',
    { held: true, headline: 'Held by ada: x', group: { id: 'wave-1', state: 'notReady', reason: 'y' } },
    'held by ada: x',
  ],
  [
    'what a look at another group has found',
    { group: { id: 'wave-2', state: 'notReady', reason: 'y' } },
    'its headline',
  ],
])('the reason of %s', (_name, summary, reason) => {
  expect(ask({ group: IN }, { ...seen('notReady'), ...summary }).reason).toBe(reason);
});
