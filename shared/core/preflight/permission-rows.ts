/** Rows about rights: of the app, of whoever creates the migration, and of the logins of the services. */
import { ENGINE_KINDS, type EngineKind } from '../engine/engine-status';
import { assigneeOf, judgedIdentity, tellingTheApp } from './judged-identity';
import { lackingRights } from './granted-rights';
import { type Rights, missingRights, roleDefinition } from './grants';
import { az, forYou, information, met, notApplicable, powershell, someOf, sql, unmet } from './outcomes';
import type { PreflightPlan } from './plan';
import { type Command, type Outcome, type Proof, ask, askIfThere, end } from './proof';
import type { PreflightRow } from './row';
import { existsAlready, hasBegun } from './has-begun';
import { APP_RIGHTS, BACKUP_RIGHTS, CREATE_RIGHTS, OPTIONAL_ACTION } from './rights';
import { classicService, migrationService } from './service-location';
import { backupAccount } from './storage-account';
import { groupIdOf, lastName } from './subnets';

/** Rows PERM-01 to PERM-09. */
export const PERMISSION_ROWS: readonly PreflightRow[] = [
  {
    id: 'PERM-01',
    engines: ['dms-classic'],
    demand:
      'the application of the classic service is Contributor of the subscription, or has the documented custom roles',
    why: 'the service acts as this application on the instance and the storage account',
    severity: 'blocks',
    sources: ['S2 Prerequisites', 'E3'],
    prove: ({ migration }) =>
      end(
        forYou(
          'Is the application of the classic task Contributor of the subscription, or does it have the custom roles for it? (its id: Azure portal, App registrations, Application (client) ID)',
          az(
            `role assignment list --assignee "<application id>" --all --subscription ${migration.target.managedInstanceId.split('/')[2] ?? ''} -o table`,
          ),
        ),
      ),
  },
  {
    id: 'PERM-02',
    engines: ['dms'],
    demand:
      'whoever creates the migration may write to the managed instance and read the storage account with its key',
    why: 'the service checks these rights before it begins, and refuses the migration without them',
    severity: 'blocks',
    sources: ['S3 Prerequisites', 'E4'],
    prove: proveCreation,
  },
  {
    id: 'PERM-03',
    engines: ['dms'],
    demand:
      'whoever creates the migration may read the resource groups of the instance and of the storage account',
    why: 'the service looks both up through their groups',
    severity: 'blocks',
    sources: ['S3 Prerequisites'],
    *prove(plan) {
      if (hasBegun(plan)) return existsAlready(plan);
      const account = yield* backupAccount(plan);
      const scopes = [
        {
          id: groupIdOf(plan.migration.target.managedInstanceId),
          action: 'Microsoft.Sql/managedInstances/read',
        },
        { id: groupIdOf(account.id), action: 'Microsoft.Storage/storageAccounts/read' },
      ];
      for (const { id, action } of scopes) {
        const actions = ['Microsoft.Resources/subscriptions/resourceGroups/read', action];
        const missing = yield* lacking(plan, id, { actions });
        if (missing.length > 0)
          return unmet(
            `${judgedIdentity(plan)} lacks ${someOf(missing)} on resource group '${lastName(id)}'`,
            `grant Reader on the resource group${tellingTheApp(plan)}`,
            assign(plan, 'Reader', id),
          );
      }
      return met('both resource groups may be read');
    },
  },
  {
    id: 'PERM-04',
    engines: ['dms'],
    demand: 'whoever creates the migration may create the migration service, when there is none yet',
    why: 'only then Owner or Contributor of the subscription is needed',
    severity: 'blocks',
    sources: ['S3 Prerequisites'],
    implies: ['RES-08'],
    *prove(plan) {
      const id = yield* migrationService(plan);
      const service = yield* askIfThere({ kind: 'migrationService', id });
      if (service !== undefined)
        return met(`migration service '${lastName(id)}' exists, none is to be created`);
      const group = groupIdOf(id);
      const rights = { actions: ['Microsoft.DataMigration/sqlMigrationServices/write'] };
      const missing = yield* lacking(plan, group, rights);
      return missing.length === 0
        ? met(`${judgedIdentity(plan)} may create migration service '${lastName(id)}'`)
        : unmet(
            `${judgedIdentity(plan)} lacks ${someOf(missing)} on resource group '${lastName(group)}'`,
            `grant Contributor, or have the service created by somebody who has it${tellingTheApp(plan)}`,
            assign(plan, 'Contributor', group),
          );
    },
  },
  {
    id: 'PERM-05',
    engines: ['lrs'],
    demand: 'whoever begins the restore may create databases on the managed instance',
    why: 'the Log Replay Service creates the database that it restores',
    severity: 'blocks',
    sources: ['E5'],
    prove: (plan) => proveRights(plan, CREATE_RIGHTS.lrs, 'SQL Managed Instance Contributor'),
  },
  {
    id: 'PERM-06',
    engines: ['dms-classic'],
    demand: 'the logins of the service are members of sysadmin, at the source and on the managed instance',
    why: 'the service reads server settings at the source and restores on the instance',
    severity: 'blocks',
    sources: ['S2 Prerequisites', 'S4 Managed Instance'],
    prove: () =>
      end(
        forYou(
          'Does this give 1 at the source, and 1 on the managed instance, signed in as the login that the task uses there?',
          sql(
            "at the source, then on the instance, as the task's own login",
            "SELECT SUSER_SNAME(), IS_SRVROLEMEMBER('sysadmin');",
          ),
        ),
      ),
  },
  {
    id: 'PERM-07',
    engines: ['dms'],
    demand: 'the login at the source is a member of sysadmin, or has CONTROL SERVER',
    why: 'the service checks the backups of a share at the source',
    severity: 'blocks',
    sources: ['S3 Prerequisites'],
    prove: ({ migration: { create }, notes }) =>
      end(
        notes.share === undefined && !(create?.engine === 'dms' && create.sourceSqlConnection !== undefined)
          ? notApplicable('the service does not sign in to the source')
          : forYou(
              'Does this give 1 at the source, signed in as the login that the migration uses there?',
              sql(
                "at the source, as the migration's own login",
                "SELECT SUSER_SNAME(), HAS_PERMS_BY_NAME(NULL, NULL, 'CONTROL SERVER');",
              ),
            ),
      ),
  },
  {
    id: 'PERM-08',
    engines: ['dms-classic'],
    demand: 'CONTROL SERVER and CONTROL DATABASE are for migrations to Azure SQL Database',
    why: 'a managed instance needs sysadmin instead (PERM-06)',
    severity: 'info',
    sources: ['S4 SQL Database'],
    prove: () => end(information('CONTROL DATABASE is not needed: the target is a managed instance')),
  },
  {
    id: 'PERM-09',
    engines: ENGINE_KINDS,
    demand: 'the app may read the backups and the migration, cut it over and cancel it',
    why: 'in the night of the cutover the service would refuse the request',
    severity: 'blocks',
    sources: ['E4', 'E7'],
    prove: proveCutover,
  },
];

