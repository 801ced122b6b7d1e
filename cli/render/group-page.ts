/** A group as a page: its standing, what it waits for, and its members, the worst first. */
import type { SeenMember } from '../../shared/core/group/approved-list';
import type { GroupDocument, GroupPlanDocument, MemberDocument } from '../group-documents';
import { type Paint, printable } from './paint';
import { renderTable } from './table';
import { timeText } from './times';

/** Names that a line lists. */
const NAMED = 20;

const BOARD = [{ title: 'MEMBER' }, { title: 'STANDING' }, { title: 'AFTER' }, { title: 'WHY' }] as const;

const PLAN = [
  { title: 'MEMBER' },
  { title: 'AFTER' },
  { title: 'ENGINE' },
  { title: 'TARGET' },
  { title: 'MODE' },
] as const;

const APPROVAL = [
  { title: 'MEMBER' },
  { title: 'TARGET' },
  { title: 'TAIL' },
  { title: 'LSN' },
  { title: 'OPERATION' },
] as const;

/** The board, a line each. */
export function groupPage(group: GroupDocument, paint: Paint, columns?: number): readonly string[] {
  const counts = Object.entries(group.counts).map(([standing, count]) => `${count} ${standing}`);
  const rows = group.members.map(({ id, standing, reason, after }) =>
    cells(id, standing, (after ?? []).join(' '), reason),
  );
  return [
    printable(`Group ${group.id}: ${group.standing} (${group.strategy}; ${counts.join(', ')})`),
    printable(`Waits for: ${group.waitsFor}`),
    ...conditionLines(group).map(printable),
    '',
    ...renderTable(BOARD, rows, paint, columns),
  ];
}

/** What a dry run would make, a line for each member. */
export function planPage(plan: GroupPlanDocument, paint: Paint, columns?: number): readonly string[] {
  const rows = plan.members.map(({ id, after, engine, target, mode }) =>
    cells(id, (after ?? []).join(' '), engine, target, mode),
  );
  return [
    printable(
      `Group ${plan.id} of ${plan.members.length}: ${[plan.strategy, ...planRules(plan)].join(', ')}`,
    ),
    '',
    ...renderTable(PLAN, rows, paint, columns),
  ];
}

/** The rules of a plan besides its strategy, a phrase each. @example planRules({ stopAfter: 1 }) // ['a failure holds the rest'] */
export function planRules({
  limits,
  stopAfter,
}: Partial<Pick<GroupDocument, 'limits' | 'stopAfter'>>): readonly string[] {
  const { perInstance, perSubscription } = limits ?? {};
  return [
    ...(perInstance ? [`at most ${perInstance} on an instance`] : []),
    ...(perSubscription ? [`at most ${perSubscription} in a subscription`] : []),
    ...(stopAfter ? [`${stopAfter === 1 ? 'a failure holds' : `${stopAfter} failures hold`} the rest`] : []),
  ];
}

/** Who is late, which approvals are missing, and when windows open: a line for all members of which the same is so. */
function conditionLines({ late, members }: GroupDocument): readonly string[] {
  return [
    ...lateLine(late ?? []),
    ...byText(members, missingText).map(([text, ids]) => `Approval missing: ${names(ids)}: ${text}`),
    ...byText(members, windowText).map(([text, ids]) => `Window: ${names(ids)}: ${text}`),
  ];
}

/** The line that names late members; none when there are none. */
export function lateLine(late: readonly string[]): readonly string[] {
  return late.length === 0 ? [] : [`Late: ${names(late)}`];
}

/** What an approval would be given for, a line for each member. */
export function approvalPage(
  members: readonly SeenMember[],
  paint: Paint,
  columns?: number,
): readonly string[] {
  const rows = members.map(({ id, target, tail, operationId }) =>
    cells(id, target, tail.blob, tail.lastLsn, operationId),
  );
  return renderTable(APPROVAL, rows, paint, columns);
}

function cells(...texts: readonly string[]) {
  return texts.map((text) => ({ text: printable(text) }));
}

function missingText({ approvals }: MemberDocument): string | undefined {
  return approvals?.missing ?? undefined;
}

function windowText({ window }: MemberDocument): string | undefined {
  if (!window) return undefined;
  const { state, opening } = window;
  if (!opening) return `${state}, and it does not open again`;
  return state === 'open'
    ? `open until ${timeText(opening.closesAt)}`
    : `${state}, opens ${timeText(opening.opensAt)}`;
}

function byText(
  members: readonly MemberDocument[],
  textOf: (member: MemberDocument) => string | undefined,
): readonly (readonly [text: string, ids: readonly string[]])[] {
  const found = new Map<string, string[]>();
  for (const member of members) {
    const text = textOf(member);
    if (text === undefined) continue;
    found.set(text, [...(found.get(text) ?? []), member.id]);
  }
  return [...found];
}

/** Names in a line, the first ones of many. @example names(['a', 'b']) // 'a, b' */
export function names(ids: readonly string[]): string {
  const shown = ids.slice(0, NAMED).join(', ');
  return ids.length > NAMED ? `${shown} and ${ids.length - NAMED} more` : shown;
}
