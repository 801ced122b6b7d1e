/** Rows about room on the target instance, other migrations, and sign-ins of the classic service. */
import { ENGINE_KINDS } from '../engine/engine-status';
import { sameResourceId } from '../engine/resource-id';
import { isSameName } from '../names';
import { sizeOf } from './database-size';
import { ON_INSTANCE, az, bind, forYou, met, sql, unmet } from './outcomes';
import { existsAlready, hasBegun } from './has-begun';
import { type Proof, ask, end, told } from './proof';
import type { PreflightPlan } from './plan';
import type { PreflightRow } from './row';
import { migrationService } from './service-location';
import { targetInstance } from './service-rows';
import { lastName } from './subnets';

/** Microsoft Learn, "Limitations of Log Replay Service". */
const MOST_RESTORES = 100;
/** What is left, beside what is needed where that is known. */
function storageLeft(neededGb?: number): string {
  const needed = neededGb === undefined ? '' : `, ${neededGb} AS needed_gb`;
  return [
    `SELECT TOP 1 end_time, (reserved_storage_mb - storage_space_used_mb) / 1024 AS left_gb${needed}`,
    'FROM master.sys.server_resource_stats ORDER BY end_time DESC;',
  ].join('\n');
}
const ENDED = ['succeeded', 'failed', 'canceled'];

/** Rows RES-11 and RES-13 to RES-16. */
export const TARGET_ROWS: readonly PreflightRow[] = [
  {
    id: 'RES-11',
    engines: ENGINE_KINDS,
    demand: 'the managed instance has room for the database',
    why: 'a restore that fills the storage of the instance fails after hours (error 2009)',
    severity: 'blocks',
    sources: ['E1 error 2009'],
    *prove(plan) {
      const instance = yield* targetInstance(plan);
      const room = yield* told(instance.storageSizeGb, 'storage size of the instance');
      const size = sizeOf(plan);
      if (size !== undefined && size > room)
        return unmet(
          `the database needs ${Math.ceil(size)} GB, the instance has ${room} GB in all`,
          'enlarge the storage of the instance',
          az(`sql mi update --ids ${instance.id} --storage ${Math.ceil(size / 32) * 32}`),
        );
      if (size === undefined)
        return forYou(
          `Does this show as left_gb enough for the database (its size is not known: preflight.sizeGb in the registration tells it; the instance has ${room} GB in all)?`,
          sql(ON_INSTANCE, storageLeft()),
        );
      const needed = Math.ceil(size);
      const source =
        plan.notes.sizeGb === undefined
          ? 'the files that the full backup lists'
          : 'preflight.sizeGb of the registration';
      return forYou(
        `Does this show a left_gb of ${needed} or more (${source}; the instance has ${room} GB in all)?`,
        sql(ON_INSTANCE, storageLeft(needed)),
      );
    },
  },
  {
    id: 'RES-13',
    engines: ['dms'],
    demand: 'no other migration to the same target database is under way',
    why: 'the service knows a migration by its target, and refuses a second one (ResourceAlreadyExists)',
    severity: 'blocks',
    sources: ['E6 ResourceAlreadyExists'],
    prove: proveNoOther,
  },
  {
    id: 'RES-14',
    engines: ['lrs'],
    demand: `fewer than ${MOST_RESTORES} databases of the instance are being restored`,
    why: 'the Log Replay Service restores no more than that at a time on one instance',
    severity: 'blocks',
    sources: ['E5'],
    *prove(plan) {
      const { target } = plan.migration;
      const databases = yield* ask({ kind: 'managedDatabases', id: target.managedInstanceId });
      const others = databases.filter(
        ({ name, status }) => status === 'Restoring' && !isSameName(name, target.databaseName),
      );
      if (others.length < MOST_RESTORES)
        return met(`${others.length} other restores on the instance, ${databases.length} databases in all`);
      return bind(
        unmet(
          `${others.length} other databases of the instance are being restored`,
          hasBegun(plan)
            ? 'cut migrations over before you begin others'
            : 'wait until one has ended: migrate in waves',
        ),
        `${MOST_RESTORES} restores or more`,
      );
    },
  },
  {
    id: 'RES-15',
    engines: ['dms-classic'],
    demand:
      'the classic service has an application of its own (id and key) that may use the instance and the storage account',
    why: 'the service signs in to Azure as this application; a key that has ended stops the migration',
    severity: 'blocks',
    sources: ['S2 Prerequisites', 'S2 Specify target details'],
    prove: () =>
      end(
        forYou(
          'Is the key of the application that the classic task signs in with valid until after the cutover? (its id: Azure portal, App registrations, Application (client) ID)',
          az('ad app credential list --id "<application id>" -o table'),
        ),
      ),
  },
  {
    id: 'RES-16',
    engines: ['dms-classic'],
    demand: 'the classic service has a SQL login on the managed instance',
    why: 'the service signs in with it to restore and to cut over',
    severity: 'blocks',
    sources: ['S2 Specify target details'],
    prove: () =>
      end(
        forYou(
          'Does this show the SQL login of the classic task with is_disabled 0, and does it sign in?',
          sql(ON_INSTANCE, 'SELECT name, is_disabled FROM sys.sql_logins;'),
        ),
      ),
  },
];

function* proveNoOther(plan: PreflightPlan): Proof {
  const { target } = plan.migration;
  if (hasBegun(plan)) return existsAlready(plan);
  const service = yield* migrationService(plan);
  const migrations = yield* ask({ kind: 'serviceMigrations', id: service });
  const same = migrations.find(
    ({ scopeId, databaseName, status }) =>
      isSameName(databaseName, target.databaseName) &&
      (scopeId === undefined || sameResourceId(scopeId, target.managedInstanceId)) &&
      !ENDED.includes(status?.toLowerCase() ?? ''),
  );
  if (same === undefined)
    return met(`service '${lastName(service)}' runs no migration to '${target.databaseName}'`);
  const found = `service '${lastName(service)}' has a migration to '${same.databaseName}'`;
  return bind(
    unmet(
      `${found} (${same.status ?? 'status not reported'})`,
      'adopt it (start: adopt), or cancel it',
      az(
        `datamigration sql-managed-instance show --managed-instance-name ${lastName(target.managedInstanceId)} --target-db-name ${same.databaseName}`,
      ),
    ),
    found,
  );
}
