/** The timeline in words: for each member, and for whoever does not see it. */
import type { MemberView } from '../../shared/core/group/group-view';
import { minuteText, momentText } from '../text/time';
import { type MarkKind, momentsOf } from './timeline-layout';
import { countsText, memberSign } from './words';

const MARKS: Readonly<Record<MarkKind, string>> = {
  ready: 'ready',
  approved: 'approved',
  go: 'go given',
  sent: 'sent',
  confirmed: 'confirmed',
  failed: 'failed',
};

/** What a mark stands for. */
export function markText(kind: MarkKind): string {
  return MARKS[kind];
}

/** The member in a line, with all its moments. @example 'db01 · confirmed · ready 21:12:00 · sent 22:04:10 · confirmed 22:11:02' */
export function trackText(member: MemberView, now: number, timeZone?: string): string {
  const moments = momentsOf(member).map(([kind, at]) => `${markText(kind)} ${momentText(at, now, timeZone)}`);
  return [
    member.id,
    memberSign(member).word.toLowerCase(),
    ...moments,
    ...(moments.length === 0 ? [member.reason] : []),
  ].join(' · ');
}

/** Its last moment, short. */
export function lastText(member: MemberView, now: number, timeZone?: string): string {
  const last = momentsOf(member).at(-1);
  return last === undefined
    ? memberSign(member).word.toLowerCase()
    : `${markText(last[0])} ${minuteText(last[1], now, timeZone)}`;
}

/** The whole in sentences. */
export function timelineText(members: readonly MemberView[], now: number): string {
  const counts: Record<string, number> = {};
  for (const { standing } of members) counts[standing] = (counts[standing] ?? 0) + 1;
  const opening = members.find(({ window }) => window?.opening !== undefined)?.window?.opening;
  const window =
    opening === undefined
      ? ''
      : ` The window is from ${momentText(opening.opensAt, now)} to ${momentText(opening.closesAt, now)}.`;
  return `${members.length} ${members.length === 1 ? 'member' : 'members'}: ${countsText(counts).join(', ')}.${window}`;
}
