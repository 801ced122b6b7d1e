/** Approvals of a group taken back: one operator's, member by member, by the code of `revoke`; twice, half done, refused. */
import type { Approval } from '../../shared/core/migration/control';
import { DEFAULT_POLICY } from '../../shared/core/migration/policy';
import { type Ledger, LedgerUnavailableError } from '../../shared/ports/ledger';
import { makeGroup } from '../../shared/use-cases/groups/make-group';
import { dropMember } from '../../shared/use-cases/groups/operate-group';
import { type GroupRevocation, revokeMembers } from '../../shared/use-cases/groups/revoke-members';
import { revokeApproval } from '../../shared/use-cases/operate/revoke-approval';
import { aTail, anAttempt, OPERATION } from '../support/facts';
import { CONTAINER_URL, MortalLedger, SCOPE, World } from '../support/world';

const IDS = ['a', 'b', 'c'] as const;
const REASON = 'the application still writes';

/** Three members; ada and bob have approved all but c, which ada has not. */
async function threeMembers(): Promise<World> {
  const world = new World();
  for (const id of IDS)
    await world.register(
      {
        ...{ id, source: { databaseName: id }, target: { managedInstanceId: SCOPE, databaseName: id } },
        backups: { containerUrl: CONTAINER_URL, prefix: `${id}/` },
      },
      { mode: 'approve', approvals: { required: 2 } },
    );
  const plan = { id: 'wave', strategy: 'together' as const, limits: {}, stopAfter: 1 };
  const members = IDS.map((id) => ({ id }));
  const isMade = await makeGroup(world.caps, { ...plan, members }, 'olga', {
    dryRun: false,
    mayBeNamed: () => true,
  });
  expect(isMade.kind).toBe('made');
  for (const id of IDS)
    await set(world, id, {
      approvals: (id === 'c' ? ['bob'] : ['ada', 'bob']).map((by) => approvalBy(world, id, by)),
    });
  return world;
}

function approvalBy(world: World, id: string, by: string): Approval {
  const now = world.clock.now().getTime();
  return {
    ...{ by, at: new Date(now).toISOString(), expiresAt: new Date(now + 3_600_000).toISOString() },
    ...{ tail: aTail(), operationId: OPERATION, target: `mi/${id}` },
  };
}

async function set(world: World, id: string, change: object): Promise<void> {
  const { value, etag } = (await world.stored.control(id))!;
  await world.stored.changeControl(id, etag, { ...value, ...change }, []);
}

async function revoke(
  world: World,
  by: string,
  { ledger = world.stored, ...what }: Partial<GroupRevocation> & { readonly ledger?: Ledger } = {},
) {
  const { value } = (await world.stored.group('wave'))!;
  const report = (_id: string, error: unknown): never => {
    throw error;
  };
  return revokeMembers({ ...world.caps, ledger }, value, by, {
    of: by,
    reason: REASON,
    dryRun: false,
    report,
    ...what,
  });
}

/** Whose approvals count at each member. */
const standing = (world: World) =>
  Promise.all(
    IDS.map(async (id) =>
      ((await world.stored.control(id))!.value.approvals ?? [])
        .filter(({ ended }) => !ended)
        .map(({ by }) => by),
    ),
  );
const outcomes = (given: readonly { readonly outcome: string }[]) => given.map(({ outcome }) => outcome);

test('each member has what revoke stores, and a line in its journal; others\u2019 approvals stay', async () => {
  const world = await threeMembers();
  expect(await revoke(world, 'ADA')).toEqual([
    { id: 'a', outcome: 'revoked' },
    { id: 'b', outcome: 'revoked' },
    { id: 'c', outcome: 'none' },
  ]);
  expect(await standing(world)).toEqual([['bob'], ['bob'], ['bob']]);
  const ofGroup = (await world.stored.control('a'))!.value.approvals;
  const single = await threeMembers();
  await revokeApproval(single.caps, { id: 'a', by: 'ADA' }, { reason: REASON, of: 'ada' });
  expect(ofGroup).toEqual((await single.stored.control('a'))!.value.approvals);
  const { items } = await world.stored.journal('a', { top: 100 });
  expect(items.filter(({ kind }) => kind === 'approvalEnded')).toMatchObject([
    {
      by: 'ADA',
      text: expect.stringMatching(/^The approval of ada was revoked by ADA at .*: the application/),
    },
  ]);
});

