/** Backup sets of the long body, made engine-neutral; the service tells no LSNs and no set ids. */
import type { EngineFileState, EngineSet } from '../../core/engine/engine-status';
import { meaningOf, toTime } from '../engine-text/service-words';
import type { WireDetails, WireSet } from './lrs-wire';

/** Words of `status` (Microsoft.Sql 2023-08-01); any other counts as pending, never as restored. */
const SET_STATES: Readonly<Record<string, EngineFileState>> = {
  none: 'pending',
  queued: 'pending',
  restoring: 'restoring',
  restored: 'restored',
  skipped: 'ignored',
};

/** All sets the body lists: full, differential, log. */
export function toEngineSets(details: WireDetails): EngineSet[] {
  return [
    ...(details.fullBackupSets ?? []).map((set) => toEngineSet(set, 'full')),
    ...(details.diffBackupSets ?? []).map((set) => toEngineSet(set, 'differential')),
    ...(details.logBackupSets ?? []).map((set) => toEngineSet(set, 'log')),
  ];
}

/** State of a set by its own word. */
export function toSetState({ status }: WireSet): EngineFileState {
  return meaningOf(SET_STATES, status) ?? 'pending';
}

/** True when the service has nothing left to do with the set. */
export function isDone(set: WireSet): boolean {
  const state = toSetState(set);
  return state === 'restored' || state === 'ignored';
}

/**
 * A skipped set is neither restored nor missing: the service leaves out what a later full or differential covers, so
 * its LSNs decide whether the restore has passed it.
 */
function toEngineSet(wire: WireSet, type: EngineSet['type']): EngineSet {
  const state = toSetState(wire);
  const name = wire.firstStripeName ?? '';
  const restoreStartedAt = toTime(wire.restoreStartedTimestampUtc);
  return {
    type,
    ...(state !== 'ignored' && { restored: state === 'restored' }),
    files: name === '' ? [] : [{ name, state, rawState: wire.status ?? '' }],
    ignoreReasons: state === 'ignored' ? [`status ${wire.status ?? ''}`] : [],
    ...(restoreStartedAt !== undefined && { restoreStartedAt }),
  };
}
