/** Clocks of what is expected: the restore has caught up, every check is met, a Business Critical target is seeded. */
import { secondsToSeed, SEEDING_GB_PER_HOUR } from '../engine/seeding';
import { windowPause } from '../engine/read-cadence';
import { knownStatus } from '../engine/known-status';
import type { Facts } from '../facts/facts';
import { isOffline } from '../migration/offline';
import { isInFlight } from '../cutover/attempt';
import { catchUp, showMinutes } from '../preflight/estimates';
import { type Readiness, unmetChecks } from '../readiness/checks';
import { addSeconds } from '../timing';
import type { Clock } from './clock';
import { type ClockMemory, isRestoring } from './clock-memory';
import { type Measure, measure, ratesOf } from './restore-samples';

/** Every one that is to be told. */
export function expectedClocks(facts: Facts, memory: ClockMemory, readiness: Readiness): readonly Clock[] {
  const caughtUp = caughtUpClock(facts, memory);
  return [caughtUp, readyClock(facts, readiness, caughtUp), seedingClock(facts, memory)].filter(
    (clock) => clock !== undefined,
  );
}

/** What lies further ahead than this is as good as not known; seconds. */
const FARTHEST = 366 * 86_400;

function after(at: string, seconds: number): string | undefined {
  return seconds <= FARTHEST ? addSeconds(at, seconds) : undefined;
}

const CAUGHT_UP = {
  kind: 'caughtUp',
  key: 'caughtUp',
  what: 'the service has restored what has arrived so far',
  level: 'fine',
} as const;

/** While something is left to restore, as far as the service tells. */
function caughtUpClock({ engine, at }: Facts, { restore }: ClockMemory): Clock | undefined {
  const status = knownStatus(engine);
  if (status === undefined || !isRestoring(status)) return undefined;
  const measured = measure(status);
  const isDone = status.fullRestored === true && status.pendingLogs === 0;
  if (measured === undefined || measured.done >= measured.total)
    return isDone || (measured !== undefined && status.pendingLogs === undefined)
      ? undefined
      : { ...CAUGHT_UP, basis: 'the service does not report how much of it is restored' };
  const rates = [
    ...(restore === undefined ? [] : ratesOf(restore, at, measured.done)),
    ...rateSinceStart(status, at, measured),
  ];
  const restored = describeMeasure(measured);
  const [rate] = rates;
  if (rate === undefined) return { ...CAUGHT_UP, basis: `${restored}; a rate needs a second reading` };
  if (rate <= 0) return { ...CAUGHT_UP, basis: `${restored}; nothing has moved in the readings so far` };
  const left = measured.total - measured.done;
  const [slowest, fastest] = [Math.min(...rates), Math.max(...rates)];
  const from = restore?.samples[0]?.at;
  return {
    ...CAUGHT_UP,
    at: after(at, left / rate),
    earliest: after(at, left / fastest),
    latest: slowest > 0 && rates.length > 1 ? after(at, left / slowest) : undefined,
    basis: `${restored}, ${describeRate(measured, rate)}${from === undefined ? '' : ` since ${from}`}; what arrives later comes on top`,
  };
}

/** The average since the start tells of the full only: later it counts the pauses between logs. */
function rateSinceStart(
  status: NonNullable<ReturnType<typeof knownStatus>>,
  now: string,
  { unit, total, done }: Measure,
): readonly number[] {
  if (unit !== 'bytes' || status.fullRestored === true) return [];
  const average = catchUp({ status, now });
  return average === undefined || average.minutes <= 0 ? [] : [(total - done) / (average.minutes * 60)];
}

const GB = 1e9;

function describeMeasure({ unit, done, total }: Measure): string {
  switch (unit) {
    case 'bytes':
      return `${(done / GB).toFixed(1)} of ${(total / GB).toFixed(1)} GB restored`;
    case 'percent':
      return `${Math.floor(done)} % restored`;
    case 'files':
      return `${done} of ${total} files restored`;
  }
}

