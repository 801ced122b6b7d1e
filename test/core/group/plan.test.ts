import { type GroupPlan, isSamePlan, planProblem } from '../../../shared/core/group/group';
import { aGroup } from './samples';

const plan = (members: GroupPlan['members'], strategy: GroupPlan['strategy'] = 'inOrder'): GroupPlan =>
  aGroup({ strategy, members: members.map((one) => ({ ...one, instance: '' })) });

test.each<[name: string, plan: GroupPlan, field: string | undefined, message: RegExp]>([
  ['in order', plan([{ id: 'a' }, { id: 'b', after: ['a'] }]), undefined, /^$/],
  ['twice', plan([{ id: 'a' }, { id: 'a' }]), 'members.1.id', /named twice/],
  ['an order without inOrder', plan([{ id: 'a', after: ['a'] }], 'each'), 'members.0.after', /only strategy/],
  ['after a stranger', plan([{ id: 'a', after: ['b'] }]), 'members.0.after', /b is not a member/],
  ['after itself', plan([{ id: 'a', after: ['a'] }]), 'members.0.after', /after itself/],
  [
    'a ring, and what comes after it',
    plan([{ id: 'a', after: ['b'] }, { id: 'b', after: ['a'] }, { id: 'c', after: ['b'] }, { id: 'd' }]),
    'members',
    /wait for each other: a, b, c$/,
  ],
])('%s', (_name, asked, field, message) => {
  const problem = planProblem(asked);
  expect(problem?.field).toBe(field);
  expect(problem?.message ?? '').toMatch(message);
});

test('more dependencies than a row holds are refused', () => {
  const ids = Array.from({ length: 100 }, (_, n) => `m${n}`);
  const members = ids
    .map((id, n) => ({ id, after: ids.slice(0, n) }))
    .map((one) => (one.after.length ? one : { id: one.id }));
  expect(planProblem(plan(members))?.message).toMatch(/4950 entries in "after", at most 1000/);
});

test('the same plan is told by what it asks for', () => {
  expect(isSamePlan(aGroup(), aGroup({ createdAt: 'later', going: ['a'] }))).toBe(true);
  expect(isSamePlan(aGroup(), aGroup({ stopAfter: 2 }))).toBe(false);
  expect(isSamePlan(aGroup(), aGroup({ limits: { perSubscription: 2 } }))).toBe(false);
});
