import type { Approval, ControlRow } from '../../../shared/core/migration/control';
import type { ApprovalDemand, PolicyMode } from '../../../shared/core/migration/policy';
import { demandProblem, judgeApprovals, loosensApprovals } from '../../../shared/core/readiness/approvals';
import { cutoverApproval } from '../../../shared/core/readiness/cutover-approval';
import {
  aControl,
  anApproval,
  anAttempt,
  aPolicy,
  aReadyFacts,
  at,
  aTail,
  NOW,
  OTHER_OPERATION,
} from '../../support/facts';

const by = (name: string, change: Partial<Approval> = {}) => anApproval({ by: name, ...change });
const RITA = 'rita@example.com';

function facts(approvals: readonly Approval[], control: Partial<ControlRow> = {}, now = NOW) {
  const policy = aPolicy({ mode: 'approve', approvals: { required: 2 } });
  return aReadyFacts({ at: now, control: aControl({ policy, approvals, ...control }) });
}

const ask = (approvals: readonly Approval[], control: Partial<ControlRow> = {}, now = NOW) =>
  cutoverApproval(facts(approvals, control, now), aTail());

describe('two approvals are asked for', () => {
  test('two operators: granted, by both, until the first of them expires', () => {
    expect(ask([by('ada', { expiresAt: at(900) }), by('bob')])).toMatchObject({
      kind: 'granted',
      by: 'ada and bob',
      approvals: [{ by: 'ada' }, { by: 'bob' }],
      until: at(900),
    });
  });

  test('three operators: until the second-longest expires', () => {
    const three = [by('ada', { expiresAt: at(60) }), by('bob', { expiresAt: at(90) }), by('eve')];
    expect(ask(three)).toMatchObject({ kind: 'granted', until: at(90) });
    expect(ask(three, {}, at(75))).toMatchObject({ kind: 'granted', by: 'bob and eve' });
    expect(ask(three, {}, at(90))).toMatchObject({ kind: 'expired' });
  });

  test.each<[string, readonly Approval[], string, RegExp]>([
    ['nobody', [], 'pending', /^none of 2 approvals; missing: 2 by operators with the role Cutover\.Approve/],
    ['one operator', [by('ada')], 'pending', /^1 of 2 approvals, by ada; missing: 1 by an operator with/],
    ['one operator twice', [by('ada'), by('ada')], 'pending', /^1 of 2 approvals, by ada;/],
    ['one operator, spelt otherwise', [by('ada'), by('ADA')], 'pending', /^1 of 2 approvals, by ADA;/],
    [
      'one of them expired',
      [by('ada', { expiresAt: NOW }), by('bob')],
      'expired',
      /of ada expired at .*; 1 of 2 approvals, by bob/,
    ],
    [
      'one has no readable end',
      [by('ada', { expiresAt: '' }), by('bob')],
      'expired',
      /1 of 2 approvals, by bob/,
    ],
    [
      'one for another tail',
      [by('ada', { tail: aTail({ setKey: 'x' }) }), by('bob')],
      'expired',
      /^the approval of ada is void: it was for/,
    ],
    [
      'one for another operation',
      [by('ada', { operationId: OTHER_OPERATION }), by('bob')],
      'expired',
      /no longer runs; 1 of 2/,
    ],
    [
      'one for another target',
      [by('ada', { target: 'mi/Other' }), by('bob')],
      'expired',
      /^the approval of ada is void: it was for the target mi\/Other, not for mi\/Shop/,
    ],
    [
      'one dated in the future',
      [by('bob'), by('ada', { at: at(5) })],
      'pending',
      /^the approval of ada is dated .*; 1 of 2 approvals, by bob/,
    ],
    [
      'one of the registrant',
      [by(RITA), by('bob')],
      'expired',
      /^the approval of rita@example\.com does not count: rita@example\.com registered the migration, and another operator has to approve; 1 of 2/,
    ],
    [
      'one of the registrant, spelt otherwise',
      [by('Rita@Example.com'), by('bob')],
      'expired',
      /does not count/,
    ],
  ])('%s: %s', (_what, approvals, kind, reason) => {
    expect(ask(approvals)).toMatchObject({ kind, reason: expect.stringMatching(reason) });
  });

  test('whoever named the tail does not count', () => {
    const namedTail = { by: 'bob', at: at(-90), blob: 'log9.final.trn' };
    expect(ask([by('ada'), by('bob')], { namedTail })).toMatchObject({
      kind: 'expired',
      reason: expect.stringMatching(
        /bob named the tail, .*other than rita@example\.com, who registered the migration and bob, who named the tail$/,
      ),
    });
    expect(ask([by('ada'), by('eve')], { namedTail }).kind).toBe('granted');
  });

  test('a revoked approval does not come back', () => {
    const ended = {
      by: 'eve',
      at: at(-5),
      state: 'revoked',
      reason: 'the approval of ada was revoked',
    } as const;
    expect(ask([by('ada', { ended }), by('bob')])).toMatchObject({
      kind: 'pending',
      reason: expect.stringContaining('1 of 2'),
    });
  });

  test('a clock that goes back before they were given grants nothing', () => {
    expect(ask([by('ada'), by('bob')], {}, at(-61)).kind).toBe('pending');
    expect(ask([by('ada'), by('bob')], {}, 'no time').kind).toBe('pending');
  });

  test('after lost requests both are given anew', () => {
    const lost = (number: number) => anAttempt({ number, state: 'notReceived', settledAt: at(-30) });
    const control = { attempt: lost(2), earlierAttempts: [lost(1)] };
    expect(ask([by('ada', { at: at(-10) }), by('bob')], control)).toMatchObject({
      kind: 'pending',
      objection: true,
    });
    expect(ask([by('ada', { at: at(-10) }), by('bob', { at: at(-5) })], control).kind).toBe('granted');
  });
});

