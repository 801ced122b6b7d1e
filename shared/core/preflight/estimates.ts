/** How long catching up and cutting over will take, from what is known; each estimate names its inputs. */
import { secondsToSeed } from '../engine/seeding';
import { sizeOf } from './database-size';
import { type KnownSet, setsOf } from './known-backups';
import type { PreflightPlan } from './plan';

const MINUTE_MS = 60_000;

/** Minutes that Business Critical needs to seed its replicas after the cutover; undefined when the size is unknown. */
export function seedingMinutes(plan: PreflightPlan): number | undefined {
  const size = sizeOf(plan);
  return size === undefined ? undefined : Math.ceil(secondsToSeed(size) / 60);
}

/**
 * Minutes between log backups: the median of what the headers tell.
 *
 * Headers have the source's local time, so an hour may be too much where its clock changed; the median is not touched by one.
 */
export function logCadenceMinutes({ backups }: PreflightPlan): number | undefined {
  const starts = setsOf(backups?.files ?? [])
    .flatMap(({ type, startedAt }) => (type === 'log' && startedAt !== undefined ? [startedAt] : []))
    .map((time) => Date.parse(`${time}Z`))
    .filter((time) => !Number.isNaN(time))
    .sort((a, b) => a - b);
  const gaps = starts
    .slice(1)
    .map((time, index) => (time - (starts[index] ?? time)) / MINUTE_MS)
    .filter((gap) => gap > 0)
    .sort((a, b) => a - b);
  return gaps[Math.floor(gaps.length / 2)];
}

/** When the restore has caught up, at the rate so far. */
export interface CatchUp {
  readonly minutes: number;
  readonly restoredGb: number;
  readonly planGb: number;
  readonly gbPerHour: number;
}

const GIB = 1024 ** 3;

/** Continues the rate at which the service has restored so far; undefined when it does not report that. */
export function catchUp({ status, now }: Pick<PreflightPlan, 'status' | 'now'>): CatchUp | undefined {
  const { restoredBytes, planBytes } = status?.progress ?? {};
  if (status?.startedOn === undefined || restoredBytes === undefined || planBytes === undefined)
    return undefined;
  const hours = (Date.parse(now) - Date.parse(status.startedOn)) / (60 * MINUTE_MS);
  if (!(hours > 0) || restoredBytes <= 0) return undefined;
  const gbPerHour = restoredBytes / GIB / hours;
  const left = Math.max(0, planBytes - restoredBytes) / GIB;
  return {
    minutes: Math.ceil((left / gbPerHour) * 60),
    restoredGb: restoredBytes / GIB,
    planGb: planBytes / GIB,
    gbPerHour,
  };
}

/** Bytes of the largest log: what the final one is at most, if the source goes on as before. */
export function largestLog({ backups }: PreflightPlan): (KnownSet & { readonly size: number }) | undefined {
  const sizes = new Map((backups?.files ?? []).map(({ name, size }) => [name, size]));
  return setsOf(backups?.files ?? [])
    .filter(({ type }) => type === 'log')
    .flatMap((set) => {
      const size = sizes.get(set.file);
      return size === undefined ? [] : [{ ...set, size }];
    })
    .sort((a, b) => b.size - a.size)[0];
}

/** Minutes for people. @example showMinutes(150) // '2 h 30 min' */
export function showMinutes(minutes: number): string {
  const whole = Math.ceil(minutes);
  return whole < 60 ? `${whole} min` : `${Math.floor(whole / 60)} h ${whole % 60} min`;
}
