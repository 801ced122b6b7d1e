/** Rows about the storage account, the container and the folder that hold the backups. */
import { ENGINE_KINDS } from '../engine/engine-status';
import { containerOf, reservedPart } from '../migration/backup-place';
import type { PreflightFile } from './backup-facts';
import { knownFiles, knownSets, shortName } from './known-backups';
import { LONGEST_RUN_DAYS } from './limits';
import { azPlace } from './network-links';
import { az, bind, forYou, met, someOf, unmet } from './outcomes';
import type { PreflightPlan } from './plan';
import { type Outcome, type Proof, ask, askIfThere, end, endUnknown, told } from './proof';
import type { LifecycleRule } from './resources';
import type { PreflightRow } from './row';
import { serviceLocation } from './service-location';
import { backupAccount } from './storage-account';
import { isSameRegion, lastName, subscriptionIdOf } from './subnets';

const LIMITATIONS = 'S3 Limitations';

/** Rows STO-06, 07, 13 to 15, 24 to 26. */
export const STORAGE_ROWS: readonly PreflightRow[] = [
  {
    id: 'STO-06',
    engines: ['dms-classic', 'dms'],
    demand: 'the storage account is of the Standard tier; premium only as an account for block blobs',
    why: 'the service refuses other premium accounts (InvalidStorageAccount)',
    severity: 'blocks',
    sources: ['S2 Prerequisites', 'E6 InvalidStorageAccount'],
    *prove(plan) {
      const { name, skuTier, kind } = yield* backupAccount(plan);
      const tier = yield* told(skuTier, `tier of storage account '${name}'`);
      if (tier === 'Standard') return met(`storage account '${name}' is of tier Standard`);
      if (plan.migration.engine === 'dms' && (yield* told(kind, `kind of '${name}'`)) === 'BlockBlobStorage')
        return met(`storage account '${name}' is a premium account for block blobs`);
      return unmet(
        `storage account '${name}' is of tier ${tier} (${kind ?? 'kind not reported'})`,
        'move the backups to an account of tier Standard',
      );
    },
  },
  {
    id: 'STO-07',
    engines: ['dms-classic', 'dms'],
    demand: 'the storage account is in the region of the migration service',
    why: 'backups that cross regions are slow, and each transfer may fail',
    severity: 'warns',
    sources: ['S2 Prerequisites', 'S3 Prerequisites'],
    *prove(plan) {
      const account = yield* backupAccount(plan);
      const location = yield* serviceLocation(plan);
      if (isSameRegion(account.location, location)) return met(`both are in ${location}`);
      return unmet(
        `storage account '${account.name}' is in ${account.location}, the service in ${location}`,
        `copy the backups to an account in ${location}, or allow for a slow transfer`,
      );
    },
  },
  {
    id: 'STO-13',
    engines: ['dms', 'lrs'],
    demand: "neither container nor folder is called 'backup' (nor 'backups' for the Log Replay Service)",
    why: 'the services do not read a place of that name',
    severity: 'blocks',
    sources: ['E6 InvalidContainerName', 'E5'],
    prove: (plan) => end(judgeNames(plan)),
  },
  {
    id: 'STO-14',
    engines: ['dms', 'lrs'],
    demand: 'the backups are directly in the folder of the database, none in a folder below it',
    why: 'the services do not look into nested folders, so a log in there is never restored',
    severity: 'blocks',
    sources: [LIMITATIONS],
    *prove(plan) {
      const files = yield* knownFiles(plan, 'Are all backups directly in the folder, none in a sub-folder?');
      const { prefix } = plan.migration.backups;
      const nested = files.filter(({ name }) => name.slice(prefix.length).includes('/'));
      if (nested.length === 0)
        return seenThere(
          plan,
          met(`${files.length} files, none in a folder below '${prefix}'`),
          `Does this show no backup in a folder below '${prefix}'`,
        );
      const folders = new Set(nested.map(({ name }) => name.slice(0, name.lastIndexOf('/'))));
      return bind(
        unmet(
          `${nested.length} files are in folders below '${prefix}': ${someOf(nested.map(({ name }) => name))}`,
          'move each file up into the folder of its database',
          az(moveUp(plan, nested[0]?.name ?? '')),
        ),
        `files in ${[...folders].sort().join(', ')}`,
      );
    },
  },
  {
    id: 'STO-15',
    engines: ['dms', 'lrs'],
    demand: 'each database has a folder of its own in a container that several databases share',
    why: 'the service takes the backups of one folder for those of one database, and fails with error 2009',
    severity: 'blocks',
    sources: [LIMITATIONS, 'E1 error 2009'],
    implies: ['BKP-07'],
    *prove(plan) {
      const sets = yield* knownSets(plan, 'Does the folder hold the backups of one database only?');
      const names = [...new Set(sets.flatMap(({ databaseName }) => databaseName ?? []))];
      const folder = plan.migration.backups.prefix || 'the root of the container';
      if (names.length === 0) return yield* endUnknown('no backup tells the name of its database');
      if (names.length === 1)
        return seenThere(
          plan,
          met(`${folder} holds backups of ${someOf(names)} only`),
          `Does this show backups of ${someOf(names)} only`,
        );
      return unmet(
        `${folder} holds backups of ${names.length} databases: ${someOf(names)}`,
        'move the backups of each database to a folder of its own, and register that folder as backups.prefix',
      );
    },
  },
  {
    id: 'STO-24',
    engines: ENGINE_KINDS,
    demand: 'every backup can be read at once: none is archived, none is still being written',
    why: 'an archived blob takes hours to come back, and the restore waits for it or fails',
    severity: 'blocks',
    sources: ['Microsoft Learn, Access tiers for blob data'],
    *prove(plan) {
      const files = yield* knownFiles(plan, 'Is every backup complete?');
      return yield* judgeTiers(plan, files);
    },
  },
  {
    id: 'STO-25',
    engines: ['dms', 'lrs'],
    demand: 'the container that the registration names exists',
    why: 'the migration cannot begin, or reads another container than the one that the backups are written to',
    severity: 'blocks',
    sources: ['S3 Configure migration settings'],
    *prove(plan) {
      const account = yield* backupAccount(plan);
      const container = containerOf(plan.migration.backups.containerUrl);
      const containers = yield* ask({ kind: 'blobContainers', id: account.id });
      if (containers.some(({ name }) => name === container)) return met(`container '${container}' exists`);
      return unmet(
        `storage account '${account.name}' has no container '${container}'`,
        'correct backups.containerUrl in the registration, or create the container and upload the backups into it',
        az(
          `storage container create --subscription ${lastName(subscriptionIdOf(account.id))} --account-name ${account.name} -n ${container} --auth-mode login`,
        ),
      );
    },
  },
  {
    id: 'STO-26',
    engines: ENGINE_KINDS,
    demand: 'no rule of the storage account deletes or archives backups while the migration may need them',
    why: 'a lifecycle rule (Azure cleans up by age) that removes one log breaks the chain for good',
    severity: 'blocks',
    sources: ['Microsoft Learn, Blob lifecycle management'],
    *prove(plan) {
      const account = yield* backupAccount(plan);
      const rules = (yield* askIfThere({ kind: 'lifecycleRules', id: account.id })) ?? [];
      return judgeRules(plan, account, rules);
    },
  },
];

