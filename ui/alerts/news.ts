/** What has happened since the page looked last that somebody in another window wants to know. */
import type { GroupView } from '../../shared/core/group/group-view';
import { groupSign, memberSign } from '../groups/words';
import { type Phase, hasEnded } from '../../shared/core/migration/phase';
import type { State } from '../state';
import { phaseSign } from '../text/words';

/** A migration that has become ready, or has ended. */
export interface News {
  readonly id: string;
  /** In a word. */
  readonly word: string;
  readonly headline: string;
}

/** What news are found in. */
type Read = Pick<State, 'list' | 'migration' | 'group'>;

/** What is compared. */
interface Looked {
  readonly id: string;
  readonly phase: Phase;
  readonly ready: boolean;
  readonly headline: string;
}

/** Compares two states of the page; what is read for the first time is no news. */
export function newsOf(before: Read, after: Read): readonly News[] {
  if (before.list === after.list && before.migration === after.migration)
    return newsOfGroup(before.group?.board.value, after.group?.board.value);
  const known = new Map([...looked(before)].map((one) => [one.id, one]));
  return [...looked(after)].flatMap((one) => {
    const was = known.get(one.id);
    const word = was === undefined ? undefined : wordOf(was, one);
    return word === undefined ? [] : [{ id: one.id, word, headline: one.headline }];
  });
}

/** A group that has stopped or ended, and members that have failed or are confirmed. */
function newsOfGroup(before: GroupView | undefined, after: GroupView | undefined): readonly News[] {
  if (before === undefined || after === undefined || before === after || before.id !== after.id) return [];
  const { id, standing, waitsFor } = after;
  const isNews = standing !== before.standing && (standing === 'stopped' || standing === 'ended');
  const was = new Map(before.members.map((member) => [member.id, member.standing]));
  const members = after.members.filter(
    (one) => (one.standing === 'failed' || one.standing === 'confirmed') && was.get(one.id) !== one.standing,
  );
  return [
    ...(isNews ? [{ id, word: groupSign(after).word, headline: waitsFor }] : []),
    ...members.map((one) => ({ id: one.id, word: memberSign(one).word, headline: one.reason })),
  ];
}

/** The open migration, else the list: a list that was read before the migration was opened is older than it. */
function looked({ list, migration }: Read): readonly Looked[] {
  if (migration === undefined) return list.value ?? [];
  const status = migration.status.value;
  if (status === undefined) return [];
  const { id, phase, headline, readiness } = status;
  return [{ id, phase, headline, ready: readiness.ready }];
}

function wordOf(was: Looked, is: Looked): string | undefined {
  if (hasEnded(is)) return hasEnded(was) ? undefined : phaseSign(is.phase).word;
  return is.ready && !was.ready ? 'Ready' : undefined;
}