const ROLE_NAME: Readonly<Record<EngineKind, string>> = {
  dms: 'SQL MI cutover',
  lrs: 'SQL MI cutover by log replay',
  'dms-classic': 'SQL MI cutover by the classic service',
};

/** What the app lacks at a scope; without its identity, what whoever runs the preflight lacks. */
function* lacking({ notes }: PreflightPlan, id: string, rights: Rights): Proof<readonly string[]> {
  if (notes.appPrincipalId !== undefined) return yield* lackingRights(id, notes.appPrincipalId, rights);
  return missingRights(yield* ask({ kind: 'ownPermissions', id }), rights);
}

/** Assigns a role to the app; what finds its object id comes first. */
function assign(plan: PreflightPlan, role: string, scope: string): Command {
  const { id, find } = assigneeOf(plan);
  return {
    language: 'az',
    text: [...(find === undefined ? [] : [find]), az(assignment(id, role, scope)).text].join('\n'),
  };
}

function assignment(id: string, role: string, scope: string): string {
  return `role assignment create --assignee-object-id ${id} --assignee-principal-type ServicePrincipal --role "${role}" --scope ${scope}`;
}

function* proveCreation(plan: PreflightPlan): Proof {
  const { target } = plan.migration;
  if (hasBegun(plan)) return existsAlready(plan);
  const account = yield* backupAccount(plan);
  const { dms, storage, documentedOnInstance, documentedOnStorage } = CREATE_RIGHTS;
  const documented = [
    ...(yield* lacking(plan, target.managedInstanceId, documentedOnInstance)),
    ...(yield* lacking(plan, account.id, documentedOnStorage)),
  ];
  const needed: readonly string[] = [...dms.actions, ...storage.actions];
  const missing = documented.filter((action) => needed.includes(action));
  if (documented.length === 0) return met(`${judgedIdentity(plan)} may create the migration`);
  const graver = missing.length > 0;
  return unmet(
    `${judgedIdentity(plan)} lacks ${(graver ? missing : documented).join(', ')}`,
    `grant Contributor on the instance and on the storage account, or this role${tellingTheApp(plan)}`,
    grantRole(
      plan,
      'SQL MI migration',
      { actions: [...documentedOnInstance.actions, ...documentedOnStorage.actions] },
      [target.managedInstanceId, account.id],
    ),
    graver ? 'blocks' : 'warns',
  );
}

