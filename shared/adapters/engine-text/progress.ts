/** How far a restore has come, as far as a service counts it; for people only. */
import type { EngineProgress } from '../../core/engine/engine-status';

const BYTES_PER_MEGABYTE = 1024 * 1024;

/** The counters that are told; undefined when none is. */
export function toldProgress(progress: EngineProgress): EngineProgress | undefined {
  const told = Object.entries(progress).filter(([, value]) => value !== undefined);
  return told.length === 0 ? undefined : Object.fromEntries(told);
}

/** A size in bytes. Microsoft's own client shows the sizes as megabytes (microsoft/azuredatastudio migrationDetailsTab.ts, formatSizeMb). */
export function toBytes(megabytes: number | undefined): number | undefined {
  return megabytes === undefined ? undefined : Math.round(megabytes * BYTES_PER_MEGABYTE);
}

/** A share; more than the whole is none. */
export function toPercent(told: number | undefined): number | undefined {
  return told === undefined || told > 100 ? undefined : told;
}