describe('approvers are named', () => {
  const named = (approvers: readonly string[]) => ({
    policy: aPolicy({ mode: 'approve', approvals: { required: 2, approvers } }),
  });

  test.each<[string, readonly string[], readonly Approval[], string, RegExp | undefined]>([
    ['both of them', ['ada', 'bob'], [by('ada'), by('BOB')], 'granted', undefined],
    ['one is missing', ['ada', 'bob'], [by('ada')], 'pending', /^1 of 2 approvals, by ada; missing: bob$/],
    [
      'one of several is missing',
      ['ada', 'bob', 'eve'],
      [by('ada')],
      'pending',
      /missing: 1 of bob and eve$/,
    ],
    [
      'somebody else approved',
      ['ada', 'bob'],
      [by('ada'), by('eve')],
      'expired',
      /of eve does not count: the policy names ada and bob, not eve; 1 of 2 approvals, by ada; missing: bob$/,
    ],
  ])('%s', (_what, approvers, approvals, kind, reason) => {
    expect(ask(approvals, named(approvers))).toMatchObject({
      kind,
      ...(reason && { reason: expect.stringMatching(reason) }),
    });
  });

  test('the one who named the tail leaves too few', () => {
    const namedTail = { by: 'bob', at: at(-90), blob: 'log9.final.trn' };
    expect(ask([by('ada')], { ...named(['ada', 'bob']), namedTail })).toMatchObject({
      kind: 'pending',
      reason: expect.stringMatching(
        /it cannot be complete, for of the approvers named by the policy only none may still approve$/,
      ),
    });
  });
});

test.each(['manual', 'auto'] as const)('mode %s: one operator is enough, the registrant as well', (mode) => {
  const { rule, standing } = judgeApprovals(
    facts([by(RITA)], { policy: aPolicy({ mode, approvals: { required: 2 } }) }),
    aTail(),
  );
  expect([rule.required, standing.length]).toEqual([1, 1]);
});

test('an altered number of approvals never lets fewer than one suffice', () => {
  for (const required of [0, -1, Number.NaN])
    expect(ask([], { policy: aPolicy({ mode: 'approve', approvals: { required } }) }).kind).not.toBe(
      'granted',
    );
});

const demand = (mode: PolicyMode, approvals?: ApprovalDemand) => demandProblem({ mode, approvals }, RITA);

test.each<[string, string | undefined, RegExp | undefined]>([
  ['none', demand('auto'), undefined],
  ['two in mode approve', demand('approve', { required: 2 }), undefined],
  ['two of three named', demand('approve', { required: 2, approvers: ['a', 'b', 'c'] }), undefined],
  [
    'in mode manual',
    demand('manual', { required: 1 }),
    /only mode approve .* the mode is manual: set the mode to approve, or approvals to null/,
  ],
  ['in mode offline', demand('offline', { required: 2 }), /only mode approve/],
  ['somebody twice', demand('approve', { required: 2, approvers: ['a', 'A'] }), /^a is named twice/],
  [
    'too few',
    demand('approve', { required: 2, approvers: ['a'] }),
    /^2 approvals cannot come from 1 approvers: name at least 2, or ask for fewer/,
  ],
  [
    'too few without the registrant',
    demand('approve', { required: 2, approvers: ['a', RITA] }),
    /as rita@example\.com registered the migration/,
  ],
])('a demand of %s', (_what, problem, expected) => {
  if (expected === undefined) expect(problem).toBeUndefined();
  else expect(problem).toMatch(expected);
});

test.each<[string, PolicyMode, ApprovalDemand | undefined, PolicyMode, ApprovalDemand | undefined, boolean]>([
  ['from manual to auto', 'manual', undefined, 'auto', undefined, false],
  ['from approve to manual', 'approve', undefined, 'manual', undefined, true],
  ['from two to one', 'approve', { required: 2 }, 'approve', undefined, true],
  ['from one to two', 'approve', undefined, 'approve', { required: 2 }, false],
  [
    'names where there were none',
    'approve',
    { required: 2 },
    'approve',
    { required: 2, approvers: ['a', 'b'] },
    false,
  ],
  [
    'no names where there were some',
    'approve',
    { required: 1, approvers: ['a'] },
    'approve',
    { required: 1 },
    true,
  ],
  [
    'another name',
    'approve',
    { required: 1, approvers: ['a'] },
    'approve',
    { required: 1, approvers: ['A', 'b'] },
    true,
  ],
  [
    'fewer names',
    'approve',
    { required: 1, approvers: ['a', 'b'] },
    'approve',
    { required: 1, approvers: ['B'] },
    false,
  ],
])('%s: whether that asks for less', (_what, mode, approvals, toMode, toApprovals, expected) => {
  expect(loosensApprovals({ mode, approvals }, { mode: toMode, approvals: toApprovals })).toBe(expected);
});