function describeRate({ unit }: Measure, rate: number): string {
  const hourly = rate * 3_600;
  switch (unit) {
    case 'bytes':
      return `${(hourly / GB).toFixed(1)} GB/h`;
    case 'percent':
      return `${hourly.toFixed(1)} % an hour`;
    case 'files':
      return `${hourly.toFixed(1)} files an hour`;
  }
}

const READY = { kind: 'ready', key: 'ready', what: 'every check is met', level: 'fine' } as const;

/** Checks that the restore alone brings about. */
const BY_RESTORE: readonly string[] = [
  'full.restored',
  'pending.zero',
  'pending.stable',
  'files.all-restored',
  'tail.restored',
];

/** Two readings of "nothing pending" are that far apart at least (`stableReadGap` of timing.ts); seconds. */
const READ_GAP = 30;

/** Only with a tail: before, nobody knows which log is the last one. */
function readyClock(facts: Facts, readiness: Readiness, caughtUp: Clock | undefined): Clock | undefined {
  const { tail, control, at, stability } = facts;
  if (tail.kind !== 'one' || readiness.ready || isOffline(control) || isInFlight(control)) return undefined;
  const unmet = unmetChecks(readiness.checks);
  const other = unmet.find(({ code }) => !BY_RESTORE.includes(code));
  if (other !== undefined) return { ...READY, basis: `${other.code} is not met: ${other.reason}` };
  const { stableReads, windowPollSeconds } = control.policy;
  const pause = Math.round(Math.max(windowPause(windowPollSeconds, facts.readsOfRound), READ_GAP));
  const basis = `${stableReads} readings in a row that say that nothing is pending, ${pause} s apart`;
  if (caughtUp !== undefined) {
    const later = (time: string | undefined): string | undefined =>
      time === undefined ? undefined : addSeconds(time, stableReads * pause);
    return {
      ...READY,
      at: later(caughtUp.at),
      earliest: later(caughtUp.earliest),
      latest: later(caughtUp.latest),
      basis: `${caughtUp.basis}; then ${basis}`,
    };
  }
  if (unmet.some(({ code }) => code !== 'pending.stable'))
    return { ...READY, basis: `${unmet[0]?.code ?? ''} is not met: ${unmet[0]?.reason ?? ''}` };
  const missing = Math.max(0, stableReads - (stability?.count ?? 0));
  return { ...READY, at: addSeconds(at, missing * pause), basis };
}

const SEEDING = {
  kind: 'seeding',
  key: 'seeding',
  what: 'a Business Critical target has seeded its replicas',
} as const;

/** How long the target is away after the request, or until about when. The tier is not read: on General Purpose it takes minutes. */
function seedingClock({ registration, control, engine }: Facts, { completing }: ClockMemory): Clock {
  const progress = knownStatus(engine)?.progress;
  const size = registration.preflight?.sizeGb ?? bytesToGb(progress?.planBytes ?? progress?.restoredBytes);
  if (size === undefined)
    return { ...SEEDING, level: 'fine', basis: 'needs the size: preflight.sizeGb in the registration' };
  const seconds = secondsToSeed(size);
  const basis = `${Math.ceil(size)} GB at ${SEEDING_GB_PER_HOUR} GB/h, which is reached in 90 of 100 cases; a General Purpose target takes minutes`;
  if (completing !== undefined)
    return {
      ...SEEDING,
      level: 'fine',
      at: after(completing.at, seconds),
      earliest: completing.at,
      basis: `${basis}; the service has been completing since ${completing.at}`,
    };
  const { window } = control.policy;
  const isLonger = window !== undefined && seconds > window.assumeMinutes * 60;
  return {
    ...SEEDING,
    level: isLonger ? 'soon' : 'fine',
    seconds,
    basis,
    ...(isLonger && {
      remedy: `policy.window.assumeMinutes is ${window.assumeMinutes}: if the target is Business Critical, assume ${showMinutes(seconds / 60)} or more`,
    }),
  };
}

function bytesToGb(bytes: number | undefined): number | undefined {
  return bytes === undefined ? undefined : bytes / GB;
}
