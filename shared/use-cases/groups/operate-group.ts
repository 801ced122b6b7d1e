/** What operators do to a group: hold it, release it, drop a member. None of it touches a member's own migration. */
import type { GroupLine } from '../../core/group/decide-group';
import { type Group, keptReason } from '../../core/group/group';
import { nowIso } from '../capabilities';
import { type AdvanceOutcome, type GroupCaps, advanceGroup, groupLine, leave } from './advance-group';
import { readMembers } from './read-members';

/** Who wants it, and why. */
export interface GroupAct {
  readonly by: string;
  readonly reason: string;
}

/** What became of it. */
export type GroupOutcome =
  /** `given`: members that were given the go by it. */
  | { readonly kind: 'done'; readonly given: readonly string[] }
  | { readonly kind: 'unknownGroup' }
  /** `reason` is a clause. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Others changed the group on every try. */
export class GroupContentionError extends Error {
  readonly code = 'GroupContention';
  constructor(id: string) {
    super(`Cannot change group ${id}: it was changed ${TRIES} times in between; try again`);
    this.name = 'GroupContentionError';
  }
}

const TRIES = 8;
const DONE: GroupOutcome = { kind: 'done', given: [] };

/**
 * Holds a group: nobody gets the go, and who has it and has not begun an attempt loses it before this returns. What is on its way
 * is not recalled. Repeated, the first hold stands.
 *
 * @throws {GroupContentionError} When the row keeps changing. @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function holdGroup(caps: GroupCaps, id: string, act: GroupAct): Promise<GroupOutcome> {
  const outcome = await change(caps, id, (group, at) =>
    group.held !== undefined
      ? undefined
      : [
          { ...group, held: { by: act.by, at, reason: act.reason } },
          { event: 'groupHeld', text: `held: ${act.reason}` },
          act.by,
        ],
  );
  return advanced(caps, id, outcome);
}

/**
 * Ends hold and stop. Members that have failed until now no longer count for the stop rule.
 *
 * @throws {GroupContentionError} When the row keeps changing. @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function releaseGroup(caps: GroupCaps, id: string, act: GroupAct): Promise<GroupOutcome> {
  const stored = await caps.ledger.group(id);
  if (stored === undefined) return { kind: 'unknownGroup' };
  const members = await readMembers(caps, stored.value);
  const failed = members.filter(({ facts }) => facts.standing === 'failed').map((member) => member.id);
  const outcome = await change(caps, id, ({ held, stopped, ...group }) =>
    held === undefined && stopped === undefined
      ? undefined
      : [
          { ...group, forgiven: [...new Set([...(group.forgiven ?? []), ...failed])] },
          { event: 'groupReleased', text: `released: ${act.reason}` },
          act.by,
        ],
  );
  return advanced(caps, id, outcome);
}

/**
 * Takes a member out. Where the ledger has no such group any more, its members are let out of it all the same.
 *
 * @throws {GroupContentionError} When the row keeps changing. @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function dropMember(
  caps: GroupCaps,
  id: string,
  member: string,
  act: GroupAct,
): Promise<GroupOutcome> {
  if ((await caps.ledger.group(id)) === undefined)
    return (await leave(caps, id, member, act)) ? DONE : { kind: 'unknownGroup' };
  const outcome = await change(caps, id, (group, at) => {
    const found = group.members.find((one) => one.id === member);
    if (found === undefined) return `${member} is not a member of it`;
    if (found.dropped !== undefined) return undefined;
    const dropped = { by: act.by, at, reason: keptReason(act.reason) };
    const members = group.members.map((one) => (one.id === member ? { ...one, dropped } : one));
    return [
      { ...group, members },
      { event: 'memberDropped', text: `${member} dropped: ${act.reason}` },
      act.by,
    ];
  });
  if (outcome.kind === 'done') await leave(caps, id, member, act);
  return advanced(caps, id, outcome);
}

type Change = readonly [group: Group, line: GroupLine, by: string];

/** @param make pure; undefined: it is so already; a text: why it cannot be, a clause */
async function change(
  { ledger, clock }: GroupCaps,
  id: string,
  make: (group: Group, at: string) => Change | string | undefined,
): Promise<GroupOutcome> {
  for (let tried = 0; tried < TRIES; tried++) {
    const stored = await ledger.group(id);
    if (stored === undefined) return { kind: 'unknownGroup' };
    if (stored.value.endedAt !== undefined) return { kind: 'refused', reason: 'it has ended' };
    const at = nowIso(clock);
    const made = make(stored.value, at);
    if (made === undefined) return DONE;
    if (typeof made === 'string') return { kind: 'refused', reason: made };
    const [group, line, by] = made;
    const outcome = await ledger.changeGroup(stored.etag, group, [
      groupLine(id, { at, by }, { ...line, text: `Group ${id}: ${line.text}` }),
    ]);
    if (outcome.kind === 'changed') return DONE;
  }
  throw new GroupContentionError(id);
}

/** Carries it out at once; another step that decides at the same time does it as well. */
async function advanced(caps: GroupCaps, id: string, outcome: GroupOutcome): Promise<GroupOutcome> {
  if (outcome.kind !== 'done') return outcome;
  for (let tried = 0; tried < TRIES; tried++) {
    const step: AdvanceOutcome = await advanceGroup(caps, id);
    if (step.kind === 'advanced') return { kind: 'done', given: step.given };
    if (step.kind === 'unknownGroup') return outcome;
  }
  throw new GroupContentionError(id);
}
