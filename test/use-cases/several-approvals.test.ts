/** Mode approve: nothing is sent before as many operators as the policy says have approved, and nothing after one of them is missing. */
import type { Policy, PolicyFields } from '../../shared/core/migration/policy';
import { recordIntent } from '../../shared/use-cases/cutover/record-intent';
import { triggerCutover } from '../../shared/use-cases/cutover/trigger-cutover';
import { approveCutover } from '../../shared/use-cases/operate/approve-cutover';
import { changePolicy } from '../../shared/use-cases/operate/change-policy';
import { nameTail } from '../../shared/use-cases/operate/name-tail';
import { revokeApproval } from '../../shared/use-cases/operate/revoke-approval';
import { readStatus } from '../../shared/use-cases/read/read-status';
import { watchFor } from '../support/watch';
import { ID, readyWorld, type World } from '../support/world';

const TAIL = 'log3.final.trn';
const TYPED = { confirm: 'mi/Shop', expectedTail: TAIL };
const as = (name: string) => ({ id: ID, by: name });

const asking = (approvals: Policy['approvals'] = { required: 2 }): Promise<World> =>
  readyWorld({}, { mode: 'approve', approvals });

const approve = (world: World, name: string) => approveCutover(world.caps, as(name), TYPED, 'approve');
const shown = async (world: World) => (await readStatus(world.caps, ID))!.document;
const refused = (refusal: RegExp) => ({ kind: 'refused', refusal: expect.stringMatching(refusal) });

async function approvedBy(world: World, ...names: readonly string[]): Promise<World> {
  for (const name of names) {
    expect(await approve(world, name)).toMatchObject({ kind: 'changed' });
    world.clock.forward(1);
  }
  return world;
}

test('the first sends nothing, the last sends once, and the attempt keeps both', async () => {
  const world = await approvedBy(await asking(), 'ada');
  await watchFor(world, 120);
  expect(world.sends).toBe(0);
  const before = await shown(world);
  expect(before.approvals).toMatchObject({
    required: 2,
    standing: 1,
    given: [{ by: 'ada', state: 'granted' }],
  });
  expect(before.next).toMatchObject({
    who: 'operator',
    action: 'cutover',
    what: expect.stringContaining('1 of 2'),
  });

  await approvedBy(world, 'bob');
  await watchFor(world, 120);
  expect(world.sends).toBe(1);
  const { attempt } = await world.control();
  expect(attempt).toMatchObject({ requestedBy: 'ada and bob', approvals: [{ by: 'ada' }, { by: 'bob' }] });
  expect(await world.journal()).toEqual(
    expect.arrayContaining([
      expect.stringContaining(`Cutover approved (1 of 2) at ${TAIL}`),
      expect.stringContaining(`Cutover approved (2 of 2) at ${TAIL}`),
    ]),
  );
});

test('right after an approval the step is to give those that are missing, or the app’s', async () => {
  const world = await approvedBy(await asking(), 'ada');
  const missing = {
    who: 'operator',
    action: 'cutover',
    what: expect.stringContaining('1 of 2 approvals, by ada'),
  };
  expect((await shown(world)).next).toMatchObject(missing);
  await approvedBy(world, 'ADA');
  expect((await shown(world)).next).toMatchObject({
    ...missing,
    what: expect.stringMatching(/by ADA; missing: 1/),
  });
  await approvedBy(world, 'bob');
  expect((await shown(world)).next).toMatchObject({ who: 'app', what: expect.stringContaining('sends') });
});

test('one operator alone does not do it, however often and however spelt', async () => {
  const world = await approvedBy(await asking(), 'ada', 'ADA', 'ada');
  await watchFor(world, 120);
  expect(world.sends).toBe(0);
  expect((await world.control()).approvals).toHaveLength(1);
});

test('an approval of a clock that is ahead is kept, and counts once it is reached', async () => {
  const world = await asking();
  world.clock.forward(5);
  await approve(world, 'ada');
  world.clock.forward(-5);
  await approve(world, 'bob');
  expect((await shown(world)).approvals).toMatchObject({
    standing: 1,
    given: [
      { by: 'ada', state: 'pending' },
      { by: 'bob', state: 'granted' },
    ],
  });
  expect((await world.journal()).at(-1)).toContain('(1 of 2)');
  await watchFor(world, 120);
  expect(world.sends).toBe(1);
});

test('neither who registered it nor who named the tail approves; naming it later takes the approval away', async () => {
  const world = await asking();
  expect(await approve(world, 'rita@example.com')).toMatchObject(
    refused(/rita@example\.com registered the migration/),
  );
  await nameTail(world.caps, as('bob'), TAIL);
  await world.assess();
  world.clock.forward(31);
  await world.assess();
  expect(await approve(world, 'Bob')).toMatchObject(refused(/Bob named the tail, and another operator/));
  await approvedBy(world, 'ada', 'eve');
  expect((await shown(world)).approvals).toMatchObject({ standing: 2 });
});

