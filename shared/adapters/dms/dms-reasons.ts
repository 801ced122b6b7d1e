/**
 * Everything in an answer that speaks against a cutover, in the service's own words.
 *
 * The same facts sit in the details, in the undocumented warnings of the plain GET, or in both
 * (microsoft/azuredatastudio PR 21178), as text, list or number.
 */
import { asJson, fileNameIn, reasonsIn, unreadableCount } from '../engine-text/findings';
import { toCount } from '../engine-text/wire-values';
import type { WireDetails, WireProperties } from './dms-wire';

/** Restore states of newer back ends that wait for a person or have ended (microsoft/azuredatastudio, extensions/sql-migration). */
const STOPPED_RESTORE_STATES = new Set(['blocked', 'failed', 'cancelled', 'canceled', 'restorepaused']);

/** Collects the blocking reasons, each once, without secrets. */
export function toBlockingReasons(properties: WireProperties): string[] {
  const { migrationStatusDetails: details, migrationStatusWarnings: warnings } = properties;
  const reasons = [
    ...reasonsIn(details?.restoreBlockingReason),
    ...reasonsIn(details?.completeRestoreErrorMessage),
    ...reasonsIn(details?.fileUploadBlockingErrors),
    ...countReason('fileUploadBlockingErrorCount', details?.fileUploadBlockingErrorCount),
    ...unrestorableReason(details?.unrestorableFiles),
    ...unreadableCount('pendingDiffBackupsCount', details?.pendingDiffBackupsCount),
    ...unreadableCount('queuedFiles', details?.queuedFiles),
    ...unreadableCount('restoringFiles', details?.restoringFiles),
    ...restoreStateReason(details),
    ...reasonsIn(warnings?.restoreBlockingReason),
    ...reasonsIn(warnings?.completeRestoreErrorMessage),
    ...countReason('fileUploadBlockingErrorCount', warnings?.fileUploadBlockingErrorCount),
    ...reasonsIn(properties.provisioningError),
    ...reasonsIn(properties.migrationFailureError),
  ];
  return [...new Set(reasons)];
}

/** How many files the service cannot restore, written as number, text or list; undefined when it does not say. */
export function toUnrestorable(value: unknown): number | undefined {
  return Array.isArray(value) ? value.length : toCount(value);
}

function unrestorableReason(value: unknown): string[] {
  if (Array.isArray(value) && value.length > 0)
    return [`unrestorableFiles: ${value.map(fileNameIn).join(', ')}`];
  return countReason('unrestorableFiles', value);
}

function countReason(name: string, value: unknown): string[] {
  const isNothing = value === undefined || value === null || toCount(value) === 0;
  return isNothing || (Array.isArray(value) && value.length === 0) ? [] : [`${name}: ${asJson(value)}`];
}

function restoreStateReason(details: WireDetails | undefined): string[] {
  const state = details?.miRestoreState;
  return state !== undefined && STOPPED_RESTORE_STATES.has(state.toLowerCase())
    ? [`miRestoreState: ${state}`]
    : [];
}
