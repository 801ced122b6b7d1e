/** One approval for a group: each member as it was seen, by the code of `approve`; twice, changed, half done. */
import { DEFAULT_POLICY, type Policy } from '../../shared/core/migration/policy';
import {
  type Ledger,
  LedgerRowError,
  LedgerUnavailableError,
  LedgerUnclearError,
} from '../../shared/ports/ledger';
import { assessMigration } from '../../shared/use-cases/assess/assess-migration';
import { advanceGroup } from '../../shared/use-cases/groups/advance-group';
import type { SeenMember } from '../../shared/core/group/approved-list';
import { approveMembers } from '../../shared/use-cases/groups/approve-members';
import type { ReportFault } from '../../shared/use-cases/groups/each-member';
import { makeGroup } from '../../shared/use-cases/groups/make-group';
import { dropMember } from '../../shared/use-cases/groups/operate-group';
import { recordIntent } from '../../shared/use-cases/cutover/record-intent';
import { readGroup } from '../../shared/use-cases/groups/read-groups';
import { approveCutover } from '../../shared/use-cases/operate/approve-cutover';
import { nameTail } from '../../shared/use-cases/operate/name-tail';
import { adoptMigration } from '../../shared/use-cases/register/adopt-migration';
import { checkerOfName, problemsOf } from '../docs/contract';
import { CONTAINER_URL, MortalLedger, OPERATION, SCOPE, someBackups, World } from '../support/world';
import { anAttempt } from '../support/facts';

const IDS = ['a', 'b', 'c'] as const;
const TAIL = 'log3.final.trn';
const ANY = { dryRun: false, mayBeNamed: () => true };

/** Three members of mode approve; of each a ready tail is known. */
async function threeMembers(policy: Partial<Policy> = {}, ids: readonly string[] = IDS): Promise<World> {
  const world = new World();
  const look = async (id: string) => assessMigration(world.caps, id, 'routine', 'watch');
  const runs = (id: string, lastRestoredFile?: string) =>
    world.engine.set(
      { scopeId: SCOPE, databaseName: id },
      {
        ...{ operationId: OPERATION, sourceDatabaseName: id, containerName: 'backups', pendingLogs: 0 },
        ...{ startedOn: world.clock.now().toISOString(), fullRestored: lastRestoredFile !== undefined },
        ...{ lastRestoredFile },
      },
    );
  for (const [n, id] of ids.entries()) {
    await world.register(
      {
        ...{ id, source: { databaseName: id }, target: { managedInstanceId: SCOPE, databaseName: id } },
        backups: { containerUrl: CONTAINER_URL, prefix: `${id}/` },
      },
      { mode: 'approve', approvals: { required: 2 }, ...policy },
    );
    runs(id);
    for (const [name, content] of Object.entries(someBackups(id, 7 + n))) world.put(`${id}/${name}`, content);
    await look(id);
    await adoptMigration(world.caps, id, OPERATION);
  }
  const lookAfter = async (seconds: number): Promise<void> => {
    world.clock.forward(seconds);
    for (const id of ids) await look(id);
  };
  await lookAfter(1);
  await lookAfter(world.caps.timing.clocksApart);
  for (const id of ids) runs(id, `${id}/${TAIL}`);
  await lookAfter(0);
  await lookAfter(31);
  world.clock.forward(16);
  const plan = { id: 'wave', strategy: 'together' as const, limits: {}, stopAfter: 1 };
  await makeGroup(world.caps, { ...plan, members: ids.map((id) => ({ id })) }, 'olga', ANY);
  return world;
}

async function seenOf(world: World, ids: readonly string[] = IDS): Promise<readonly SeenMember[]> {
  const board = await readGroup(world.caps, 'wave');
  return ids.map((id) => {
    const { target = '', tail, operationId = '' } = board!.members.find((one) => one.id === id)!;
    return { id, target, tail: tail!, operationId };
  });
}

async function approve(
  world: World,
  by: string,
  {
    seen,
    dryRun = false,
    ledger = world.stored,
    report = neverReported,
  }: { seen?: readonly SeenMember[]; dryRun?: boolean; ledger?: Ledger; report?: ReportFault } = {},
) {
  const { value } = (await world.stored.group('wave'))!;
  const what = { seen: seen ?? (await seenOf(world)), dryRun, report };
  return approveMembers({ ...world.caps, ledger }, value, by, what);
}

/** A death, which the outcome of the call does not show, is none. */
const neverReported: ReportFault = (_id, error) => {
  throw error;
};

const control = async (world: World, id: string) => (await world.stored.control(id))!.value;
const approvers = async (world: World) =>
  Promise.all(IDS.map(async (id) => ((await control(world, id)).approvals ?? []).map(({ by }) => by)));