test('approvers are named: nobody else approves', async () => {
  const world = await asking({ required: 2, approvers: ['ada', 'bob'] });
  expect(await approve(world, 'eve')).toMatchObject(
    refused(/^Cannot approve: the policy names ada and bob, not eve$/),
  );
  await approvedBy(world, 'ada');
  expect((await shown(world)).approvals?.missing).toBe('1 of 2 approvals, by ada; missing: bob');
});

test('cutover is refused in mode approve, with who is missing, and changes nothing', async () => {
  const world = await asking();
  const cutOver = () => approveCutover(world.caps, as('ada'), TYPED);
  expect(await cutOver()).toMatchObject(
    refused(/^Cannot cut over: mode approve: none of 2 approvals; missing: 2/),
  );
  expect((await world.control()).approvals).toBeUndefined();
  await approvedBy(world, 'bob', 'eve');
  expect(await cutOver()).toMatchObject(refused(/^Cannot cut over: bob and eve approved it already/));
});

test('an approval that is revoked between intent and sending withdraws the attempt', async () => {
  const world = await approvedBy(await asking(), 'ada', 'bob');
  await world.assess();
  expect(await recordIntent(world.caps, ID, 1)).toMatchObject({ kind: 'attempt' });
  const revoked = await revokeApproval(world.caps, as('eve'), { reason: 'not yet', of: 'BOB' });
  expect(revoked).toMatchObject({ kind: 'changed' });
  expect(await triggerCutover(world.caps, ID, 1)).toMatchObject({
    state: 'withdrawn',
    reason: expect.stringContaining('1 of 2'),
  });
  expect(world.sends).toBe(0);
  expect(await shown(world)).toMatchObject({
    approvals: {
      standing: 1,
      given: [
        { by: 'ada', state: 'granted' },
        { by: 'bob', state: 'revoked' },
      ],
    },
  });
});

test('the approval of somebody who gave none cannot be revoked; without a name all are', async () => {
  const world = await approvedBy(await asking(), 'ada', 'bob');
  expect(await revokeApproval(world.caps, as('eve'), { reason: 'not yet', of: 'fay' })).toMatchObject(
    refused(/there is none of fay/),
  );
  await revokeApproval(world.caps, as('eve'), { reason: 'not yet' });
  expect((await world.journal()).at(-1)).toMatch(
    /^The approvals of ada and bob were revoked by eve at .*: not yet$/,
  );
});

test('the request is bound to the moment at which fewer than needed stand', async () => {
  const world = await approvedBy(await asking(), 'ada', 'bob');
  await world.assess();
  await recordIntent(world.caps, ID, 1);
  const [first, second] = (await world.control()).approvals ?? [];
  const soon = new Date(world.clock.now().getTime() + 3_000).toISOString();
  await world.change({ approvals: [{ ...first!, expiresAt: soon }, second!] });
  const deadlines: (number | undefined)[] = [];
  const cutover = world.engine.cutover.bind(world.engine);
  world.engine.cutover = (target, order) => {
    deadlines.push(order.deadline);
    return cutover(target, order);
  };
  await triggerCutover(world.caps, ID, 1);
  expect(deadlines).toEqual([Date.parse(soon)]);
});

describe('asking for less', () => {
  const change = async (world: World, policy: PolicyFields, mayLoosen?: boolean) =>
    changePolicy(world.caps, { ...as('ada'), mayLoosen }, (await world.stored.control(ID))!.etag, {
      policy,
      confirm: 'mi/Shop',
    });

  test.each<[string, PolicyFields]>([
    ['mode manual', { mode: 'manual', approvals: null }],
    ['one approval', { approvals: { required: 1 } }],
  ])('%s needs the administrator', async (_what, given) => {
    const world = await asking();
    expect(await change(world, given)).toMatchObject({
      kind: 'forbidden',
      reason: expect.stringContaining('Cutover.Admin'),
    });
    expect((await world.control()).policy).toMatchObject({ mode: 'approve', approvals: { required: 2 } });
    expect(await change(world, given, true)).toMatchObject({ kind: 'changed' });
  });

  test('asking for more needs none, and voids what was given', async () => {
    const world = await approvedBy(await asking(), 'ada', 'bob');
    expect(await change(world, { approvals: { required: 3 } })).toMatchObject({ kind: 'changed' });
    await watchFor(world, 120);
    expect(world.sends).toBe(0);
    expect((await shown(world)).approvals).toMatchObject({ required: 3, standing: 0 });
  });

  test('what nobody can give is refused', async () => {
    const world = await asking();
    expect(
      await change(world, { approvals: { required: 2, approvers: ['ada', 'rita@example.com'] } }),
    ).toMatchObject(refused(/2 approvals cannot come from 1 approvers, as rita@example\.com registered/));
    expect(await change(world, { mode: 'auto' }, true)).toMatchObject(
      refused(/only mode approve asks for approvals/),
    );
  });
});
