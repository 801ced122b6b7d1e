/**
 * When a cutover may be requested: the openings of the window in a policy, in its own time zone.
 *
 * A condition of sending, not a readiness check: a migration is ready whatever the hour. Everything that cannot be told is
 * closed.
 */
import type { RRuleTemporal } from 'rrule-temporal';
import { addSeconds, hasElapsed } from '../timing';
import { localTime } from './local-time';
import type { CutoverWindow, Opening } from './window';
import { recurrenceOf } from './recurrence';
import { windowProblem } from './window-problem';

/** The window at one moment. */
export type WindowState =
  | ({ readonly kind: 'open' } & Opening)
  /** `reason` is a clause; `next` is absent when it never opens again, or cannot be read. */
  | { readonly kind: 'closed'; readonly reason: string; readonly next?: Opening };

/** Openings that a blackout date may take away one after the other before the window counts as over. */
const MOST_SKIPPED = 400;

/** How far ahead an opening is looked for: what opens later is as good as never. */
const HORIZON_SECONDS = 5 * 366 * 86_400;

/**
 * Tells whether a request may start at `at`.
 *
 * @param at ISO 8601 UTC; a time that cannot be read finds the window closed
 * @example judgeWindow({ timeZone: 'Europe/Berlin', opens: '2026-12-04T22:00', minutes: 240, assumeMinutes: 60 }, '2026-12-04T21:30:00Z').kind // 'open'
 */
export function judgeWindow(window: CutoverWindow, at: string): WindowState {
  if (Number.isNaN(Date.parse(at))) return { kind: 'closed', reason: `the time "${at}" cannot be read` };
  if (window.assumeMinutes > window.minutes) return unreadable(window);
  try {
    return judge(window, at);
  } catch {
    return unreadable(window);
  }
}

/** @throws {Error} when the window cannot be read */
function judge(window: CutoverWindow, at: string): WindowState {
  const { current, next } = openingsAround(window, at);
  if (current !== undefined && hasElapsed(at, current.latestStart, 0)) return { kind: 'open', ...current };
  if (next === undefined) return { kind: 'closed', reason: 'the window does not open again' };
  const opens = `it opens at ${describeMoment(window, next.opensAt)}`;
  const reason =
    current === undefined
      ? `the window is closed; ${opens}`
      : `a cutover that takes ${window.assumeMinutes} minutes would not end before the window closes at ${describeMoment(window, current.closesAt)}; ${opens}`;
  return { kind: 'closed', reason, next };
}

function unreadable(window: CutoverWindow): WindowState {
  const problem = windowProblem(window);
  const why = problem === undefined ? '' : `: ${problem.field}: ${problem.message}`;
  return { kind: 'closed', reason: `the window cannot be read${why}` };
}

/** A moment in the window's zone, and in UTC. @example describeMoment(window, '2026-12-04T21:00:00.000Z') // '2026-12-04 22:00 Europe/Berlin (2026-12-04T21:00:00.000Z)' */
function describeMoment({ timeZone }: CutoverWindow, at: string): string {
  return `${localTime(timeZone, at)} ${timeZone} (${at})`;
}

/** The next openings from `at` on, the current one first; at most `count`. For people who want to see the nights. */
export function nextOpenings(window: CutoverWindow, at: string, count: number): readonly Opening[] {
  const openings: Opening[] = [];
  const { current, next } = windowProblem(window) ? {} : openingsAround(window, at);
  if (current) openings.push(current);
  for (let one = next; one && openings.length < count;) {
    openings.push(one);
    one = openingsAround(window, one.opensAt).next;
  }
  return openings;
}

/** The opening that holds `at`, of several the one that closes last, and the first one after it. */
function openingsAround(
  window: CutoverWindow,
  at: string,
): { readonly current?: Opening; readonly next?: Opening } {
  const rule = recurrenceOf(window);
  const since = new Date(addSeconds(at, -window.minutes * 60));
  const current = rule
    .between(since, new Date(at), true)
    .map((begin) => openingOf(window, begin))
    .findLast(
      (opening) =>
        opening !== undefined && hasElapsed(opening.opensAt, at, 0) && !hasElapsed(opening.closesAt, at, 0),
    );
  return { current, next: openingAfter(window, rule, at) };
}

function openingAfter(window: CutoverWindow, rule: RRuleTemporal, at: string): Opening | undefined {
  const horizon = Date.parse(addSeconds(at, HORIZON_SECONDS));
  let after = new Date(at);
  for (let skipped = 0; skipped < MOST_SKIPPED; skipped++) {
    const begin = rule.next(after, false);
    if (begin === null || begin.epochMilliseconds > horizon) return undefined;
    const opening = openingOf(window, begin);
    if (opening !== undefined) return opening;
    after = new Date(begin.epochMilliseconds);
  }
  return undefined;
}

/** Undefined when a blackout date falls into it: an opening is taken whole or not at all. */
function openingOf(
  { minutes, assumeMinutes, blackoutDates = [], timeZone }: CutoverWindow,
  begin: { readonly epochMilliseconds: number },
): Opening | undefined {
  const opensAt = new Date(begin.epochMilliseconds).toISOString();
  const closesAt = addSeconds(opensAt, minutes * 60);
  const [first, last] = [localTime(timeZone, opensAt), localTime(timeZone, lastMoment(closesAt))];
  const isBlack = blackoutDates.some((date) => date >= first.slice(0, 10) && date <= last.slice(0, 10));
  return isBlack ? undefined : { opensAt, closesAt, latestStart: addSeconds(closesAt, -assumeMinutes * 60) };
}

/** A window that closes at midnight does not touch the day that begins then. */
function lastMoment(closesAt: string): string {
  return addSeconds(closesAt, -0.001);
}
