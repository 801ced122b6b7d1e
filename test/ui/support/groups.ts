/** Groups in every state that the page shows; they fit the contract (`test/ui/answers.test.ts`). */
import type { GroupSummary, GroupView, MemberView } from '../../../shared/core/group/group-view';
import type { ChainedEntry } from '../../../shared/core/migration/journal';
import { minutes } from './rows';

const OPENING = { opensAt: minutes(-30), closesAt: minutes(210), latestStart: minutes(150) };
export const OPERATION = '11111111-2222-3333-4444-555555555555';

/** A member that waits for the go. */
export function aMemberView(id: string, change: Partial<MemberView> = {}): MemberView {
  return {
    id,
    standing: 'waits',
    reason: 'it is ready, and waits for the go: for db12',
    target: `mi-prod-weu/${id.replace(/^./, (first) => first.toUpperCase())}`,
    operationId: OPERATION,
    tail: {
      blob: `${id}/${id}_log_tail.trn`,
      set: '8f0e5c1a-3d5e-4f0e-9b8e-0c5d0a6f1b22',
      lastLsn: '37000000129600001',
    },
    approvals: { required: 2, standing: 2 },
    window: { state: 'open', opening: OPENING },
    moments: { readyAt: minutes(-55), approvedAt: minutes(-41) },
    ...change,
  };
}

const missing = {
  required: 2,
  standing: 1,
  missing: '1 of 2 approvals, by ada@example.com; missing: bob@example.com',
};

/** What is no longer to be sent shows no conditions. */
function aPastMember(
  id: string,
  change: Partial<MemberView> & Pick<MemberView, 'standing' | 'reason'>,
): MemberView {
  return {
    id,
    go: { at: minutes(-28), lastLsn: '37000000129600001' },
    moments: { readyAt: minutes(-60), approvedAt: minutes(-44), sentAt: minutes(-27), sentIn: OPENING },
    ...change,
  };
}

/** A wave of twelve on its night: one has failed, and the group has stopped. */
export function aBoardOfGroup(change: Partial<GroupView> = {}): GroupView {
  const members: readonly MemberView[] = [
    aPastMember('db07', {
      standing: 'failed',
      reason: 'attempt 1 is failed',
      moments: {
        readyAt: minutes(-70),
        approvedAt: minutes(-46),
        sentAt: minutes(-27),
        settledAt: minutes(-9),
        sentIn: OPENING,
      },
    }),
    aMemberView('db11', {
      standing: 'outside',
      reason: 'it has not joined yet',
      tail: undefined,
      approvals: undefined,
      moments: {},
    }),
    aMemberView('db12', {
      standing: 'notReady',
      reason: 'no tail is named',
      tail: undefined,
      approvals: undefined,
      moments: {},
    }),
    aMemberView('db08', {
      standing: 'notReady',
      reason: `approval: ${missing.missing}`,
      approvals: missing,
      moments: { readyAt: minutes(-50) },
    }),
    aMemberView('db09', {
      standing: 'notReady',
      reason: `approval: ${missing.missing}`,
      approvals: missing,
      moments: { readyAt: minutes(-52) },
    }),
    aMemberView('db06', { reason: 'it is ready, and waits for the go: the group is stopped' }),
    aMemberView('db10', {
      reason: 'it is ready, and waits for the go: the group is stopped',
      moments: { readyAt: minutes(-600), approvedAt: minutes(-30) },
    }),
    aMemberView('db05', {
      standing: 'goes',
      reason: 'it has the go',
      go: { at: minutes(-1), lastLsn: '37000000129600001' },
    }),
    aPastMember('db04', { standing: 'inFlight', reason: 'attempt 1 is under way' }),
    aPastMember('db01', {
      standing: 'confirmed',
      reason: 'completed: confirmed at db01_log_tail.trn',
      moments: {
        readyAt: minutes(-64),
        approvedAt: minutes(-45),
        sentAt: minutes(-27),
        settledAt: minutes(-19),
        sentIn: OPENING,
      },
    }),
    aPastMember('prod-weu-finance-reporting-warehouse-2019', {
      standing: 'confirmed',
      reason: 'completed: confirmed at the tail',
      moments: {
        readyAt: minutes(-64),
        approvedAt: minutes(-45),
        sentAt: minutes(-26),
        settledAt: minutes(-12),
        sentIn: OPENING,
      },
    }),
    {
      id: 'db03',
      standing: 'dropped',
      reason: `eve@example.com dropped it at ${minutes(-80)}: its chain is broken`,
    },
  ];
  const counts: Record<string, number> = {};
  for (const { standing } of members) counts[standing] = (counts[standing] ?? 0) + 1;
  return {
    id: 'wave-1',
    strategy: 'each',
    standing: 'stopped',
    waitsFor: 'db07 failed (attempt 1 is failed), and the group stops after 1; release the group',
    next: { who: 'operator', what: 'release the group' },
    limits: { perInstance: 4 },
    stopAfter: 1,
    failures: 1,
    createdBy: 'olga@example.com',
    createdAt: minutes(-300),
    stopped: { at: minutes(-9), reason: 'db07 failed (attempt 1 is failed), and the group stops after 1' },
    begunAt: minutes(-28),
    counts,
    late: ['db11', 'db12'],
    members,
    ...change,
  };
}

/** The list, the worst first. */
export function theGroups(): readonly GroupSummary[] {
  const common = {
    strategy: 'together',
    members: 12,
    createdAt: minutes(-300),
    held: false,
    stopped: false,
  } as const;
  const { waitsFor, counts } = aBoardOfGroup();
  return [
    {
      ...common,
      ...{ id: 'wave-1', strategy: 'each', standing: 'stopped', stopped: true, waitsFor, counts },
      window: { state: 'open', opening: OPENING },
      begunAt: minutes(-28),
    },
    {
      ...common,
      ...{ id: 'wave-2', standing: 'held', held: true, counts: { waits: 11, notReady: 1 } },
      waitsFor: 'ada@example.com held the group: the application still writes; release the group',
      window: {
        state: 'closed',
        opening: { opensAt: minutes(1400), closesAt: minutes(1640), latestStart: minutes(1580) },
      },
    },
    {
      ...common,
      ...{ id: 'night-3', standing: 'waiting', members: 2, counts: { waits: 1, inFlight: 1 } },
      waitsFor: 'prod-payroll (1 of 2 approvals): the others wait for it',
      window: { state: 'closed' },
    },
    {
      ...common,
      id: 'wave-4',
      strategy: 'inOrder',
      standing: 'going',
      counts: { goes: 2, confirmed: 10 },
      waitsFor: 'the cutover of a and b',
      begunAt: minutes(-12),
    },
    { ...common, id: 'wave-0', standing: 'ended', begunAt: minutes(-3000), endedAt: minutes(-2800) },
  ];
}

/** Its history, the oldest first. */
export function aGroupJournal(): readonly ChainedEntry[] {
  const line = (at: number, by: string, text: string): ChainedEntry => ({
    at: minutes(at),
    kind: 'groupChanged',
    by,
    text: `Group wave-1: ${text}`,
  });
  return [
    line(-300, 'olga@example.com', 'made of 12 migrations, strategy each'),
    line(-80, 'eve@example.com', 'db03 dropped: its chain is broken'),
    line(-28, 'group', 'The go for db01, db04 and db07'),
    line(-9, 'group', 'Stopped: db07 failed, and the group stops after 1'),
  ];
}