test('those of a named operator', async () => {
  const world = await threeMembers();
  expect(outcomes(await revoke(world, 'ada', { of: 'Bob' }))).toEqual(['revoked', 'revoked', 'revoked']);
  expect(await standing(world)).toEqual([['ada'], ['ada'], []]);
});

test('a dry run tells the same and writes nothing', async () => {
  const world = await threeMembers();
  const before = await Promise.all(IDS.map((id) => world.stored.control(id)));
  expect(outcomes(await revoke(world, 'ada', { dryRun: true }))).toEqual(['possible', 'possible', 'none']);
  expect(await Promise.all(IDS.map((id) => world.stored.control(id)))).toEqual(before);
});

test('the same call again finds none, and writes nothing', async () => {
  const world = await threeMembers();
  await revoke(world, 'ada');
  const before = await Promise.all(IDS.map((id) => world.stored.control(id)));
  expect(outcomes(await revoke(world, 'ada'))).toEqual(['none', 'none', 'none']);
  expect(await Promise.all(IDS.map((id) => world.stored.control(id)))).toEqual(before);
});

describe('a member is refused by name, and the others are revoked', () => {
  test.each<[string, (world: World) => Promise<unknown>, string]>([
    [
      'whose request was sent',
      (world) => set(world, 'b', { attempt: anAttempt({ state: 'sent' }) }),
      'attempt 1 is sent, the request may have reached the service',
    ],
    [
      'that has ended',
      (world) => set(world, 'b', { ended: { phase: 'completed', at: 'x', reason: 'x' } }),
      'the migration has ended (completed)',
    ],
    ['that has not joined', (world) => set(world, 'b', { group: undefined }), 'it has not joined group wave'],
    ['that was deleted', (world) => world.stored.remove('b'), 'it is no longer registered'],
  ])('%s', async (_name, change, reason) => {
    const world = await threeMembers();
    await change(world);
    const given = await revoke(world, 'ada');
    expect(outcomes(given)).toEqual(['revoked', 'refused', 'none']);
    expect(given[1]).toEqual({ id: 'b', outcome: 'refused', reason });
  });

  test('for which the ledger gives no answer', async () => {
    const world = await threeMembers();
    const ledger = Object.create(world.stored) as Ledger;
    ledger.changeControl = async (id, ...args) => {
      if (id === 'b') throw new LedgerUnavailableError('change', { cause: undefined });
      return world.stored.changeControl(id, ...args);
    };
    const given = await revoke(world, 'ada', { ledger });
    expect(outcomes(given)).toEqual(['revoked', 'refused', 'none']);
    expect(given[1]).toMatchObject({ reason: expect.stringContaining('; repeat it') });
  });
});

test('one that was dropped is left alone', async () => {
  const world = await threeMembers();
  await dropMember(world.caps, 'wave', 'b', { by: 'x', reason: 'late' });
  expect((await revoke(world, 'ada')).map(({ id }) => id)).toEqual(['a', 'c']);
  expect(await standing(world)).toEqual([['bob'], ['ada', 'bob'], ['bob']]);
});

test('as revoke does, it pauses mode auto', async () => {
  const world = await threeMembers();
  await set(world, 'a', { policy: { ...DEFAULT_POLICY, mode: 'auto' } });
  await revoke(world, 'ada');
  expect((await world.stored.control('a'))?.value.autoPaused).toMatchObject({ by: 'ada' });
});

test('a death between any two calls leaves what the same call finishes, with one line each', async () => {
  let isThrough = false;
  for (let call = 1; !isThrough; call += 1) {
    const world = await threeMembers();
    const mortal = new MortalLedger(world.stored);
    mortal.dieAt({ call, when: 'after' });
    await revoke(world, 'ada', { ledger: mortal.ledger }).catch(() => undefined);
    isThrough = !mortal.isDead;
    mortal.revive();
    await revoke(world, 'ada');
    expect(await standing(world)).toEqual([['bob'], ['bob'], ['bob']]);
    const lines = await Promise.all(['a', 'b'].map((id) => world.stored.journal(id, { top: 200 })));
    for (const { items } of lines)
      expect(items.filter(({ kind }) => kind === 'approvalEnded')).toHaveLength(1);
  }
});
