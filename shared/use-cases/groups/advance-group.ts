/**
 * One step of a group: read its members, decide, write the decision, carry it out.
 *
 * The group's row is written by the ETag that it was read with, before any control row: of two steps at the same time one decides
 * nothing. A go is written only while that row still stands, and a place is given up only after the member's control row was
 * written anew; so a slow step cannot give a go on a place that somebody else has by now. Each write is by ETag and safe to repeat:
 * a crash between any two leaves what the next step finishes.
 */
import { type GroupLine, type GroupStanding, decideGroup } from '../../core/group/decide-group';
import type { Group } from '../../core/group/group';
import type { ControlRow } from '../../core/migration/control';
import type { JournalEntry } from '../../core/migration/journal';
import { cutoverApproval } from '../../core/readiness/cutover-approval';
import { readWatchState } from '../assess/watch-state-store';
import { type Capabilities, nowIso } from '../capabilities';
import { changeControl } from '../change-control';
import { inParallel } from '../in-parallel';
import { MEMBERS_AT_ONCE, type ReadMember, readMembers } from './read-members';

/** What a step needs. */
export type GroupCaps = Pick<Capabilities, 'ledger' | 'clock'>;

/** What became of a step. */
export type AdvanceOutcome =
  /** There is no such group. */
  | { readonly kind: 'unknownGroup' }
  /** Another step has decided in between: look again. */
  | { readonly kind: 'overtaken' }
  | {
      readonly kind: 'advanced';
      readonly standing: GroupStanding;
      readonly waitsFor: string;
      /** Members that this step gave the go: their watches need not wait for their time to look. */
      readonly given: readonly string[];
    };

/**
 * Takes a group one step further.
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function advanceGroup(caps: GroupCaps, id: string): Promise<AdvanceOutcome> {
  const { ledger, clock } = caps;
  const stored = await ledger.group(id);
  if (stored === undefined) return { kind: 'unknownGroup' };
  const members = await readMembers(caps, stored.value);
  await settleMembership(caps, stored.value, members);
  const at = nowIso(clock);
  const decision = decideGroup(
    stored.value,
    members.map(({ facts }) => facts),
    at,
  );
  let { etag } = stored;
  if (decision.group !== stored.value) {
    const lines = decision.lines.map((line) =>
      groupLine(id, { at, by: 'group' }, { ...line, text: `Group ${id}: ${line.text}` }),
    );
    const written = await ledger.changeGroup(etag, decision.group, lines);
    if (written.kind === 'conflict') return { kind: 'overtaken' };
    etag = written.etag;
  }
  const { group, standing, waitsFor } = decision;
  const hasGo = new Set(members.filter(({ facts }) => facts.hasGo).map((member) => member.id));
  const missing = group.returning.length > 0 ? [] : group.going.filter((member) => !hasGo.has(member));
  if (group.returning.length > 0) await takeBack(caps, group, etag);
  const wasGiven = await inParallel(missing, MEMBERS_AT_ONCE, (member) => giveGo(caps, group, etag, member));
  return { kind: 'advanced', standing, waitsFor, given: missing.filter((_member, place) => wasGiven[place]) };
}

/** The line of a group in the journal of the ledger. */
export function groupLine(
  group: string,
  { at, by }: Pick<JournalEntry, 'at' | 'by'>,
  { event, text, proven, since }: GroupLine,
): JournalEntry {
  const more = { ...(proven && { proven }), ...(since !== undefined && { since }) };
  return { at, kind: 'groupChanged', by, text, facts: { group, event, ...more } };
}

/** Members join until they have, and dropped ones leave. */
async function settleMembership(
  caps: GroupCaps,
  group: Group,
  members: readonly ReadMember[],
): Promise<void> {
  const controls = new Map(members.map(({ id, control }) => [id, control]));
  const unsettled = group.members.filter(({ id, dropped }) => {
    const control = controls.get(id);
    if (control === undefined || control.ended !== undefined) return false;
    const isMember = control.group?.id === group.id;
    return dropped ? isMember : control.group === undefined;
  });
  await inParallel(unsettled, MEMBERS_AT_ONCE, async ({ id, dropped }) => {
    if (dropped) await leave(caps, group.id, id, dropped);
    else await join(caps, group.id, id);
  });
}

