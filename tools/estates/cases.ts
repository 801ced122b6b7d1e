/** Cases that a preflight judges: a migration, what its operator tells of it, and the healthy estate around it. */
import type { PreflightPlan } from '../../shared/core/preflight/plan';
import type { Estate } from '../emulator/estates/estate';
import { type EstateName, namedEstate } from '../emulator/estates/named-estates';
import {
  ACCOUNT,
  CLASSIC,
  INSTANCE,
  MACHINES,
  OTHER_CLASSIC,
  RUNTIME_ADDRESS,
  SERVICE,
} from '../emulator/estates/places';
import { PLACE, backups } from './backups';

/** A migration and its estate. */
export interface Case {
  plan: PreflightPlan;
  readonly estate: Estate;
}

/** The moment at which cases are judged, but for those of the classic service. */
export const NOW = '2026-11-30T08:00:00.000Z';

const ON_PREMISES = { addressPrefixes: ['192.168.0.0/16'] };
const IN_AZURE = { subnetId: MACHINES };

const MIGRATION = {
  source: { databaseName: 'Shop', serverName: 'SQL01' },
  target: { managedInstanceId: INSTANCE, databaseName: 'Shop' },
  backups: PLACE,
} as const;

/** The new DMS, created with backups in a container. */
export function fromContainer(name: EstateName = 'TOP-1'): Case {
  const create = {
    engine: 'dms',
    migrationServiceId: SERVICE,
    storageAccountResourceId: ACCOUNT,
    authType: 'ManagedIdentity',
  } as const;
  return caseOf(name, { migration: { ...MIGRATION, engine: 'dms', start: 'create', create }, notes: {} });
}

/** The new DMS, adopted, with backups from a share; its runtime is outside Azure. */
export function fromShare(name: EstateName = 'TOP-1'): Case {
  return caseOf(name, {
    migration: { ...MIGRATION, engine: 'dms', start: 'adopt' },
    notes: {
      share: { path: '\\\\files.shop.local\\backup' },
      source: ON_PREMISES,
      runtime: { publicAddress: RUNTIME_ADDRESS },
      storageAccountId: ACCOUNT,
      migrationServiceId: SERVICE,
    },
    status: RUNNING,
  });
}

/** As from a share, with the runtime on a virtual machine of Azure. */
export function throughMachine(name: EstateName = 'TOP-1'): Case {
  const one = fromShare(name);
  note(one, { runtime: IN_AZURE });
  return one;
}

/** The Log Replay Service, created with a SAS. */
export function byReplay(name: EstateName = 'TOP-1'): Case {
  return caseOf(name, {
    migration: {
      ...MIGRATION,
      engine: 'lrs',
      start: 'create',
      create: { engine: 'lrs', authType: 'Sas', sasTokenSetting: 'CutoverSecret_Sas' },
    },
    notes: {},
    sas: { rights: 'rl', expiresAt: '2027-03-01T00:00:00.000Z', hasPolicy: false, httpsOnly: true },
  });
}

/** Two weeks before the classic service was retired (RES-07): later nothing that depends on it is healthy. */
const BEFORE_RETIREMENT = '2026-03-01T08:00:00.000Z';

/** The classic DMS, adopted; where the source is follows from the topology. */
export function byClassic(name: EstateName = 'TOP-1'): Case {
  const inAzure = name === 'TOP-3' || name === 'TOP-4';
  const one = caseOf(name, {
    migration: {
      ...MIGRATION,
      engine: 'dms-classic',
      start: 'adopt',
      taskId: `${CLASSIC}/projects/p/tasks/t`,
    },
    notes: {
      share: { path: '\\\\files.shop.local\\backup\\Shop' },
      source: inAzure ? IN_AZURE : ON_PREMISES,
    },
    status: { ...RUNNING, startedOn: '2026-02-27T08:00:00.000Z' },
  });
  one.plan = { ...one.plan, now: BEFORE_RETIREMENT };
  return one;
}

/** TOP-1, with the classic service. */
export const hybrid = (): Case => byClassic('TOP-1');
/** TOP-1, where the network of the service uses the gateway of a hub. */
export const throughHub = (): Case => byClassic('TOP-1-hub');
/** TOP-2. */
export const isolated = (): Case => byClassic('TOP-2');
/** TOP-3. */
export const sharedCloud = (): Case => byClassic('TOP-3');
/** TOP-4. */
export const isolatedCloud = (): Case => byClassic('TOP-4');

/** TOP-2, with the classic service in another subscription. */
export function inOtherSubscription(): Case {
  const one = byClassic('TOP-2-other');
  migrate(one, { taskId: `${OTHER_CLASSIC}/projects/p/tasks/t` });
  return one;
}

/** TOP-1, with a source that is found by the name of its instance. */
export function byInstanceName(): Case {
  const one = byClassic('TOP-1');
  note(one, { source: { ...ON_PREMISES, namedInstance: true } });
  return one;
}

const RUNNING = { state: 'running', startedOn: '2026-11-28T08:00:00.000Z' } as const;

function caseOf(name: EstateName, plan: Omit<PreflightPlan, 'now' | 'backups'>): Case {
  return { plan: { ...plan, backups: backups(), now: NOW }, estate: namedEstate(name) };
}

/** Adds to what the operator tells. */
export function note(one: Case, over: PreflightPlan['notes']): void {
  one.plan = { ...one.plan, notes: { ...one.plan.notes, ...over } };
}

/** Changes the migration. */
export function migrate(one: Case, over: Partial<PreflightPlan['migration']>): void {
  one.plan = { ...one.plan, migration: { ...one.plan.migration, ...over } };
}

/** Every healthy case by its name: each topology, each storage scenario, and an account open to all networks. */
export const HEALTHY: Readonly<Record<string, () => Case>> = {
  'TOP-1, classic': hybrid,
  'TOP-1 through a hub, classic': throughHub,
  'TOP-1, named instance, classic': byInstanceName,
  'TOP-2, classic': isolated,
  'TOP-2, service in another subscription, classic': inOtherSubscription,
  'TOP-3, classic': sharedCloud,
  'TOP-4, classic': isolatedCloud,
  'TOP-1, runtime in Azure': throughMachine,
  '1a, then 2a': () => fromShare('1a'),
  '1b, then 2a': () => throughMachine('1b'),
  '2a, dms': () => fromContainer('2a'),
  '2a, lrs': () => byReplay('2a'),
  '2a, classic': () => byClassic('2a'),
  '2b, dms': () => fromContainer('2b'),
  '2b, lrs': () => byReplay('2b'),
  '2b, no public access, dms': () => fromContainer('2b-private'),
  'open, dms': fromContainer,
  'open, share': fromShare,
  'open, lrs': byReplay,
};