const outcomes = (given: readonly { readonly outcome: string }[]) => given.map(({ outcome }) => outcome);

async function set(world: World, id: string, change: object): Promise<void> {
  const { value, etag } = (await world.stored.control(id))!;
  await world.stored.changeControl(id, etag, { ...value, ...change }, []);
}

test('each member has the approval that approve stores, and a line in its journal', async () => {
  const world = await threeMembers();
  const typed = { confirm: 'mi/a', expectedTail: `a/${TAIL}` };
  await approveCutover(world.caps, { id: 'a', by: 'ada' }, typed, 'approve');
  const [single] = (await control(world, 'a')).approvals!;
  expect(await approve(world, 'bob')).toEqual(
    [2, 1, 1].map((given, n) => ({
      ...{ id: IDS[n], outcome: 'approved', given, required: 2 },
      expiresAt: single!.expiresAt,
    })),
  );
  expect((await control(world, 'a')).approvals).toEqual([single, { ...single, by: 'bob' }]);
  const { items } = await world.stored.journal('b', { top: 100 });
  expect(items.findLast(({ kind }) => kind === 'approved')).toMatchObject({
    by: 'bob',
    text: `Cutover approved (1 of 2) with group wave at b/${TAIL}, until ${single!.expiresAt}`,
  });
});

test('a dry run tells the same and writes nothing', async () => {
  const world = await threeMembers();
  const before = await Promise.all(IDS.map((id) => control(world, id)));
  expect(outcomes(await approve(world, 'bob', { dryRun: true }))).toEqual([
    'possible',
    'possible',
    'possible',
  ]);
  expect(await Promise.all(IDS.map((id) => control(world, id)))).toEqual(before);
});

test('the same call again changes nothing, whoever else approved in between', async () => {
  const world = await threeMembers();
  const first = await approve(world, 'bob');
  await approve(world, 'eve');
  const rows = await Promise.all(IDS.map((id) => world.stored.control(id)));
  world.clock.forward(60);
  const again = await approve(world, 'BOB');
  expect(again).toEqual(first.map((one) => ({ ...one, outcome: 'stands', given: 2 })));
  expect(await Promise.all(IDS.map((id) => world.stored.control(id)))).toEqual(rows);
});

describe('a member is refused by name, and the others are approved', () => {
  test.each<[string, (world: World) => Promise<unknown>, RegExp]>([
    ['its operation is another one', (w) => set(w, 'b', { operationId: 'x' }), /operation|engine/],
    [
      'whose tail the approver has named since',
      (w) => nameTail(w.caps, { id: 'b', by: 'bob' }, `b/${TAIL}`),
      /^bob named the tail, and another operator has to approve$/,
    ],
    [
      'that is held',
      (w) => set(w, 'b', { holds: [{ number: 1, by: 'x', at: 'x', reason: 'no' }] }),
      /held|hold/,
    ],
    [
      'that is being cut over',
      (w) => set(w, 'b', { attempt: anAttempt({ state: 'sent' }) }),
      /^attempt 1 is sent/,
    ],
    [
      'that has ended',
      (w) => set(w, 'b', { ended: { phase: 'canceled', at: 'x', reason: 'x' } }),
      /^the migration has ended \(canceled\)$/,
    ],
    [
      'that was dropped',
      (w) => dropMember(w.caps, 'wave', 'b', { by: 'x', reason: 'late' }),
      /^it was dropped from group wave: approve it by itself$/,
    ],
    ['that has not joined', (w) => set(w, 'b', { group: undefined }), /^it has not joined group wave$/],
    [
      'whose policy names others',
      (w) =>
        set(w, 'b', {
          policy: { ...DEFAULT_POLICY, mode: 'approve', approvals: { required: 1, approvers: ['eve'] } },
        }),
      /^the policy names eve, not bob$/,
    ],
  ])('%s', async (_name, change, reason) => {
    const world = await threeMembers();
    const seen = await seenOf(world);
    await change(world);
    const given = await approve(world, 'bob', { seen });
    expect(outcomes(given)).toEqual(['approved', 'refused', 'approved']);
    expect(given[1]).toMatchObject({ id: 'b', reason: expect.stringMatching(reason) });
    expect(await approvers(world)).toEqual([['bob'], [], ['bob']]);
  });

  test.each<[string, (seen: SeenMember) => SeenMember, RegExp]>([
    ['target', (one) => ({ ...one, target: 'mi/other' }), /"mi\/other" is not the target; type mi\/b/],
    [
      'file',
      (one) => ({ ...one, tail: { ...one.tail, blob: 'b/log2.trn' } }),
      /the tail is b\/log3\.final\.trn, not b\/log2\.trn/,
    ],
    [
      'LSN',
      (one) => ({ ...one, tail: { ...one.tail, lastLsn: '7' } }),
      /the LSN of the tail was 7 and is \d+; look at it again$/,
    ],
    [
      'backup set',
      (one) => ({ ...one, tail: { ...one.tail, set: 'x' } }),
      /the backup set of the tail was x and is /,
    ],
    ['operation', (one) => ({ ...one, operationId: 'x' }), /the operation was x and is 1{8}-/],
  ])('seen with another %s', async (_what, other, reason) => {
    const world = await threeMembers();
    const seen = (await seenOf(world)).map((one) => (one.id === 'b' ? other(one) : one));
    const given = await approve(world, 'bob', { seen });
    expect(given[1]).toMatchObject({ outcome: 'refused', reason: expect.stringMatching(reason) });
    expect(await approvers(world)).toEqual([['bob'], [], ['bob']]);
  });

  test('that is no member of it', async () => {
    const world = await threeMembers();
    const [first] = await seenOf(world);
    expect(await approve(world, 'bob', { seen: [{ ...first!, id: 'other' }] })).toEqual([
      { id: 'other', outcome: 'refused', reason: 'it is not a member of group wave' },
    ]);
  });
});

