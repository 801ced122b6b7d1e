/** What is shown of the estimates: each with its inputs, or with what would have to be known. */
import { SEEDING_GB_PER_HOUR } from '../engine/seeding';
import { sizeOf } from './database-size';
import { catchUp, largestLog, logCadenceMinutes, seedingMinutes, showMinutes } from './estimates';
import { maintenanceWindow } from './maintenance';
import type { PreflightPlan } from './plan';
import { ask, resultOf } from './proof';
import type { Readings } from './question';

/** One estimate. */
export interface Estimate {
  readonly what: string;
  /** For people; absent when an input is missing. */
  readonly value?: string;
  /** Inputs with their values, or what is missing. */
  readonly inputs: readonly string[];
}

const MIB = 1024 ** 2;

/** Catching up, the final log, seeding, what they come to, and what may come in between. */
export function estimatesOf(plan: PreflightPlan, readings: Readings): readonly Estimate[] {
  const finalLog = finalLogOf(plan);
  const seeding = seedingOf(plan, readings);
  return [
    catchUpOf(plan),
    finalLog.estimate,
    seeding.estimate,
    cutoverOf(plan, finalLog.minutes, seeding.minutes),
    maintenanceOf(plan, readings),
  ];
}

interface Part {
  readonly estimate: Estimate;
  readonly minutes?: number;
}

function catchUpOf(plan: PreflightPlan): Estimate {
  const what = 'catch-up';
  const progress = catchUp(plan);
  if (progress === undefined)
    return { what, inputs: ['needs how much the service has restored, which it reports while it runs'] };
  const { minutes, restoredGb, planGb, gbPerHour } = progress;
  return {
    what,
    value: `about ${showMinutes(minutes)}`,
    inputs: [
      `${restoredGb.toFixed(1)} of ${planGb.toFixed(1)} GB restored`,
      `${gbPerHour.toFixed(0)} GB/h so far`,
    ],
  };
}

function maintenanceOf(plan: PreflightPlan, readings: Readings): Estimate {
  const what = 'maintenance';
  const id = plan.migration.target.managedInstanceId;
  const instance = resultOf(ask({ kind: 'managedInstance', id }), readings);
  if (instance === undefined) return { what, inputs: ['needs the instance, which could not be read'] };
  return {
    what,
    value: maintenanceWindow(instance.maintenanceConfigurationId),
    inputs: ['LIM-02: it is held back for 36 hours, then the migration starts over'],
  };
}

/** The largest log so far at the rate of the restore; without a rate only its size and how often logs are taken are told. */
function finalLogOf(plan: PreflightPlan): Part {
  const what = 'final log';
  const log = largestLog(plan);
  if (log === undefined)
    return { estimate: { what, inputs: ['needs log backups whose headers are read (--backups)'] } };
  const cadence = logCadenceMinutes(plan);
  const inputs = [
    `the largest log so far has ${Math.ceil(log.size / MIB)} MB`,
    ...(cadence === undefined ? [] : [`a log every ${showMinutes(cadence)}`]),
  ];
  const rate = catchUp(plan)?.gbPerHour;
  if (rate === undefined)
    return { estimate: { what, inputs: [...inputs, 'the rate of the restore is not known yet'] } };
  const minutes = Math.max(1, Math.ceil((log.size / MIB / 1024 / rate) * 60));
  return { minutes, estimate: { what, value: `about ${showMinutes(minutes)} to restore`, inputs } };
}

function seedingOf(plan: PreflightPlan, readings: Readings): Part {
  const what = 'seeding';
  const id = plan.migration.target.managedInstanceId;
  const tier = resultOf(ask({ kind: 'managedInstance', id }), readings)?.tier;
  if (tier === undefined)
    return { estimate: { what, inputs: ['needs the tier of the instance, which could not be read'] } };
  if (tier !== 'BusinessCritical')
    return { minutes: 0, estimate: { what, value: 'none', inputs: [`tier ${tier}`] } };
  const minutes = seedingMinutes(plan);
  const rate = `tier ${tier} copies the database to its replicas at ${SEEDING_GB_PER_HOUR} GB/h or more`;
  if (minutes === undefined)
    return { estimate: { what, inputs: [rate, 'needs the size: preflight.sizeGb in the registration'] } };
  const size = `${Math.ceil(sizeOf(plan) ?? 0)} GB`;
  return { minutes, estimate: { what, value: `about ${showMinutes(minutes)}`, inputs: [size, rate] } };
}

/** What is certain to fall into the downtime; taking and uploading the final log comes on top. */
function cutoverOf({ notes }: PreflightPlan, finalLog?: number, seeding?: number): Estimate {
  const what = 'cutover';
  const accepted = notes.downtimeMinutes;
  const inputs = [
    'final log + seeding, and the time to take and upload the final log',
    accepted === undefined
      ? 'no accepted downtime given (preflight.downtimeMinutes)'
      : `accepted downtime ${showMinutes(accepted)}`,
  ];
  if (seeding === undefined || (finalLog === undefined && seeding === 0)) return { what, inputs };
  const least =
    finalLog === undefined ? `more than ${showMinutes(seeding)}` : `about ${showMinutes(finalLog + seeding)}`;
  return { what, value: least, inputs };
}