function* proveRights(plan: PreflightPlan, rights: Rights, role: string): Proof {
  const { target } = plan.migration;
  if (hasBegun(plan)) return existsAlready(plan);
  const missing = yield* lacking(plan, target.managedInstanceId, rights);
  return missing.length === 0
    ? met(`${judgedIdentity(plan)} has ${rights.actions.length} rights on the instance`)
    : unmet(
        `${judgedIdentity(plan)} lacks ${missing.join(', ')} on the instance`,
        `grant ${role} on the instance${tellingTheApp(plan)}`,
        assign(plan, role, target.managedInstanceId),
      );
}

function* proveCutover(plan: PreflightPlan): Proof {
  const { engine, target } = plan.migration;
  const rights = APP_RIGHTS[engine];
  const account = yield* backupAccount(plan);
  const scopes: { readonly id: string; readonly rights: Rights }[] = [
    { id: target.managedInstanceId, rights: rights.onInstance },
    { id: account.id, rights: BACKUP_RIGHTS },
  ];
  if (rights.onService !== undefined)
    scopes.push({ id: yield* classicService(plan), rights: rights.onService });
  const gaps: { readonly id: string; readonly missing: readonly string[] }[] = [];
  for (const { id, rights: needed } of scopes) {
    const missing = yield* lacking(plan, id, needed);
    if (missing.length > 0) gaps.push({ id, missing });
  }
  return judgeCutover(plan, gaps, scopes);
}

function judgeCutover(
  plan: PreflightPlan,
  gaps: readonly { readonly id: string; readonly missing: readonly string[] }[],
  scopes: readonly { readonly id: string; readonly rights: Rights }[],
): Outcome {
  if (gaps.length === 0) return met(`${judgedIdentity(plan)} may read, cut over and cancel`);
  const missing = gaps.flatMap((one) => one.missing);
  const needed = {
    actions: scopes.flatMap(({ rights }) => rights.actions),
    dataActions: scopes.flatMap(({ rights }) => rights.dataActions ?? []),
  };
  return unmet(
    `${judgedIdentity(plan)} lacks ${gaps.map((one) => `${one.missing.join(', ')} on '${lastName(one.id)}'`).join('; ')}`,
    `${
      missing.every((action) => action === OPTIONAL_ACTION)
        ? 'grant the app this role, or do without cancelling from here'
        : 'grant the app this role'
    }${tellingTheApp(plan)}`,
    grantRole(
      plan,
      ROLE_NAME[plan.migration.engine],
      needed,
      scopes.map(({ id }) => id),
    ),
    missing.every((action) => action === OPTIONAL_ACTION) ? 'warns' : undefined,
  );
}

/** Creates a role in the first scope's group, and assigns it on each. */
function grantRole(plan: PreflightPlan, name: string, rights: Rights, scopes: readonly string[]): Command {
  const groups = [...new Set(scopes.map(groupIdOf))];
  const { id, find } = assigneeOf(plan);
  return powershell(
    [
      ...(find === undefined ? [] : [find]),
      `@'\n${roleDefinition(name, rights, groups)}\n'@ | Set-Content role.json`,
      'az role definition create --role-definition role.json',
      ...scopes.map((scope) => az(assignment(id, name, scope)).text),
    ].join('\n'),
  );
}
