/** Which of the network scenarios of S3 a storage account is in. */
import type { PreflightPlan } from './plan';
import { type Proof, endUnknown } from './proof';
import type { StorageAccount } from './resources';
import { backupAccount, publicAccessOf } from './storage-account';

/** Sections of S3, "Azure Blob storage network configuration". */
export type ScenarioSection = '1a' | '1b' | '2a' | '2b';

/** Title of the section of S3 that has the scenarios. */
export const SCENARIO_SECTION = 'S3 Azure Blob storage network configuration';

/** The scenario of one migration. */
export interface StorageScenario {
  readonly access: 'all networks' | 'selected networks' | 'selected networks and private endpoint';
  readonly backups: 'share' | 'container';
  /** What applies, in order; none for an account that is open to all networks. */
  readonly sections: readonly ScenarioSection[];
  readonly account: StorageAccount;
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
  const open = access === 'all';
  const endpoint = access === 'none' || account.privateEndpoints.length > 0;
  const share = plan.notes.share !== undefined;
  return {
    access: open ? 'all networks' : endpoint ? 'selected networks and private endpoint' : 'selected networks',
    backups: share ? 'share' : 'container',
    sections: open ? [] : [...(share ? [runtimeSection(plan)] : []), endpoint ? '2b' : '2a'],
    account,
  };
}

/** One sentence about the scenario. @example describeScenario(scenario) // "backups in a blob container, storage account open to all networks: no extra steps" */
export function describeScenario({ access, backups, sections }: StorageScenario): string {
  const where = backups === 'share' ? 'backups on a file share' : 'backups in a blob container';
  const steps = sections.length === 0 ? 'no extra steps' : `scenario ${sections.join(', then ')}`;
  return `${where}, storage account open to ${access}: ${steps}`;
}

function runtimeSection({ notes }: PreflightPlan): '1a' | '1b' {
  return notes.runtime?.subnetId === undefined ? '1a' : '1b';
}
