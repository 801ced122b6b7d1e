/** Everything the Log Replay Service says against a cutover, in its own words, and why it failed. */
import type { EngineFailure } from '../../core/engine/engine-status';
import { redact } from '../arm/redact';
import { fileNameIn, reasonsIn, unreadableCount } from '../engine-text/findings';
import { toCount } from '../engine-text/wire-values';
import { diagnose } from '../failures/failure-catalogue';
import { lrsCodeIn } from '../failures/failures-of-lrs';
import { isLogReplay } from './lrs-state';
import type { WireDetails } from './lrs-wire';

/** Words of a restore that waits for a person (microsoft/azuredatastudio, extensions/sql-migration). */
const STOPPED = new Set(['blocked', 'restorepaused']);

/** Collects the blocking reasons, each once, without secrets. */
export function toBlockingReasons(details: WireDetails): string[] {
  const said = reasonsIn(details.blockReason);
  const status = details.status ?? '';
  const reasons = [
    ...said,
    ...(said.length === 0 && STOPPED.has(status.toLowerCase()) ? [`the restore is ${redact(status)}`] : []),
    ...unrestorableReason(details),
    ...unreadableCount('numberOfFilesQueued', details.numberOfFilesQueued),
    ...unreadableCount('numberOfFilesRestoring', details.numberOfFilesRestoring),
    ...unreadableCount('numberOfFilesUnrestorable', details.numberOfFilesUnrestorable),
    ...(isLogReplay(details)
      ? []
      : [`the restore is of type ${redact(details.type ?? '')}, not of the Log Replay Service`]),
  ];
  return [...new Set(reasons)];
}

/** Names of the files the service cannot restore: texts in the short body, `{name}` in the long one. */
export function toInvalidFiles({ unrestorableFiles }: WireDetails): string[] {
  return (unrestorableFiles ?? []).map(fileNameIn);
}

/** How many files the service cannot restore: the larger of count and list; undefined when it tells neither. */
export function toUnrestorable(details: WireDetails): number | undefined {
  const { unrestorableFiles: listed } = details;
  const counted = toCount(details.numberOfFilesUnrestorable);
  if (counted === undefined && listed === undefined) return undefined;
  return Math.max(counted ?? 0, listed?.length ?? 0);
}

/** Why a restore that says Failed did so. The body has no error of its own: code and text are in the block reason. */
export function toFailure(details: WireDetails): EngineFailure | undefined {
  const status = details.status ?? '';
  if (status.toLowerCase() !== 'failed') return undefined;
  const text = reasonsIn(details.blockReason).join('; ');
  if (text === '') return { code: status, message: 'the restore failed, and the service does not say why' };
  return diagnose(lrsCodeIn(text) ?? status, text);
}

function unrestorableReason(details: WireDetails): string[] {
  const names = toInvalidFiles(details);
  if (names.length > 0) return [`unrestorableFiles: ${names.map((name) => redact(name)).join(', ')}`];
  const counted = toCount(details.numberOfFilesUnrestorable) ?? 0;
  return counted === 0 ? [] : [`numberOfFilesUnrestorable: ${counted}`];
}
