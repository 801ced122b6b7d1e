/** Amounts: of bytes, of files, and how fast they grow. */
import type { RestoreView } from '../../shared/core/migration/status-document';
import { spanText } from './time';

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Bytes in the largest decimal unit that fits. @example bytesText(212_992) // '213 kB' */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit] ?? ''}`;
}

/** `m of n` in the unit of the count. @example amountText({ unit: 'files', done: 41, total: 42 }) // '41 of 42 files' */
export function amountText({ unit, done, total }: Pick<RestoreView, 'unit' | 'done' | 'total'>): string {
  switch (unit) {
    case 'bytes':
      return `${bytesText(done)} of ${bytesText(total)}`;
    case 'percent':
      return `${Math.floor(done)} %`;
    case 'files':
      return `${done} of ${total} files`;
  }
}

/**
 * How fast, and how long it takes: what is left over the time until it is restored.
 *
 * @param asOf of the row, ISO 8601 UTC
 * @param now milliseconds
 * @returns undefined where the API has no estimate
 */
export function paceText(
  { unit, done, total, doneAt }: RestoreView,
  asOf: string,
  now: number,
): string | undefined {
  if (doneAt === undefined) return undefined;
  const hours = (Date.parse(doneAt) - Date.parse(asOf)) / 3_600_000;
  const left = (Date.parse(doneAt) - now) / 1000;
  const ends = left > 0 ? `${spanText(left)} left` : 'about done';
  return hours > 0 ? `${rateText(unit, (total - done) / hours)} · ${ends}` : ends;
}

function rateText(unit: RestoreView['unit'], hourly: number): string {
  switch (unit) {
    case 'bytes':
      return `${bytesText(hourly)}/h`;
    case 'percent':
      return `${hourly.toFixed(1)} %/h`;
    case 'files':
      return `${hourly < 10 ? hourly.toFixed(1) : Math.round(hourly)} files/h`;
  }
}
