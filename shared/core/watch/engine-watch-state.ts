/** What the watch remembers of the service: since when it says what it says, and how often in a row it said that nothing is there. */
import { countDoubtfulEnd } from '../cutover/doubtful-end';
import type { Facts } from '../facts/facts';
import { atOnce, countReading } from '../reading-count';
import type { Timing } from '../timing';
import { movementOf } from './stalled';
import { type WatchState, keepSince } from './watch-state';

/** The parts of the watch state that a reading of the service changes. */
export type EngineWatchState = Pick<WatchState, 'absent' | 'doubtfulEnd' | 'engineState' | 'movement'>;

/**
 * Takes one assessment into account. Trouble changes nothing, for nothing was seen; that the service knows no such
 * migration is counted, and ends no state: it may be back with the next reading.
 *
 * @example watchEngine(NEW_WATCH, facts, AZURE_TIMING).engineState // { what: 'InProgress', since: '…' }
 */
export function watchEngine(before: EngineWatchState, facts: Facts, timing: Timing): EngineWatchState {
  const { engine, at, stability } = facts;
  const { absent, doubtfulEnd, engineState, movement } = before;
  switch (engine.kind) {
    case 'trouble':
      return { absent, doubtfulEnd, engineState, movement };
    case 'absent':
      return { absent: countReading(absent, 'absent', atOnce(at), timing), engineState, movement };
    case 'read': {
      const { rawState, state, asOf } = engine.status;
      return {
        doubtfulEnd: countDoubtfulEnd(doubtfulEnd, facts.control, engine.status, timing),
        engineState: keepSince(engineState, rawState ?? state, asOf),
        movement: keepSince(movement, movementOf(engine.status, stability?.count), at),
      };
    }
  }
}
