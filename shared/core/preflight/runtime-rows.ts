/** Rows about the self-hosted integration runtime: a program on a machine of yours that uploads backups from a share. */
import {
  ON_RUNTIME,
  az,
  forYou,
  information,
  met,
  notApplicable,
  powershell,
  quotePowerShell,
  unmet,
} from './outcomes';
import type { PreflightPlan } from './plan';
import { type Outcome, ask, end, told } from './proof';
import type { PreflightRow } from './row';
import { migrationService } from './service-location';
import { groupName, lastName } from './subnets';

const NOT_NEEDED = 'the backups are in a container: no integration runtime is needed';

/** Rows SHIR-01 to SHIR-06. */
export const RUNTIME_ROWS: readonly PreflightRow[] = [
  {
    id: 'SHIR-01',
    engines: ['dms'],
    demand: 'a self-hosted integration runtime is there when the backups come from a share, and only then',
    why: 'it uploads the backups; for backups in a container there is nothing for it to do',
    severity: 'info',
    sources: ['S3 Prerequisites, tip'],
    prove: ({ notes }) =>
      end(
        information(
          notes.share === undefined
            ? NOT_NEEDED
            : `an integration runtime uploads the backups from ${notes.share.path}`,
        ),
      ),
  },
  {
    id: 'SHIR-02',
    engines: ['dms'],
    demand: 'the machine of the integration runtime reaches the source SQL Server and the share',
    why: 'the runtime checks the backups at the source and reads them from the share (error 2012)',
    severity: 'blocks',
    sources: ['S3 Prerequisites'],
    prove: (plan) =>
      end(
        withShare(plan, (path) =>
          forYou(
            `Does the machine of the integration runtime reach the source SQL Server and ${path}?`,
            powershell(
              `Test-Path ${quotePowerShell(path)}; Test-NetConnection ${quotePowerShell(plan.migration.source.serverName?.split(/[\\,]/)[0] ?? '<source server>')} -Port ${plan.notes.source?.port ?? 1433}`,
              ON_RUNTIME,
            ),
          ),
        ),
      ),
  },
  {
    id: 'SHIR-03',
    engines: ['dms'],
    demand: 'the integration runtime is registered with the migration service and online',
    why: 'no backup is uploaded while it is offline (error 2014)',
    severity: 'blocks',
    sources: ['S3 Create a new instance of Database Migration Service', 'E1 error 2014'],
    *prove(plan) {
      if (plan.notes.share === undefined) return notApplicable(NOT_NEEDED);
      const id = yield* migrationService(plan);
      const service = yield* ask({ kind: 'migrationService', id });
      const state = yield* told(service.runtimeState || undefined, 'state of the integration runtime');
      const of = `-g ${groupName(id)} -n ${lastName(id)}`;
      if (state === 'Online') return met('the integration runtime is online');
      return state === 'NeedRegistration'
        ? unmet(
            'the integration runtime was never registered',
            'install it, and register it with one of the keys of the service',
            az(`datamigration sql-service list-auth-key ${of.replace('-n', '--sql-migration-service-name')}`),
          )
        : unmet(
            `the integration runtime is ${state}`,
            'start the service Integration Runtime on its machine, and look at its connection',
            az(`datamigration sql-service show ${of}`),
          );
    },
  },
  {
    id: 'SHIR-04',
    engines: ['dms'],
    demand: 'the integration runtime was created for the migration service, not in Data Factory',
    why: 'the service cannot use a runtime of Data Factory; one of its own serves later migrations, too',
    severity: 'blocks',
    sources: ['S3 Limitations'],
    prove: (plan) =>
      end(
        withShare(plan, () =>
          forYou(
            'Was the integration runtime registered with a key of the migration service, not of Data Factory?',
          ),
        ),
      ),
  },
  {
    id: 'SHIR-05',
    engines: ['dms'],
    demand: 'the integration runtime is not on the server that holds the share',
    why: 'the runtime refuses shares of its own machine from version 5.28 on (error 2049)',
    severity: 'blocks',
    sources: ['E1 error 2049'],
    prove: (plan) =>
      end(
        withShare(plan, (path) =>
          forYou(`Is the integration runtime on another machine than the one of ${path}?`),
        ),
      ),
  },
  {
    id: 'SHIR-06',
    engines: ['dms'],
    demand: 'the integration runtime has room for this migration: about ten at a time on one machine',
    why: 'uploads wait for each other, and the last log of one database is behind the full backup of another',
    severity: 'warns',
    sources: ['Microsoft Learn, Migrate databases by using the Azure SQL migration extension'],
    prove: (plan) =>
      end(
        withShare(plan, () =>
          forYou(
            'Do fewer than ten migrations upload through the integration runtime, and has its machine memory left?',
            az(`datamigration sql-service list-integration-runtime-metric ${runtimeOf(plan)}`),
          ),
        ),
      ),
  },
];

function runtimeOf({ migration: { create }, notes }: PreflightPlan): string {
  const id = create?.engine === 'dms' ? create.migrationServiceId : notes.migrationServiceId;
  return id === undefined
    ? '-g "<group>" --sql-migration-service-name "<service>"'
    : `-g ${groupName(id)} --sql-migration-service-name ${lastName(id)}`;
}

function withShare({ notes }: PreflightPlan, judge: (path: string) => Outcome): Outcome {
  return notes.share === undefined ? notApplicable(NOT_NEEDED) : judge(notes.share.path);
}
