/** Rows about the migration services: registered, offered in the region, ready to be used. */
import { ENGINE_KINDS, type EngineKind } from '../engine/engine-status';
import { parseResourceId } from '../engine/resource-id';
import { hasBegun } from './has-begun';
import { allMet, az, met, someOf, unmet } from './outcomes';
import type { PreflightPlan } from './plan';
import { type Outcome, type Proof, ask, askIfThere, end, told } from './proof';
import type { PreflightRow } from './row';
import { classicService, migrationService, serviceLocation } from './service-location';
import { targetInstance } from './service-rows';
import { backupAccount } from './storage-account';
import { groupName, isSameRegion, lastName, subscriptionIdOf } from './subnets';

const MIGRATION_PROVIDER = 'Microsoft.DataMigration';
const BOTH = ['dms-classic', 'dms'] as const;
/** Microsoft Learn, "What is Azure Database Migration Service (classic)?". */
const CLASSIC_RETIRED_AT = '2026-03-15';

/** Rows RES-01 to RES-09. */
export const PROVIDER_ROWS: readonly PreflightRow[] = [
  {
    id: 'RES-01',
    engines: BOTH,
    demand: 'the subscription is registered for Microsoft.DataMigration, the services that migrate databases',
    why: 'no migration service can be created or used in a subscription that is not',
    severity: 'blocks',
    sources: ['S2 Register the resource provider', 'S3 Prerequisites'],
    *prove(plan) {
      const service = yield* serviceId(plan);
      return yield* registered(subscriptionIdOf(service), [MIGRATION_PROVIDER]);
    },
  },
  {
    id: 'RES-02',
    engines: ENGINE_KINDS,
    demand:
      'the subscriptions are registered for Microsoft.Sql, Microsoft.Network, Microsoft.Storage and Microsoft.EventGrid',
    why: 'managed instances, networks, storage accounts and their events answer only in a registered subscription',
    severity: 'blocks',
    sources: ['Microsoft Learn, Azure resource providers and types'],
    *prove(plan) {
      const target = subscriptionIdOf(plan.migration.target.managedInstanceId);
      const { id } = yield* backupAccount(plan);
      return yield* allMet([
        registered(target, ['Microsoft.Sql', 'Microsoft.Network']),
        registered(subscriptionIdOf(id), ['Microsoft.Storage', 'Microsoft.EventGrid']),
      ]);
    },
  },
  {
    id: 'RES-03',
    engines: ['dms-classic'],
    demand: 'the classic service has the Premium pricing tier',
    why: 'online migrations run on that tier only',
    severity: 'blocks',
    sources: ['S2 introduction', 'S2 Create an instance'],
    *prove(plan) {
      const service = yield* ask({ kind: 'classicService', id: yield* classicService(plan) });
      const tier = yield* told(service.skuTier, 'pricing tier of the service');
      return tier === 'Premium'
        ? met(`the service has tier Premium (${service.skuName ?? 'size not reported'})`)
        : unmet(
            `the service has tier ${tier}`,
            'move the migration to engine dms or lrs, which have no tiers',
          );
    },
  },
  {
    id: 'RES-04',
    engines: BOTH,
    demand: 'the migration service is in the region of the managed instance',
    why: 'the new service refuses to migrate across regions (InvalidLocation); with the classic one it is slow',
    severity: 'blocks',
    severityIn: { 'dms-classic': 'warns' },
    sources: ['S2 introduction', 'E6 InvalidLocation'],
    *prove(plan) {
      const location = yield* serviceLocation(plan);
      const instance = yield* targetInstance(plan);
      if (isSameRegion(location, instance.location)) return met(`both are in ${location}`);
      return unmet(
        `the service is in ${location}, the instance in ${instance.location}`,
        `use a migration service in ${instance.location}`,
        az(
          `datamigration sql-service create -g "<group>" -n "<name>" -l ${instance.location.replaceAll(' ', '').toLowerCase()}`,
        ),
      );
    },
  },
  {
    id: 'RES-05',
    engines: BOTH,
    demand: 'the region offers the migration service',
    why: 'a service cannot be created in a region that does not',
    severity: 'blocks',
    sources: ['S0 Next steps', 'S1 Next steps'],
    prove: proveRegion,
  },
  {
    id: 'RES-06',
    engines: ['dms-classic'],
    demand: 'the classic service runs',
    why: 'a stopped service uploads and restores nothing',
    severity: 'blocks',
    sources: ['E7 section 3'],
    *prove(plan) {
      const service = yield* ask({ kind: 'classicService', id: yield* classicService(plan) });
      const state = yield* told(service.provisioningState, 'state of the service');
      const name = lastName(service.id);
      return state === 'Succeeded'
        ? met(`service '${name}' runs`)
        : unmet(
            `service '${name}' is ${state}`,
            'start it',
            az(`dms start -g ${groupName(service.id)} -n ${name}`),
          );
    },
  },
  {
    id: 'RES-07',
    engines: ['dms-classic'],
    demand: 'the migration runs on a service that Microsoft still supports',
    why: 'the service may refuse a new migration and stop a running one on any day, and nobody at Microsoft answers for it',
    severity: 'blocks',
    sources: [
      'E7',
      'Microsoft Learn, retirement notice of Azure Database Migration Service (classic) for SQL scenarios',
    ],
    prove: (plan) => end(judgeRetirement(plan)),
  },
  {
    id: 'RES-08',
    engines: ['dms'],
    demand: 'the migration service exists and is ready',
    why: 'every migration of the new service belongs to one',
    severity: 'blocks',
    sources: ['S3 Create a Database Migration Service instance'],
    *prove(plan) {
      const id = yield* migrationService(plan);
      const service = yield* askIfThere({ kind: 'migrationService', id });
      const create = az(
        `datamigration sql-service create -g ${groupName(id)} -n ${lastName(id)} -l "<region>"`,
      );
      if (service === undefined)
        return unmet(
          `there is no migration service '${lastName(id)}'`,
          'create it in the region of the instance',
          create,
        );
      const state = yield* told(service.provisioningState, 'state of the service');
      return state === 'Succeeded'
        ? met(`service '${lastName(id)}' is ready`)
        : unmet(
            `service '${lastName(id)}' is ${state}`,
            'wait until it is ready, or create it again',
            create,
          );
    },
  },
  {
    id: 'RES-09',
    engines: ['dms'],
    demand: 'the migration service is one of the new kind (sqlMigrationServices)',
    why: 'a classic service (services) cannot be reused by the new one',
    severity: 'blocks',
    sources: ['S3 Create a Database Migration Service instance'],
    *prove(plan) {
      const id = yield* migrationService(plan);
      const type = parseResourceId(id)?.type ?? 'unknown type';
      return type.toLowerCase() === 'sqlmigrationservices'
        ? met(`'${lastName(id)}' is of the new kind`)
        : unmet(
            `'${id}' is of type ${type}`,
            'create a service of the new kind, and name it as migrationServiceId',
            az('datamigration sql-service create -g "<group>" -n "<name>" -l "<region>"'),
          );
    },
  },
];

