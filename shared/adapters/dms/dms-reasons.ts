/**
 * Everything in an answer that speaks against a cutover, in the service's own words.
 *
 * The same facts sit in the details, in the undocumented warnings of the plain GET, or in both
 * (microsoft/azuredatastudio PR 21178), as text, list or number. A value of an unexpected type is still evidence:
 * it is shown as JSON rather than dropped.
 */
import { redact } from '../arm/redact';
import type { WireDetails, WireProperties } from './dms-wire';

/** Restore states of newer back ends that wait for a person or have ended (microsoft/azuredatastudio, extensions/sql-migration). */
const STOPPED_RESTORE_STATES = new Set(['blocked', 'failed', 'cancelled', 'canceled', 'restorepaused']);

/** Collects the blocking reasons, each once, without secrets. */
export function toBlockingReasons(properties: WireProperties): string[] {
  const { migrationStatusDetails: details, migrationStatusWarnings: warnings } = properties;
  const reasons = [
    ...toReasons(details?.restoreBlockingReason),
    ...toReasons(details?.completeRestoreErrorMessage),
    ...toReasons(details?.fileUploadBlockingErrors),
    ...countReason('fileUploadBlockingErrorCount', details?.fileUploadBlockingErrorCount),
    ...unrestorableReason(details?.unrestorableFiles),
    ...restoreStateReason(details),
    ...toReasons(warnings?.restoreBlockingReason),
    ...toReasons(warnings?.completeRestoreErrorMessage),
    ...countReason('fileUploadBlockingErrorCount', warnings?.fileUploadBlockingErrorCount),
    ...toReasons(properties.provisioningError),
    ...toReasons(properties.migrationFailureError),
  ];
  return [...new Set(reasons)];
}

/** Texts of a value of any shape: a text, a list, an error object; blank, null and absent give none. */
export function toReasons(value: unknown): string[] {
  if (value === undefined || value === null || value === false) return [];
  if (Array.isArray(value)) return value.flatMap(toReasons);
  const text = typeof value === 'string' ? value : (errorText(value) ?? JSON.stringify(value));
  return text.trim() === '' ? [] : [redact(text.trim())];
}

/** `code: message` of an error object. */
function errorText(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const parts = [
    'code' in value && typeof value.code === 'string' ? value.code : '',
    'message' in value && typeof value.message === 'string' ? value.message : '',
  ].filter((part) => part !== '');
  if (parts.length > 0) return parts.join(': ');
  return Object.keys(value).length === 0 ? '' : undefined;
}

/** How many files the service cannot restore, written as number, text or list; undefined when it does not say. */
export function toUnrestorable(value: unknown): number | undefined {
  if (Array.isArray(value)) return value.length;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  if (typeof value === 'string' && /^\d{1,9}$/.test(value)) return Number(value);
  return undefined;
}

function unrestorableReason(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  const files = toUnrestorable(value);
  if (files === 0) return [];
  if (!Array.isArray(value)) return [`unrestorableFiles: ${redact(JSON.stringify(value))}`];
  return [`unrestorableFiles: ${value.map(toFileName).join(', ')}`];
}

/** A file's name, written as text or as `{name}`. */
export function toFileName(value: unknown): string {
  if (typeof value === 'string') return value;
  const named = typeof value === 'object' && value !== null && 'name' in value ? value.name : undefined;
  return typeof named === 'string' ? named : redact(JSON.stringify(value));
}

function countReason(name: string, value: unknown): string[] {
  if (value === undefined || value === null || value === 0 || value === '0') return [];
  return [`${name}: ${redact(JSON.stringify(value))}`];
}

function restoreStateReason(details: WireDetails | undefined): string[] {
  const state = details?.miRestoreState;
  return state !== undefined && STOPPED_RESTORE_STATES.has(state.toLowerCase())
    ? [`miRestoreState: ${state}`]
    : [];
}
