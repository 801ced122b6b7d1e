/** Which of the network scenarios of S3 a storage account is in, in words and as a picture. */
import type { PreflightPlan } from './plan';
import { type Proof, ask, endUnknown } from './proof';
import type { StorageAccount } from './resources';
import { backupAccount, publicAccessOf } from './storage-account';
import { lastName } from './subnets';

/** Sections of S3, "Azure Blob storage network configuration". */
export type ScenarioSection = '1a' | '1b' | '2a' | '2b';

/** The scenario of one migration. */
export interface StorageScenario {
  readonly access: 'all networks' | 'selected networks' | 'selected networks and private endpoint';
  readonly backups: 'share' | 'container';
  /** What applies, in order; none for an account that is open to all networks. */
  readonly sections: readonly ScenarioSection[];
  /** The path of a backup, one line for each step. */
  readonly picture: readonly string[];
}

/** Reads the account and tells the scenario. */
export function* storageScenario(plan: PreflightPlan): Proof<StorageScenario> {
  const account = yield* backupAccount(plan);
  const access = publicAccessOf(account);
  if (access === 'perimeter')
    return yield* endUnknown(
      `the firewall of storage account '${account.name}' is a network security perimeter, which is not read`,
    );
  if (access === 'unknown')
    return yield* endUnknown(
      `public network access of storage account '${account.name}' is '${account.publicNetworkAccess}'`,
    );
  const instance = yield* ask({ kind: 'managedInstance', id: plan.migration.target.managedInstanceId });
  const open = access === 'all';
  const endpoint = access === 'none' || account.privateEndpoints.length > 0;
  const share = plan.notes.share !== undefined;
  return {
    access: open ? 'all networks' : endpoint ? 'selected networks and private endpoint' : 'selected networks',
    backups: share ? 'share' : 'container',
    sections: open ? [] : [...(share ? [runtimeSection(plan)] : []), endpoint ? '2b' : '2a'],
    picture: picture(plan, account, lastName(instance.id)),
  };
}

/** One sentence about the scenario. @example describeScenario(scenario) // "backups in a container, account open to all networks: no extra steps" */
export function describeScenario({ access, backups, sections }: StorageScenario): string {
  const where = backups === 'share' ? 'backups on a file share' : 'backups in a blob container';
  const steps = sections.length === 0 ? 'no extra steps' : `scenario ${sections.join(', then ')}`;
  return `${where}, storage account open to ${access}: ${steps}`;
}

function runtimeSection({ notes }: PreflightPlan): '1a' | '1b' {
  return notes.runtime?.subnetId === undefined ? '1a' : '1b';
}

function picture({ notes }: PreflightPlan, account: StorageAccount, instance: string): readonly string[] {
  const { share, runtime } = notes;
  const endpoints = account.privateEndpoints.map(({ id }) => lastName(id));
  const by = [
    ...(publicAccessOf(account) === 'none' ? [] : ['public endpoint']),
    ...endpoints.map((name) => `private endpoint ${name}`),
  ];
  const host =
    runtime?.subnetId === undefined
      ? (runtime?.publicAddress ?? 'address not known')
      : `subnet ${lastName(runtime.subnetId)}`;
  return [
    ...(share === undefined
      ? []
      : [`file share ${share.path}`, `  └► integration runtime (${host})`, '      └► uploads to']),
    `storage account ${account.name} (${by.join(', ') || 'no endpoint'})`,
    `  └► restored by managed instance ${instance}`,
  ];
}