function judgeNames({ migration: { engine, backups } }: PreflightPlan): Outcome {
  const reserved = engine === 'lrs' ? reservedPart(backups) : reservedForDms(backups);
  if (reserved === undefined) return met(`'${containerOf(backups.containerUrl)}/${backups.prefix}'`);
  return unmet(
    `'${reserved}' in '${containerOf(backups.containerUrl)}/${backups.prefix}' is a name that the service does not read`,
    'copy the backups to a container and folder of other names, and register those',
  );
}

function reservedForDms(backups: PreflightPlan['migration']['backups']): string | undefined {
  const found = reservedPart(backups);
  return found?.toLowerCase() === 'backup' ? found : undefined;
}

/** Copies do not tell what is in the container: an operator looks there. */
function seenThere(plan: PreflightPlan, found: Outcome, ask: string): Outcome {
  return plan.backups?.readFrom === 'container'
    ? found
    : forYou(`${ask}? (only copies were read, not the container)`, az(listBlobs(plan)));
}

function moveUp({ migration: { backups } }: PreflightPlan, name: string): string {
  const account = new URL(backups.containerUrl).host.split('.')[0] ?? '';
  const container = containerOf(backups.containerUrl);
  return `storage blob copy start --account-name ${account} --auth-mode login --source-container ${container} --source-blob "${name}" --destination-container ${container} --destination-blob "${backups.prefix}${shortName(name)}"`;
}

