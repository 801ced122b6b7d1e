/** Members that a group has waited for too long: told once, until they are ready, over or dropped. */
import { hasElapsed } from '../timing';
import type { Waiting } from './group';
import { type Look, keepsAll, missingBefore, waitsForAll } from './group-look';

/** Seconds that ready members wait before those that keep them waiting are late: what is uploaded, restored and approved at once needs minutes. */
const LATE_AFTER = 900;

/** What a decision is made of. */
export interface LatenessFacts {
  readonly before: Waiting | undefined;
  /** Members that are not ready, and that the group waits for now. */
  readonly keeping: readonly string[];
  /** Members that are not ready, of which something may still come. */
  readonly notReady: ReadonlySet<string>;
}

/** A decision. */
export interface Lateness {
  /** To remember; the same object when nothing changes. */
  readonly waiting: Waiting | undefined;
  /** Members that are late now, and were not before. */
  readonly late: readonly string[];
}

/**
 * Decides who is late. A time that is in the future was written by a wrong clock, and is begun anew.
 *
 * @param at ISO 8601 UTC
 * @example judgeLateness({ before: { since: '2026-03-01T21:40:00Z', told: [] }, keeping: ['b'], notReady: new Set(['b']) }, '2026-03-01T22:00:00Z').late // ['b']
 */
export function judgeLateness({ before, keeping, notReady }: LatenessFacts, at: string): Lateness {
  const told = (before?.told ?? []).filter((id) => notReady.has(id));
  const since = keeping.length === 0 ? undefined : sinceOf(before, at);
  const isLate = since !== undefined && hasElapsed(since, at, LATE_AFTER);
  const late = isLate ? keeping.filter((id) => !told.includes(id)) : [];
  if (since === before?.since && late.length === 0 && told.length === (before?.told ?? []).length)
    return { waiting: before, late };
  const all = [...told, ...late];
  if (since === undefined && all.length === 0) return { waiting: undefined, late };
  return { waiting: { ...(since !== undefined && { since }), told: all }, late };
}

function sinceOf(before: Waiting | undefined, at: string): string {
  return before?.since !== undefined && hasElapsed(before.since, at, 0) ? before.since : at;
}

/**
 * Whom a group waits for: members that are not ready, and keep ready ones from the go, or are all that is left of a group that has begun.
 *
 * @param goesOn nobody is waited for: the group is held or stopped, or has given a go
 */
export function waitOf(look: Look, goesOn: boolean): LatenessFacts {
  const { group, open } = look;
  const notReady = new Set(
    open
      .filter(({ facts: { standing } }) => standing === 'notReady' || standing === 'outside')
      .map(({ id }) => id),
  );
  const ready = open.filter(({ facts: { standing } }) => standing === 'waits');
  const kept = keepsAll(group)
    ? new Set(ready.length > 0 ? waitsForAll(look) : [])
    : new Set(ready.flatMap((member) => missingBefore(look, member)));
  const isLeft = group.begunAt !== undefined && open.every(({ id }) => notReady.has(id));
  const keeping = goesOn ? [] : [...notReady].filter((id) => isLeft || kept.has(id));
  return { before: group.waiting, keeping, notReady };
}