test('an approval from before a refused attempt is given anew, for it does not count for another one', async () => {
  const world = await threeMembers();
  const seen = await seenOf(world);
  await approve(world, 'bob', { seen });
  world.clock.forward(1);
  const settledAt = world.clock.now().toISOString();
  const { tail } = (await control(world, 'b')).approvals![0]!;
  await set(world, 'b', { attempt: anAttempt({ state: 'refused', code: 'X', tail, settledAt }) });
  world.clock.forward(1);
  expect(outcomes(await approve(world, 'bob', { seen }))).toEqual(['stands', 'approved', 'stands']);
});

test('who registered the members approves none of them', async () => {
  const world = await threeMembers();
  expect(outcomes(await approve(world, 'rita@example.com'))).toEqual(['refused', 'refused', 'refused']);
  expect(await approvers(world)).toEqual([[], [], []]);
});

test('a row that changes once while it is assessed is assessed again; one that always changes is refused', async () => {
  for (const [times, expected] of [
    [1, 'approved'],
    [9, 'refused'],
  ] as const) {
    const world = await threeMembers();
    let left: number = times;
    const ledger = Object.create(world.stored) as Ledger;
    ledger.changeControl = async (id, ...args) => {
      if (id === 'b' && left-- > 0) return { kind: 'conflict' };
      return world.stored.changeControl(id, ...args);
    };
    expect(outcomes(await approve(world, 'bob', { ledger }))).toEqual(['approved', expected, 'approved']);
  }
});

test.each([
  ['refused', new LedgerUnavailableError('change', { cause: undefined })],
  ['unclear', new LedgerUnclearError('change', { cause: undefined })],
])('no answer for one member is its outcome: %s', async (outcome, error) => {
  const world = await threeMembers();
  const ledger = Object.create(world.stored) as Ledger;
  ledger.changeControl = async (id, ...args) => {
    if (id === 'b') throw error;
    return world.stored.changeControl(id, ...args);
  };
  const given = await approve(world, 'bob', { ledger });
  expect(outcomes(given)).toEqual(['approved', outcome, 'approved']);
  expect(given[1]).toMatchObject({ reason: expect.stringContaining('; repeat it') });
});

test.each<[string, string, Error, RegExp, boolean]>([
  [
    'a row that this program cannot read is refused with what to do',
    'refused',
    new LedgerRowError('b', 'control', 'its text is not JSON; restore the row from a backup of the table'),
    /^Cannot read ledger row "control" of "b": its text is not JSON; restore the row/,
    false,
  ],
  [
    'a fault is for the log, without its message here',
    'unclear',
    new TypeError('x of secret is undefined'),
    /^an internal error, which the log of the app has; look at the migration, then repeat it$/,
    true,
  ],
])('%s, and the others are approved', async (_name, outcome, error, reason, isReported) => {
  const world = await threeMembers();
  const seen = await seenOf(world);
  const ledger = Object.create(world.stored) as Ledger;
  ledger.control = async (id) => {
    if (id === 'b') throw error;
    return world.stored.control(id);
  };
  const report = jest.fn();
  const given = await approve(world, 'bob', { seen, ledger, report });
  expect(outcomes(given)).toEqual(['approved', outcome, 'approved']);
  expect(given[1]).toEqual({ id: 'b', outcome, reason: expect.stringMatching(reason) });
  expect(report.mock.calls).toEqual(isReported ? [['b', error]] : []);
  expect(await approvers(world)).toEqual([['bob'], [], ['bob']]);
});

