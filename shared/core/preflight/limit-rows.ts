/** Rows about limits and deadlines of the services, with the time that is left. */
import { ENGINE_KINDS } from '../engine/engine-status';
import { SEEDING_GB_PER_HOUR } from '../engine/seeding';
import { isSameName } from '../names';
import { sizeOf } from './database-size';
import { catchUp, largestLog, logCadenceMinutes, seedingMinutes, showMinutes } from './estimates';
import { hasBegun } from './has-begun';
import { DAY_MS, LONGEST_RUN_DAYS } from './limits';
import {
  AT_SOURCE,
  ON_SOURCE_SERVER,
  az,
  bind,
  forYou,
  information,
  met,
  notApplicable,
  powershell,
  sql,
  unmet,
} from './outcomes';
import type { PreflightPlan } from './plan';
import { type Outcome, type Proof, ask, end, endUnknown, told } from './proof';
import type { PreflightRow } from './row';
import { runningStatus } from './running-status';
import { maintenanceWindow } from './maintenance';
import { targetInstance } from './service-rows';

const WARN_DAYS = 7;
const LIMITATIONS = 'S3 Limitations';
const INTRODUCTIONS = ['S2 introduction', 'S3 introduction'] as const;

/** Rows LIM-…, except LIM-04 and LIM-07 (the source database) and LIM-06 (RES-12 proves the same). */
export const LIMIT_ROWS: readonly PreflightRow[] = [
  {
    id: 'LIM-01',
    engines: ['dms', 'lrs'],
    demand: `the migration ends within ${LONGEST_RUN_DAYS} days of its start`,
    why: 'then the service cancels it and deletes the target database, whatever has been restored',
    severity: 'warns',
    sources: [LIMITATIONS],
    prove: proveDeadline,
  },
  {
    id: 'LIM-02',
    engines: ENGINE_KINDS,
    demand: 'no planned maintenance of the instance falls into the migration',
    why: 'Azure holds maintenance back for 36 hours, then the migration starts over from the beginning',
    severity: 'warns',
    sources: INTRODUCTIONS,
    *prove(plan) {
      const { id, maintenanceConfigurationId } = yield* targetInstance(plan);
      return information(
        `maintenance may come ${maintenanceWindow(maintenanceConfigurationId)}, local time of the region; it is held back for 36 hours, then the migration starts over (${id.split('/').at(-1)})`,
      );
    },
  },
  {
    id: 'LIM-03',
    engines: ENGINE_KINDS,
    demand: 'nobody scales or reconfigures the instance during the migration',
    why: 'the migration starts over from the beginning',
    severity: 'blocks',
    sources: INTRODUCTIONS,
    implies: ['RES-10'],
    *prove({ migration: { target } }) {
      const operations = yield* ask({ kind: 'instanceOperations', id: target.managedInstanceId });
      const running = operations.find(({ state }) => state === 'InProgress' || state === 'Pending');
      if (running === undefined)
        return met('no operation runs on the instance; begin none until the cutover');
      return unmet(
        `${running.operation ?? running.name} runs on the instance`,
        'wait until it has ended',
        az(`sql mi op list --ids ${target.managedInstanceId} -o table`),
      );
    },
  },
  {
    id: 'LIM-05',
    engines: ENGINE_KINDS,
    demand:
      'the downtime allows for seeding: an instance of tier Business Critical copies the database to three replicas after the cutover',
    why: 'the database is not available until the replicas are seeded, which takes hours for a large one',
    severity: 'warns',
    sources: ['S3 Complete migration cutover'],
    prove: proveSeeding,
  },
  {
    id: 'LIM-08',
    engines: ENGINE_KINDS,
    demand:
      'server objects are scripted and moved by you: Agent jobs, credentials, Integration Services packages, server audits, logins, server roles',
    why: 'the services move the database only; jobs that are missing are noticed days later',
    severity: 'warns',
    sources: [LIMITATIONS, 'E1'],
    prove: () =>
      end(
        forYou(
          'Are jobs, credentials, packages, audits, logins and server roles of the source created on the instance, as far as they are needed?',
          sql(
            AT_SOURCE,
            [
              'SELECT name FROM msdb.dbo.sysjobs; SELECT name FROM sys.credentials;',
              'SELECT name FROM msdb.dbo.sysssispackages;',
              'SELECT name FROM sys.server_audits; SELECT name, type_desc FROM sys.server_principals WHERE is_fixed_role = 0;',
            ].join('\n'),
          ),
        ),
      ),
  },
  {
    id: 'LIM-09',
    engines: ['dms'],
    demand: 'high availability and disaster recovery of the source are set up anew on the target',
    why: 'the service reproduces neither',
    severity: 'info',
    sources: [LIMITATIONS],
    prove: () => end(information('set up failover groups on the instance after the cutover')),
  },
  {
    id: 'LIM-10',
    engines: ['dms'],
    demand: 'a migration that waits for a retry is retried within 8 hours',
    why: 'then the service cancels it (error 2040)',
    severity: 'warns',
    sources: ['E1 error 2040'],
    *prove(plan) {
      if (!hasBegun(plan)) return notApplicable('the migration does not run yet');
      const { state } = yield* runningStatus(plan);
      return state === 'retriable'
        ? unmet('the migration waits for a retry', 'remove the cause, then retry the migration')
        : met(`the migration is ${state}`);
    },
  },
  {
    id: 'LIM-11',
    engines: ['dms-classic'],
    demand:
      'the order of a cutover: stop traffic, take the final log, wait until nothing is pending, confirm',
    why: 'writes after the final log are lost',
    severity: 'info',
    sources: ['S2 Performing migration cutover'],
    prove: () =>
      end(
        information(
          'stop all traffic, take the final log to the share, and let the app cut over when nothing is pending',
        ),
      ),
  },
  {
    id: 'LIM-12',
    engines: ['dms'],
    demand: 'the order of a cutover: the source is frozen before the final log is taken',
    why: 'a write between the final log and the freeze is lost',
    severity: 'info',
    sources: ['S3 Complete migration cutover'],
    prove: () =>
      end(
        information(
          'stop writes, set the source read-only, take the final log, cut over, repoint the applications',
        ),
      ),
  },
  {
    id: 'LIM-13',
    engines: ['lrs'],
    demand: 'the database cannot be used before the cutover, not even to read',
    why: 'after it, no further backup can be restored',
    severity: 'info',
    sources: ['E5'],
    prove: () =>
      end(information('the target cannot be read until the cutover, and takes no backup after it')),
  },
  {
    id: 'LIM-14',
    engines: ENGINE_KINDS,
    demand: 'a rehearsal has shown whether the downtime is acceptable',
    why: 'an offline migration of a copy tells how long the restore takes',
    severity: 'info',
    sources: ['S3 introduction, tip'],
    prove: () => end(information('rehearse with an offline migration to another database name first')),
  },
  {
    id: 'LIM-15',
    engines: ['dms-classic', 'dms'],
    demand: 'the source has a certificate that the service can check, not one that it signed itself',
    why: 'with "trust server certificate" anybody between service and source can read along',
    severity: 'warns',
    sources: ['S2 Specify source details'],
    prove: (plan) => end(judgeCertificate(plan)),
  },
  {
    id: 'LIM-16',
    engines: ENGINE_KINDS,
    demand: 'the cutover fits into the downtime that is accepted',
    why: 'the final log has to be taken, uploaded and restored while nobody works',
    severity: 'warns',
    sources: ['S2 introduction', 'S3 introduction'],
    prove: proveDowntime,
  },
];

