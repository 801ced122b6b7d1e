/** What the watch remembers from one assessment to the next: since when things are as they are. Small, and never an authority. */
import type { ClockMemory } from '../clocks/clock-memory';
import type { Stability } from '../facts/facts';
import type { TailReference } from '../migration/control';
import type { Phase } from '../migration/phase';
import type { CheckResult } from '../readiness/checks';
import type { UnnamedFile } from '../readiness/unnamed';
import type { ReadingCount } from '../reading-count';
import { type Block, describeBlock } from './block';
import { blockKey } from './block-key';
import type { StallMemory } from './stall-memory';

/** Something that is so since a moment. */
export interface Since {
  readonly what: string;
  /** ISO 8601 UTC. */
  readonly since: string;
}

/** A block since a moment: the same one while its key is the same, whatever its words. */
export interface BlockedSince extends Since {
  /** Absent in what 0.1.0 remembered. */
  readonly key?: string;
}

/** The state of the watch. */
export interface WatchState {
  /** Of the rules that it was made by; absent in what 0.1.0 remembered. */
  readonly version?: number;
  readonly phase: Phase;
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, Since>>;
  /** The gap, named by the LSN needed. */
  readonly gap?: Since;
  /** By when the watch itself is to look again, ISO 8601 UTC; other assessments leave it as it is. */
  readonly watchDueAt?: string;
  /** What the service says in its own words, and since when as far as was seen. */
  readonly engineState?: Since;
  /** What an adoption waits for. */
  readonly waits?: Since;
  /** What moves at the service, as text, and since when nothing did. */
  readonly movement?: Since;
  /** Readings in a row in which the service knew no such migration. */
  readonly absent?: ReadingCount;
  /** Readings in a row in which it said an end, and not of which operation. */
  readonly doubtfulEnd?: ReadingCount;
  readonly blocked?: BlockedSince;
  /** When the newest log came, while the next one is overdue. */
  readonly overdue?: string;
  /** Absent, as `clocks`, in what older versions remembered. */
  readonly stalls?: StallMemory;
  readonly clocks?: ClockMemory;
  readonly stability?: Stability;
  /** The tail that the last assessment found ready; absent when it was not. */
  readonly readyTail?: TailReference;
  /** Files at the end of the chain, and the last readings that did not name them as restored. */
  readonly unnamed?: readonly UnnamedFile[];
}

/**
 * Since when a migration has been ready: since its last check was met. Undefined while it is not.
 *
 * @example readySince({ ...state, ready: true, checks: { 'pending.zero': { what: 'met', since } } }) // since
 */
export function readySince({ ready, checks }: Pick<WatchState, 'ready' | 'checks'>): string | undefined {
  if (!ready) return undefined;
  return Object.values(checks)
    .map(({ since }) => since)
    .sort()
    .at(-1);
}

/** Version of the rules by which this program counts readings. */
export const WATCH_STATE_VERSION = 2;

/**
 * What may be kept of a stored state: readings that another version of the rules counted are none, so that nothing is sent
 * before this version has assessed the migration as often as it demands.
 *
 * @example recall({ phase: 'ready', ready: true, checks: {}, stability }).stability // undefined
 */
export function recall(stored: WatchState): WatchState {
  return stored.version === WATCH_STATE_VERSION
    ? stored
    : { ...stored, version: WATCH_STATE_VERSION, stability: undefined };
}

/** The state of a migration never assessed before. */
export const NEW_WATCH: WatchState = {
  version: WATCH_STATE_VERSION,
  phase: 'registered',
  ready: false,
  checks: {},
};

/** `what` with its beginning: the remembered one while it is the same, `now` otherwise. */
export function keepSince(
  before: Since | undefined,
  what: string | undefined,
  now: string,
): Since | undefined {
  if (what === undefined) return undefined;
  return before?.what === what ? before : { what, since: now };
}

/** The block with its beginning: the remembered one while it is the same, `now` otherwise. */
export function keepBlocked(
  before: BlockedSince | undefined,
  block: Block | undefined,
  now: string,
): BlockedSince | undefined {
  if (block === undefined) return undefined;
  const [what, key] = [describeBlock(block), blockKey(block)];
  const isSame =
    before !== undefined && (before.key === key || (before.key === undefined && before.what === what));
  return { what, key, since: isSame ? before.since : now };
}

/** Since when each check is in its state; what is unknown for another reason begins anew. */
export function checkSince(
  before: WatchState['checks'],
  checks: readonly CheckResult[],
  now: string,
): WatchState['checks'] {
  return Object.fromEntries(
    checks.map(({ code, state, cause }) => {
      const what = cause === undefined ? state : `${state}: ${cause}`;
      return [code, keepSince(before[code], what, now) ?? { what, since: now }];
    }),
  );
}