function* serviceId(plan: PreflightPlan): Proof<string> {
  return plan.migration.engine === 'dms-classic'
    ? yield* classicService(plan)
    : yield* migrationService(plan);
}

function* registered(subscription: string, namespaces: readonly string[]): Proof {
  for (const about of namespaces) {
    const { registrationState } = yield* ask({ kind: 'resourceProvider', id: subscription, about });
    const state = yield* told(registrationState, `registration of ${about}`);
    if (state !== 'Registered')
      return unmet(
        `subscription '${lastName(subscription)}' is not registered for ${about}: ${state}`,
        'register it',
        az(`provider register -n ${about} --subscription ${lastName(subscription)} --wait`),
      );
  }
  return met(`subscription '${lastName(subscription)}' is registered for ${someOf(namespaces)}`);
}

const RESOURCE_TYPES: Readonly<Partial<Record<EngineKind, string>>> = {
  'dms-classic': 'services',
  dms: 'sqlMigrationServices',
};

function* proveRegion(plan: PreflightPlan): Proof {
  const instance = yield* targetInstance(plan);
  const id = subscriptionIdOf(yield* serviceId(plan));
  const { resourceTypes } = yield* ask({ kind: 'resourceProvider', id, about: MIGRATION_PROVIDER });
  const wanted = RESOURCE_TYPES[plan.migration.engine];
  const type = yield* told(
    resourceTypes.find(({ name }) => name.toLowerCase() === wanted?.toLowerCase()),
    `where ${MIGRATION_PROVIDER}/${wanted} is offered`,
  );
  return type.locations.some((location) => isSameRegion(location, instance.location))
    ? met(`${instance.location} offers the service`)
    : unmet(
        `${instance.location} does not offer ${MIGRATION_PROVIDER}/${wanted}`,
        'use the Log Replay Service (engine lrs), which needs no migration service',
      );
}

/** Retired "for all customers": what runs may still run, and Microsoft promises nothing about it any more. */
function judgeRetirement(plan: PreflightPlan): Outcome {
  if (plan.now < CLASSIC_RETIRED_AT)
    return met(`the classic service is supported until ${CLASSIC_RETIRED_AT}`);
  return hasBegun(plan)
    ? unmet(
        `the classic service is retired since ${CLASSIC_RETIRED_AT}, and this migration runs on it`,
        'cut over as soon as everything else here is met; if the service has stopped, begin the migration again with engine dms or lrs, from a new full backup in a container',
        undefined,
        'warns',
      )
    : unmet(
        `the classic service is retired since ${CLASSIC_RETIRED_AT}, and a new migration would begin on it`,
        'register the migration with engine dms or lrs',
      );
}
