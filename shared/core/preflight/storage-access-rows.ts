/** Rows about how the services sign in to the backups: keys, managed identity, SAS (a token with rights and an end). */
import type { LrsCreateRequest } from '../migration/registration';
import { sameResourceId } from '../engine/resource-id';
import { containerOf } from '../migration/backup-place';
import { lackingRights } from './granted-rights';
import { DAY_MS, LONGEST_RUN_DAYS } from './limits';
import { az, information, met, notApplicable, someOf, unmet } from './outcomes';
import type { PreflightPlan } from './plan';
import { type Outcome, type Proof, end, endUnknown, told } from './proof';
import type { ManagedInstance } from './resources';
import type { PreflightRow } from './row';
import { existsAlready } from './has-begun';
import type { SasFacts } from './sas';
import { targetInstance } from './service-rows';
import { backupAccount } from './storage-account';

const SIGN_IN = ', with the sign-in that it was created with';

const READER = {
  actions: ['Microsoft.Storage/storageAccounts/blobServices/containers/read'],
  dataActions: ['Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'],
};

/** Rows STO-08 to STO-12. */
export const STORAGE_ACCESS_ROWS: readonly PreflightRow[] = [
  {
    id: 'STO-08',
    engines: ['dms'],
    demand: 'the storage account accepts its account key where the service signs in with it',
    why: 'the service gets the key, and an account that forbids keys refuses it',
    severity: 'blocks',
    sources: ['E7 section 1, authType AccountKey'],
    *prove(plan) {
      const { create } = plan.migration;
      const byIdentity = create?.engine === 'dms' && create.authType === 'ManagedIdentity';
      if (byIdentity && plan.notes.share === undefined)
        return notApplicable('the service signs in with a managed identity');
      const account = yield* backupAccount(plan);
      if (account.sharedKeyAccess) return met(`storage account '${account.name}' accepts its key`);
      if (create === undefined && plan.notes.share === undefined)
        return yield* endUnknown(
          `storage account '${account.name}' refuses its key, and the sign-in of a migration that was created elsewhere is not reported`,
        );
      return unmet(
        `storage account '${account.name}' refuses its key`,
        'allow the key, or create the migration with authType ManagedIdentity',
        az(`storage account update --ids ${account.id} --allow-shared-key-access true`),
      );
    },
  },
  {
    id: 'STO-09',
    engines: ['dms', 'lrs'],
    demand: 'the identity of the managed instance may list and read the backups, where it signs in with it',
    why: 'without Storage Blob Data Reader the restore is refused, although everything else is right',
    severity: 'blocks',
    sources: ['E5'],
    *prove(plan) {
      const { create } = plan.migration;
      if (create === undefined) return existsAlready(plan, SIGN_IN);
      if (create.authType !== 'ManagedIdentity')
        return notApplicable(
          `the service signs in with ${create.authType === 'Sas' ? 'a SAS' : 'the account key'}`,
        );
      const instance = yield* targetInstance(plan);
      const chosen = create.engine === 'dms' ? create.userAssignedIdentityId : undefined;
      const principal = yield* readerOf(instance, chosen);
      return yield* mayRead(plan, principal);
    },
  },
  {
    id: 'STO-10',
    engines: ['lrs'],
    demand:
      'the SAS grants Read and List and nothing else, has no stored access policy, is for HTTPS, and is valid from now until the restore is over',
    why: 'the Log Replay Service refuses any other token, and a token that ends early stops the restore in the middle',
    severity: 'blocks',
    sources: ['E5'],
    prove: (plan) => proveSas(plan, (sas) => judgeReplaySas(sas, plan)),
  },
  {
    id: 'STO-11',
    engines: ['lrs'],
    demand: 'the container is read with a SAS or with the managed identity, not with both',
    why: 'the Log Replay Service refuses a storage account for which both are set',
    severity: 'blocks',
    sources: ['E5'],
    prove: (plan) => end(oneSignIn(plan)),
  },
  {
    id: 'STO-12',
    engines: ['dms-classic'],
    demand: 'where the classic service is given a SAS of a container, it grants Read, Write, Delete and List',
    why: 'that flow uploads the backups with the token, reads them, and cleans up; an online task is given none',
    severity: 'info',
    sources: ['S4 Managed Instance'],
    prove: () =>
      end(
        information(
          'an online task is given no SAS: it signs in with its own application (RES-15); only an offline task takes one, of a container, with Read, Write, Delete and List',
        ),
      ),
  },
];