async function join(caps: GroupCaps, group: string, id: string): Promise<void> {
  await changeControl<never>(caps.ledger, id, (control) =>
    control.group !== undefined || control.ended !== undefined
      ? { kind: 'keep' }
      : withGroup(
          control,
          { id: group },
          {
            ...{ at: nowIso(caps.clock), kind: 'groupChanged', by: 'group' },
            text: `Joined group ${group}`,
            facts: { group, joined: true },
          },
        ),
  );
}

/**
 * Takes a member out of its group: its own checks, approvals and window are all that its cutover waits for then.
 *
 * @param act who wants it, and why
 * @returns false when it was in no group of this id
 */
export async function leave(
  caps: GroupCaps,
  group: string,
  id: string,
  act: { readonly by: string; readonly reason: string },
): Promise<boolean> {
  let was = false;
  await changeControl<never>(caps.ledger, id, (control) => {
    was = control.group?.id === group;
    if (!was) return { kind: 'keep' };
    return withGroup(control, undefined, {
      ...{ at: nowIso(caps.clock), kind: 'groupChanged', by: act.by },
      text: `Left group ${group}: ${act.reason}`,
      facts: { group, joined: false },
    });
  });
  return was;
}

/** Writes every control row anew, with a go or without: a step that has read it before can then no longer give one. */
async function takeBack(caps: GroupCaps, group: Group, etag: string): Promise<void> {
  await inParallel(group.returning, MEMBERS_AT_ONCE, (id) =>
    changeControl<never>(caps.ledger, id, (control) => {
      if (control.group?.id !== group.id || control.ended !== undefined) return { kind: 'keep' };
      return withGroup(
        control,
        { id: group.id },
        {
          ...{ at: nowIso(caps.clock), kind: 'groupGo', by: 'group' },
          text: `Group ${group.id} took its go back`,
          facts: { group: group.id, event: 'goTakenBack' },
        },
      );
    }),
  );
  await caps.ledger.changeGroup(etag, { ...group, returning: [] }, []);
}

/**
 * Gives the go for what the member's last look found ready, if nothing but the go is missing at this moment. Otherwise, and on any
 * conflict, nothing: the next step decides anew.
 *
 * @returns whether it was given
 */
async function giveGo(caps: GroupCaps, group: Group, etag: string, id: string): Promise<boolean> {
  const { ledger, clock } = caps;
  const stored = await ledger.control(id);
  const registration = await ledger.registration(id);
  const { state } = await readWatchState(ledger, id);
  const tail = state.readyTail;
  const operationId = stored?.value.operationId;
  if (!stored || !registration || !state.ready || tail === undefined || operationId === undefined)
    return false;
  const control = stored.value;
  if (control.group?.id !== group.id || control.ended !== undefined) return false;
  const at = nowIso(clock);
  if (cutoverApproval({ at, control, registration }, tail).kind !== 'groupWaiting') return false;
  // Asked after the control row was read: whoever takes the place away writes the control row after the group's.
  if ((await ledger.group(group.id))?.etag !== etag) return false;
  const { setKey, lastLsn } = tail;
  const go = { by: 'group', at, tail: { setKey, lastLsn }, operationId };
  const text = `Group ${group.id} gave its go at ${tail.blob}`;
  const facts = {
    ...{ group: group.id, event: 'goGiven' },
    ...{ tail: tail.blob, lastLsn: lastLsn.toString(), operationId },
  };
  const written = await ledger.changeControl(id, stored.etag, { ...control, group: { id: group.id, go } }, [
    { at, kind: 'groupGo', by: 'group', text, facts },
  ]);
  return written.kind === 'changed';
}

function withGroup(control: ControlRow, group: ControlRow['group'], line: JournalEntry) {
  const next: ControlRow = { ...control, group };
  return { kind: 'change' as const, control: next, entries: [line] };
}
