/** The words of groups and their members, and how windows are told. */
import type { GroupStanding } from '../../shared/core/group/decide-group';
import type { GroupStrategy } from '../../shared/core/group/group';
import type { GroupSummary, GroupView, MemberView } from '../../shared/core/group/group-view';
import type { MemberWindow } from '../../shared/core/group/member-conditions';
import { type Sign, NEEDS_APPROVAL } from '../text/words';
import { lacksApproval } from './select-members';

const GROUPS: Readonly<Record<GroupStanding, Sign>> = {
  stopped: { word: 'Stopped', tone: 'bad' },
  held: { word: 'Held', tone: 'warn' },
  waiting: { word: 'Waiting', tone: 'quiet' },
  going: { word: 'Going', tone: 'busy' },
  ended: { word: 'Ended', tone: 'quiet' },
};

/** The sign of a group; what waits while members have failed is bad, too, and what waits for approvals says so. */
export function groupSign({
  standing,
  counts,
  waitsFor = '',
}: Pick<GroupSummary, 'standing' | 'counts' | 'waitsFor'>): Sign {
  if (standing === 'waiting' && (counts?.failed ?? 0) === 0 && /\d approvals?\b/.test(waitsFor))
    return NEEDS_APPROVAL;
  const { word, tone } = Object.hasOwn(GROUPS, standing)
    ? GROUPS[standing]
    : { word: standing, tone: 'warn' as const };
  return { word, tone: standing !== 'ended' && (counts?.failed ?? 0) > 0 ? 'bad' : tone };
}

const MEMBERS: Readonly<Record<MemberView['standing'], Sign>> = {
  failed: { word: 'Failed', tone: 'bad' },
  outside: { word: 'Outside', tone: 'warn' },
  notReady: { word: 'Not ready', tone: 'warn' },
  waits: { word: 'Waits for the go', tone: 'good' },
  goes: { word: 'Has the go', tone: 'busy' },
  inFlight: { word: 'In flight', tone: 'busy' },
  confirmed: { word: 'Confirmed', tone: 'quiet' },
  dropped: { word: 'Dropped', tone: 'quiet' },
};

const STANDINGS = Object.keys(MEMBERS) as readonly MemberView['standing'][];

/** The sign of a member; one that only lacks approvals is not called unready. */
export function memberSign(
  member: Pick<MemberView, 'standing' | 'approvals'> & Partial<Pick<MemberView, 'reason'>>,
): Sign {
  const { standing, reason = '' } = member;
  if (standing === 'notReady' && lacksApproval(member) && !/^(held|blocked)/.test(reason))
    return NEEDS_APPROVAL;
  return Object.hasOwn(MEMBERS, standing) ? MEMBERS[standing] : { word: standing, tone: 'warn' };
}

const COUNTED: Readonly<Partial<Record<MemberView['standing'], string>>> = {
  waits: 'waiting for the go',
  goes: 'with the go',
};

/** A standing after a number. @example countedText('waits') // 'waiting for the go' */
export function countedText(standing: MemberView['standing']): string {
  return COUNTED[standing] ?? memberSign({ standing }).word.toLowerCase();
}

/** How many members there are of each standing, the worst first. @example countsText({ waits: 2, failed: 1 }) // ['1 failed', '2 waiting for the go'] */
export function countsText(counts: GroupView['counts']): readonly string[] {
  return STANDINGS.flatMap((standing) => {
    const count = counts[standing] ?? 0;
    return count === 0 ? [] : [`${count} ${countedText(standing)}`];
  });
}

const STRATEGIES: Readonly<Record<GroupStrategy, string>> = {
  together: 'together, once all are ready',
  each: 'each as it is ready',
  inOrder: 'in order, each after those before it',
};

/** How the members of a group go. */
export function strategyText(strategy: GroupStrategy): string {
  return Object.hasOwn(STRATEGIES, strategy) ? STRATEGIES[strategy] : strategy;
}

/** The moment that a window is about: when it closes, or opens; undefined where it does not open again. */
export function edgeOf({
  state,
  opening,
}: MemberWindow): { readonly what: string; readonly at: string } | undefined {
  if (opening === undefined) return undefined;
  return state === 'open' ? { what: 'closes', at: opening.closesAt } : { what: 'opens', at: opening.opensAt };
}

/** A clause with its full stop; it begins with names, which are written as they are. @example sentence('db07 failed') // 'db07 failed.' */
export function sentence(clause: string): string {
  return /[.!?]$/.test(clause) ? clause : `${clause}.`;
}