function listBlobs({ migration: { backups } }: PreflightPlan): string {
  const account = new URL(backups.containerUrl).host.split('.')[0] ?? '';
  const query = '"[].{name:name, tier:properties.blobTier}"';
  return `storage blob list --account-name ${account} --auth-mode login -c ${containerOf(backups.containerUrl)} --prefix "${backups.prefix}" --query ${query} -o table`;
}

function* judgeTiers(plan: PreflightPlan, files: readonly PreflightFile[]): Proof {
  const archived = files.filter(({ tier }) => tier?.toLowerCase() === 'archive');
  const [first] = archived;
  if (first !== undefined) {
    const { containerUrl } = plan.migration.backups;
    const account = new URL(containerUrl).host.split('.')[0] ?? '';
    return unmet(
      `${archived.length} backups are archived: ${someOf(archived.map(({ name }) => name))}`,
      'bring each back to tier Hot, which takes up to 15 hours',
      az(
        `storage blob set-tier --account-name ${account} --auth-mode login -c ${containerOf(containerUrl)} -n "${first.name}" --tier Hot`,
      ),
    );
  }
  const growing = files.filter(({ state }) => state === 'growing');
  if (growing.length > 0)
    return unmet(
      `${growing.length} files are not complete: ${someOf(growing.map(({ name }) => name))}`,
      'wait until they are written, or upload them again',
      undefined,
      'warns',
    );
  const done = met(`${files.length} files, all complete and in an online tier`);
  if (plan.backups?.readFrom === 'elsewhere')
    return seenThere(plan, done, 'Does this show no backup in tier Archive');
  const silent = files.filter(({ tier, state }) => tier === undefined && state !== 'notABackup');
  if (silent.length === 0 || (yield* backupAccount(plan)).kind === 'BlockBlobStorage') return done;
  const doubtful = silent.find(({ state }) => state !== 'read');
  return doubtful === undefined
    ? met(`${files.length} files, each could be read just now`)
    : forYou('Does this show no backup in tier Archive?', az(listBlobs(plan)));
}

function judgeRules(
  { migration: { backups } }: PreflightPlan,
  account: { readonly id: string; readonly name: string },
  rules: readonly LifecycleRule[],
): Outcome {
  const place = `${containerOf(backups.containerUrl)}/${backups.prefix}`;
  const harmful = rules.find(
    ({ enabled, prefixes, deleteAfterDays, archiveAfterDays }) =>
      enabled &&
      (deleteAfterDays ?? archiveAfterDays) !== undefined &&
      (prefixes.length === 0 || prefixes.some((prefix) => meets(prefix, place))),
  );
  if (harmful === undefined) return met(`no lifecycle rule touches '${place}'`);
  const { name, prefixes, deleteAfterDays, archiveAfterDays } = harmful;
  const action =
    deleteAfterDays === undefined
      ? `archives files ${archiveAfterDays} days`
      : `deletes files ${deleteAfterDays} days`;
  const days = Math.min(deleteAfterDays ?? Infinity, archiveAfterDays ?? Infinity);
  return unmet(
    `lifecycle rule '${name}' of '${account.name}' (for ${prefixes.length === 0 ? 'every container' : someOf(prefixes)}) ${action} after their last change`,
    'disable the rule until the migration has ended (then the same with true), or give it prefixes that leave the folder out',
    az(
      `storage account management-policy update ${azPlace(account.id)} --account-name ${account.name} --set "policy.rules[name='${name}'].enabled=false"`,
    ),
    days > LONGEST_RUN_DAYS ? 'warns' : 'blocks',
  );
}

/** A rule's prefix begins with the container; it meets the folder when one is in the other. */
function meets(prefix: string, place: string): boolean {
  return place.startsWith(prefix) || prefix.startsWith(place);
}
