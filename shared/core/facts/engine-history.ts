/** What an engine has told of one run of its migration: a restore goes forward only, so it stays true while the engine is silent. */
import type { BackupSet } from '../chain/collect-sets';
import type { EngineStatus } from '../engine/engine-status';
import { type Lsn, formatLsn, parseLsn } from '../lsn';
import { type EngineJoin, toldAnchor } from './engine-join';

/** A place on a recovery fork that an engine has certainly reached. */
interface RestoredPlace {
  readonly lsn: Lsn;
  readonly fork?: string;
}

/** The history, of one run. */
export interface EngineHistory {
  /** The run it is of; undefined when the engine does not distinguish its runs. */
  readonly operationId?: string;
  /** GUID of the full that was restored. */
  readonly anchorGuid?: string;
  readonly restoredTo?: RestoredPlace;
}

/**
 * The history after a reading: what the engine tells now, and what it told before where it is silent now.
 *
 * @param status undefined when the engine could not be read
 * @param join of that reading
 * @example history = remember(history, status, joinEngine(sets, status));
 */
export function continueHistory(
  before: EngineHistory,
  status: EngineStatus | undefined,
  join: Pick<EngineJoin, 'anchorGuid' | 'last'>,
): EngineHistory {
  const kept = stillHolds(before, status) ? before : {};
  return {
    operationId: status?.operationId ?? kept.operationId,
    anchorGuid: toldAnchor(status) === undefined ? kept.anchorGuid : join.anchorGuid,
    restoredTo: join.last === undefined ? kept.restoredTo : placeOf(join.last),
  };
}

/**
 * False when something is remembered, and a reading tells of another run, of none where one was told before, or of one that
 * has restored nothing yet.
 */
export function stillHolds(history: EngineHistory, status: EngineStatus | undefined): boolean {
  const { operationId, anchorGuid, restoredTo } = history;
  if (anchorGuid === undefined && restoredTo === undefined) return true;
  return status === undefined || (status.operationId === operationId && status.fullRestored !== false);
}

function placeOf({ lastLsn, endFork }: BackupSet): RestoredPlace {
  return { lsn: lastLsn, fork: endFork };
}

/** The wire form: LSNs as decimal text. */
export interface EncodedEngineHistory extends Omit<EngineHistory, 'restoredTo'> {
  readonly restoredTo?: { readonly lsn: string; readonly fork?: string };
}

/** Writes a history for JSON. */
export function encodeEngineHistory({ restoredTo, ...history }: EngineHistory): EncodedEngineHistory {
  return restoredTo === undefined
    ? history
    : { ...history, restoredTo: { lsn: formatLsn(restoredTo.lsn), fork: restoredTo.fork } };
}

/** Reads what {@link encodeEngineHistory} wrote; anything else, and rows of 0.1.0 that hold none, is an empty history. */
export function decodeEngineHistory(value: EncodedEngineHistory | undefined): EngineHistory {
  const { restoredTo, operationId, anchorGuid } = value ?? {};
  const place = restoredTo && decodePlace(restoredTo);
  return place || restoredTo === undefined ? { operationId, anchorGuid, restoredTo: place } : {};
}

/** A JSON number has lost digits already: only text is an LSN. */
function decodePlace({ lsn, fork }: { readonly lsn: unknown; readonly fork?: string }) {
  return typeof lsn === 'string' && /^\d+$/.test(lsn) ? { lsn: parseLsn(lsn), fork } : undefined;
}
