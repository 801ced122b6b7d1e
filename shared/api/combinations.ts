/** What fits together in a registration: engine, target, start, what to create, and who cuts over. */
import type { EngineKind } from '../core/engine/engine-status';
import { engineScope, parseResourceId } from '../core/engine/resource-id';
import { isLoopbackUrl } from '../core/loopback';
import { accountOf, containerOf, reservedPart } from '../core/migration/backup-place';
import { lastBackupOf } from '../core/migration/offline';
import type { ApprovalDemand, PolicyMode } from '../core/migration/policy';
import type { CreateRequest, Registration } from '../core/migration/registration';
import { demandProblem } from '../core/readiness/approvals';
import type { FieldProblem } from './problem';

/** The parts that must fit. */
export interface Combination {
  readonly engine: EngineKind;
  readonly managedInstanceId: string;
  readonly backups: Registration['backups'];
  readonly taskId?: string;
  readonly start: 'adopt' | 'create';
  /** True when the body has a `create`, readable or not. */
  readonly hasCreate: boolean;
  readonly hasAdopt: boolean;
  /** Present when `create` could be read. */
  readonly create?: CreateRequest;
  readonly mode: PolicyMode;
  readonly hasWindow: boolean;
  readonly hasProbe: boolean;
  readonly approvals?: ApprovalDemand;
  readonly registeredBy: string;
}

/** Says by field what does not fit, and what to write instead. */
export function combinationProblems(given: Combination): readonly FieldProblem[] {
  return [
    targetProblem(given),
    taskProblem(given),
    reservedProblem(given),
    accountProblem(given),
    ...startProblems(given),
    modeProblem(given),
  ].filter((problem) => problem !== undefined);
}

/** Only the new DMS restores to a SQL virtual machine (Microsoft.DataMigration 2025-06-30 sqlmigration.json). */
function targetProblem({ engine, managedInstanceId }: Combination): FieldProblem | undefined {
  if (engine === 'dms' || engineScope(managedInstanceId).kind !== 'sqlVm') return undefined;
  return {
    field: 'target.managedInstanceId',
    message: `found a SQL virtual machine; engine ${engine} restores to a managed instance only, engine dms to both`,
  };
}

/**
 * The container or folder that engine `lrs` restores nothing from because of its name; a resource id leads to an engine only
 * once it is found, so its registration is checked by itself.
 *
 * @example reservedProblem({ engine: 'lrs', backups: { containerUrl: 'https://a.blob.core.windows.net/sql', prefix: 'backup/' } })?.field // 'backups.prefix'
 */
export function reservedProblem({
  engine,
  backups,
}: Pick<Registration, 'engine' | 'backups'>): FieldProblem | undefined {
  const part = engine === 'lrs' ? reservedPart(backups) : undefined;
  if (part === undefined) return undefined;
  return {
    field: containerOf(backups.containerUrl) === part ? 'backups.containerUrl' : 'backups.prefix',
    message: `the Log Replay Service restores nothing from a container or folder named backup or backups (found ${part}): move the backups to one with another name, such as sql-${part.toLowerCase()}`,
  };
}

/** The service reads the account of the resource id, the product that of the URL; a host that tells no account cannot be compared. */
function accountProblem({ create, backups }: Combination): FieldProblem | undefined {
  if (create?.engine !== 'dms' || isLoopbackUrl(backups.containerUrl)) return undefined;
  const account = accountOf(backups.containerUrl);
  const named = parseResourceId(create.storageAccountResourceId)?.names.at(-1);
  if (named === undefined || account.includes('.') || named.toLowerCase() === account) return undefined;
  return {
    field: 'create.storageAccountResourceId',
    message: `it names the account ${named}, but backups.containerUrl names ${account}: give the id of the account that holds the backups`,
  };
}

function taskProblem({ engine, taskId }: Combination): FieldProblem | undefined {
  if (engine === 'dms-classic')
    return taskId === undefined
      ? {
          field: 'taskId',
          message:
            'engine dms-classic needs the resource id of the task (Microsoft.DataMigration/services/projects/tasks)',
        }
      : undefined;
  return taskId === undefined
    ? undefined
    : { field: 'taskId', message: `only with engine dms-classic; engine ${engine} has no tasks` };
}

function startProblems({ engine, start, hasCreate, hasAdopt }: Combination): readonly FieldProblem[] {
  if (engine === 'dms-classic' && start === 'create')
    return [
      {
        field: 'start',
        message:
          'the classic service is retired for SQL Server since 2026-03-15 and no longer creates anything: adopt a task that runs, or create with engine dms or lrs',
      },
    ];
  const problems: FieldProblem[] = [];
  if (start === 'create' && !hasCreate)
    problems.push({ field: 'create', message: 'start "create" needs it: what to create at the service' });
  if (start === 'create' && hasAdopt)
    problems.push({
      field: 'adopt',
      message: 'only with start "adopt": what is created here has no earlier registration',
    });
  if (start === 'adopt' && hasCreate) problems.push({ field: 'create', message: 'only with start "create"' });
  return problems;
}

/** Whether the service cuts over by itself must be said twice, so that nobody waits for a cutover that has happened. */
function modeProblem({
  engine,
  start,
  create,
  mode,
  hasWindow,
  hasProbe,
  approvals,
  registeredBy,
}: Combination): FieldProblem | undefined {
  if (hasWindow && mode === 'offline')
    return {
      field: 'policy.window',
      message: 'an offline migration is cut over by the service, whatever the window: omit it',
    };
  if (hasProbe && mode === 'offline')
    return {
      field: 'policy.probe',
      message: 'an offline migration is cut over by the service, whatever a probe shows: omit it',
    };
  const demand = demandProblem({ mode, approvals }, registeredBy);
  if (demand !== undefined) return { field: 'policy.approvals', message: demand };
  if (engine === 'dms-classic' && mode === 'offline')
    return {
      field: 'policy.mode',
      message:
        'this product supports online tasks only, but the mode given is offline: use manual, approve or auto',
    };
  if (start === 'adopt' || create === undefined) return undefined;
  const last = lastBackupOf(create);
  const member = create.engine === 'lrs' ? 'create.autoComplete' : 'create.offline';
  if (last !== undefined && mode !== 'offline')
    return {
      field: 'policy.mode',
      message: `${member} makes the service cut over by itself after ${last}: use "offline", or omit ${member}`,
    };
  return last === undefined && mode === 'offline'
    ? {
        field: member,
        message: 'policy.mode "offline" needs the name of the last backup here; or choose another mode',
      }
    : undefined;
}