function* proveDeadline(plan: PreflightPlan): Proof {
  const { status, now } = plan;
  if (!hasBegun(plan) && status === undefined)
    return met(
      `not begun yet; it may run until ${dayOf(Date.parse(now) + LONGEST_RUN_DAYS * DAY_MS)} if it begins now`,
    );
  const until = status?.expiresAt === undefined ? yield* startPlusLimit(plan) : Date.parse(status.expiresAt);
  const days = (until - Date.parse(now)) / DAY_MS;
  const found = `the service cancels the migration at ${new Date(until).toISOString()}`;
  if (days > WARN_DAYS) return met(`${found}, in ${Math.floor(days)} days`);
  return bind(
    unmet(
      days <= 0
        ? `${found}, which is over`
        : `${found}, in ${days < 1 ? 'less than a day' : `${Math.floor(days)} days`}`,
      'cut over before, or begin a new migration now',
      undefined,
      days <= 1 ? 'blocks' : 'warns',
    ),
    found,
  );
}

function* startPlusLimit({ migration: { engine, target }, status }: PreflightPlan): Proof<number> {
  if (status?.startedOn !== undefined) return Date.parse(status.startedOn) + LONGEST_RUN_DAYS * DAY_MS;
  if (engine !== 'lrs') yield* runningStatus({ status });
  if (engine !== 'lrs') return yield* endUnknown('the start of the migration is not reported');
  const databases = yield* ask({ kind: 'managedDatabases', id: target.managedInstanceId });
  const database = databases.find(({ name }) => isSameName(name, target.databaseName));
  const createdAt = yield* told(database?.createdAt, `creation of database '${target.databaseName}'`);
  return Date.parse(createdAt) + LONGEST_RUN_DAYS * DAY_MS;
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function* proveSeeding(plan: PreflightPlan): Proof {
  const instance = yield* targetInstance(plan);
  const tier = yield* told(instance.tier, 'tier of the instance');
  if (tier !== 'BusinessCritical') return met(`tier ${tier} seeds no replicas`);
  const minutes = seedingMinutes(plan);
  const rate = `at ${SEEDING_GB_PER_HOUR} GB/h or more in 90 of 100 cases`;
  if (minutes === undefined)
    return information(
      `the replicas are seeded after the cutover ${rate}; preflight.sizeGb in the registration gives an estimate`,
    );
  const found = `seeding ${Math.ceil(sizeOf(plan) ?? 0)} GB takes about ${showMinutes(minutes)} ${rate}`;
  const accepted = plan.notes.downtimeMinutes;
  if (accepted === undefined || minutes <= accepted) return information(found);
  return unmet(
    `${found}, and the downtime accepted is ${showMinutes(accepted)}`,
    'migrate to an instance of tier General Purpose and change its tier afterwards, or accept a longer downtime',
  );
}

function judgeCertificate({ migration: { engine, create }, notes }: PreflightPlan): Outcome {
  const connection = create?.engine === 'dms' ? create.sourceSqlConnection : undefined;
  if (connection?.trustServerCertificate === true)
    return unmet(
      'the registration says trustServerCertificate: true',
      'install a certificate of a trusted authority at the source, and say false',
      powershell(
        'Get-ChildItem Cert:\\LocalMachine\\My | Format-List Subject, Issuer, NotAfter',
        ON_SOURCE_SERVER,
      ),
    );
  if (connection !== undefined) return met('the service checks the certificate of the source');
  if (engine === 'dms' && (create !== undefined || notes.share === undefined))
    return notApplicable('the service does not sign in to the source');
  return forYou('Is "trust server certificate" off in the migration?');
}

function* proveDowntime(plan: PreflightPlan): Proof {
  const accepted = plan.notes.downtimeMinutes;
  const cadence = logCadenceMinutes(plan);
  const log = largestLog(plan);
  const progress = catchUp(plan);
  const parts = [
    ...(cadence === undefined ? [] : [`a log backup every ${showMinutes(cadence)}`]),
    ...(log === undefined ? [] : [`the largest log has ${Math.ceil(log.size / 1024 ** 2)} MB`]),
    ...(progress === undefined
      ? []
      : [
          `${progress.restoredGb.toFixed(1)} of ${progress.planGb.toFixed(1)} GB restored at ${progress.gbPerHour.toFixed(0)} GB/h, caught up in about ${showMinutes(progress.minutes)}`,
        ]),
  ];
  if (parts.length === 0)
    return information('no estimate yet: neither log backups nor progress of a restore are known');
  const found = parts.join('; ');
  if (accepted === undefined || cadence === undefined || cadence <= accepted)
    return information(`${found}; the downtime begins with the final log, and ends when it is restored`);
  return yield* end(
    unmet(
      `${found}, and the downtime accepted is ${showMinutes(accepted)}: the final log may hold as much as one interval`,
      'take log backups more often before the cutover',
    ),
  );
}