test('a row that cannot be read is named by the board, and stops the steps of the group', async () => {
  const world = await threeMembers();
  const ledger = Object.create(world.stored) as Ledger;
  ledger.control = async (id) => {
    if (id === 'b') throw new LedgerRowError('b', 'control', 'its text is not JSON');
    return world.stored.control(id);
  };
  const caps = { ...world.caps, ledger };
  const board = await readGroup(caps, 'wave');
  expect(board?.members.find(({ id }) => id === 'b')).toMatchObject({ reason: 'it was not read' });
  expect(board?.late).toContain('b');
  await expect(advanceGroup(caps, 'wave')).rejects.toThrow(LedgerRowError);
});

test('a death between any two calls leaves what the same call finishes, with one approval each', async () => {
  let isThrough = false;
  for (let call = 1; !isThrough; call += 7) {
    const world = await threeMembers();
    const seen = await seenOf(world);
    const mortal = new MortalLedger(world.stored);
    mortal.dieAt({ call, when: 'after' });
    await approve(world, 'bob', { seen, ledger: mortal.ledger }).catch(() => undefined);
    isThrough = !mortal.isDead;
    mortal.revive();
    const again = await approve(world, 'bob', { seen });
    expect(again.filter(({ outcome }) => outcome !== 'approved' && outcome !== 'stands')).toEqual([]);
    expect(await approvers(world)).toEqual([['bob'], ['bob'], ['bob']]);
    const lines = await Promise.all(IDS.map((id) => world.stored.journal(id, { top: 200 })));
    for (const { items } of lines) expect(items.filter(({ kind }) => kind === 'approved')).toHaveLength(1);
  }
});

describe('the board', () => {
  test('shows what an approval is given for, and what is missing', async () => {
    const world = await threeMembers();
    await approve(world, 'bob', { seen: await seenOf(world, ['a']) });
    const { members, late } = (await readGroup(world.caps, 'wave'))!;
    expect(late).toEqual([]);
    expect(members.find(({ id }) => id === 'a')).toMatchObject({
      ...{ target: 'mi/a', operationId: OPERATION },
      tail: { blob: `a/${TAIL}`, lastLsn: expect.stringMatching(/^\d+$/), set: expect.any(String) },
      approvals: { required: 2, standing: 1, missing: expect.stringMatching(/^1 of 2 approvals, by bob/) },
    });
  });

  test('shows since when a member is ready, and when it was approved; its attempt keeps both', async () => {
    const world = await threeMembers();
    const momentsOf = async (id: string) =>
      (await readGroup(world.caps, 'wave'))!.members.find((one) => one.id === id)?.moments;
    const first = await momentsOf('a');
    expect(first).toEqual({ readyAt: expect.any(String) });
    await approve(world, 'bob', { seen: await seenOf(world, ['a']) });
    expect(await momentsOf('a')).toEqual(first);
    world.clock.forward(5);
    const approvedAt = world.clock.now().toISOString();
    await approve(world, 'eve', { seen: await seenOf(world, ['a']) });
    expect(await momentsOf('a')).toEqual({ ...first, approvedAt });
    expect(problemsOf(checkerOfName('Group'), await readGroup(world.caps, 'wave'))).toEqual([]);
    await set(world, 'a', { group: undefined });
    await recordIntent(world.caps, 'a', 1);
    expect((await world.stored.control('a'))?.value.attempt).toMatchObject(first!);
  });

  test('names who is late: no ready tail, or not joined', async () => {
    const world = await threeMembers();
    await set(world, 'b', { group: undefined });
    world.put('c/log4.trn', someBackups('c', 9)['full.bak']!);
    await assessMigration(world.caps, 'c', 'routine', 'watch');
    const { members, late } = (await readGroup(world.caps, 'wave'))!;
    expect(late).toEqual(['b', 'c']);
    expect(members.find(({ id }) => id === 'c')).not.toHaveProperty('tail');
  });

  test('says nothing of approvals where the policy alone allows the cutover', async () => {
    const world = await threeMembers({ mode: 'auto', approvals: undefined });
    const { members } = (await readGroup(world.caps, 'wave'))!;
    for (const member of members) {
      expect(member).toHaveProperty('tail');
      expect(member).not.toHaveProperty('approvals');
    }
  });

  test('shows the window of a member, and the next one of one that is closed', async () => {
    const window = { timeZone: 'UTC', opens: '2026-03-02T22:00', minutes: 120, assumeMinutes: 60 };
    const world = await threeMembers({ window });
    const { members } = (await readGroup(world.caps, 'wave'))!;
    expect(members[0]).toMatchObject({
      window: { state: 'closed', opening: { opensAt: '2026-03-02T22:00:00.000Z' } },
    });
  });
});