function* readerOf({ id: instanceId, identity }: ManagedInstance, chosen: string | undefined): Proof<string> {
  const wanted = chosen ?? identity.primaryUserAssignedId;
  if (wanted === undefined)
    return (
      identity.systemPrincipalId ??
      (yield* end(
        unmet(
          'the instance has no managed identity',
          'give it one',
          az(`sql mi update --ids ${instanceId} --assign-identity`),
        ),
      ))
    );
  const found = identity.userAssigned.find(({ id }) => sameResourceId(id, wanted));
  if (found === undefined)
    return yield* end(
      unmet(
        `identity '${wanted}' is not assigned to the instance`,
        'assign it to the instance, or name another one',
      ),
    );
  return yield* told(found.principalId, `principal of identity '${wanted}'`);
}

function* mayRead(plan: PreflightPlan, principal: string): Proof {
  const account = yield* backupAccount(plan);
  if ((yield* lackingRights(account.id, principal, READER)).length === 0)
    return met(`identity ${principal} of the instance may read '${account.name}'`);
  const container = containerOf(plan.migration.backups.containerUrl);
  const id = `${account.id}/blobServices/default/containers/${container}`;
  const missing = yield* lackingRights(id, principal, READER);
  if (missing.length === 0)
    return met(`identity ${principal} of the instance may read container '${container}'`);
  return unmet(
    `identity ${principal} of the instance lacks ${someOf(missing)} on container '${container}'`,
    'grant it Storage Blob Data Reader',
    az(
      `role assignment create --assignee-object-id ${principal} --assignee-principal-type ServicePrincipal --role "Storage Blob Data Reader" --scope ${id}`,
    ),
  );
}

function* proveSas(plan: PreflightPlan, judge: (sas: SasFacts) => Proof): Proof {
  const { migration, sas } = plan;
  const create = migration.create as LrsCreateRequest | undefined;
  if (create === undefined) return existsAlready(plan, SIGN_IN);
  if (create.authType !== 'Sas') return notApplicable('the service signs in with a managed identity');
  return yield* judge(yield* told(sas, `token of setting '${create.sasTokenSetting ?? ''}'`));
}

function* judgeReplaySas(sas: SasFacts, plan: PreflightPlan): Proof {
  const wrong = rightsProblem(sas);
  if (wrong !== undefined) return renew(wrong, plan, 'blocks');
  const now = Date.parse(plan.now);
  const expiresAt = yield* told(sas.expiresAt, 'end of the SAS');
  if (sas.startsAt !== undefined && Date.parse(sas.startsAt) > now)
    return renew(
      `it is valid from ${sas.startsAt}, which is still to come`,
      plan,
      'blocks',
      'wait until then, or ',
    );
  const days = (Date.parse(expiresAt) - now) / DAY_MS;
  if (days <= 0) return renew(`it ended at ${expiresAt}`, plan, 'blocks');
  if (days < LONGEST_RUN_DAYS)
    return renew(
      `it ends at ${expiresAt}, in ${Math.floor(days)} days, and a restore may run for ${LONGEST_RUN_DAYS}`,
      plan,
      'warns',
    );
  return met(`the SAS grants Read and List until ${expiresAt}`);
}

function rightsProblem({ rights, hasPolicy, httpsOnly }: SasFacts): string | undefined {
  if (hasPolicy) return 'it uses a stored access policy';
  if ([...new Set(rights)].sort().join('') !== 'lr') return `it grants '${rights}', not exactly 'rl'`;
  return httpsOnly ? undefined : 'it is not limited to HTTPS';
}

/** The token is signed with the account key: one that a user signs ends after 7 days (Microsoft Learn, "Create a user delegation SAS"). */
function renew(
  found: string,
  { migration, now }: PreflightPlan,
  severity: 'blocks' | 'warns',
  orElse = '',
): Outcome {
  const { host } = new URL(migration.backups.containerUrl);
  const until = new Date(Date.parse(now) + 2 * LONGEST_RUN_DAYS * DAY_MS).toISOString().slice(0, 10);
  const setting = (migration.create as LrsCreateRequest | undefined)?.sasTokenSetting ?? '';
  return unmet(
    `the SAS does not fit: ${found}`,
    `${orElse}make a new one (az signs it with the key of the account, so you need the right to list keys), put it into the secret that the app setting ${setting} refers to (az keyvault secret set --vault-name "<vault>" --name "<secret>" --value "<SAS>"), and have the app read it (docs/operate.md, "Rotate keys")`,
    az(
      `storage container generate-sas --account-name ${host.split('.')[0] ?? host} -n ${containerOf(migration.backups.containerUrl)} --permissions rl --expiry ${until} --https-only -o tsv`,
    ),
    severity,
  );
}

function oneSignIn(plan: PreflightPlan): Outcome {
  const { migration, sas } = plan;
  const { create } = migration;
  if (create === undefined) return existsAlready(plan, SIGN_IN);
  if (create.authType === 'ManagedIdentity' && sas !== undefined)
    return unmet(
      'the registration names a managed identity, and a SAS is set as well',
      'omit sasTokenSetting from the registration, or use authType Sas',
    );
  return met(create.authType === 'Sas' ? 'a SAS only' : 'the managed identity only');
}
