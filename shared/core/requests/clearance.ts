/** Whether the preflight lets a creation through. Nothing that runs at the service depends on it. */
import type { Facts } from '../facts/facts';
import { stoppingRows } from '../migration/preflight-result';
import { secondsBetween } from '../timing';

/** Seconds for which a result counts; an older one is replaced before a creation is decided on. */
export const PREFLIGHT_VALID_SECONDS = 3_600;

/** Seconds between two runs that new backups call for. */
const LEAST_BETWEEN_RUNS = 10;

/** What comes of the last result. */
export interface Clearance {
  /** `due`: none, or one that is too old, or older than the backups that it was about. */
  readonly kind: 'clear' | 'stopped' | 'due';
}

/**
 * Judges whether a creation may go out.
 *
 * @example creationClearance({ ...facts, preflight: undefined }).kind // 'due'
 */
export function creationClearance({
  preflight,
  control,
  newestBackup,
  at,
}: Pick<Facts, 'preflight' | 'control' | 'newestBackup' | 'at'>): Clearance {
  if (preflight === undefined) return { kind: 'due' };
  const age = secondsBetween(preflight.asOf, at);
  if (!(age >= 0 && age < PREFLIGHT_VALID_SECONDS)) return { kind: 'due' };
  if (stoppingRows(preflight, control.preflight).length === 0) return { kind: 'clear' };
  const hasNews = newestBackup !== undefined && secondsBetween(preflight.asOf, newestBackup.seenAt) > 0;
  return { kind: hasNews && age >= LEAST_BETWEEN_RUNS ? 'due' : 'stopped' };
}
