/** The registration body: validated here, trusted inside. */
import { z } from 'zod';
import { databaseNameProblem, engineScope, parseResourceId } from '../core/engine/resource-id';
import type { Registration } from '../core/migration/registration';
import type { FieldProblem } from './problem';
import { refuse } from './problem';
import { completePolicy, policyBody } from './policy-body';

/** What the deployment decides about registrations. */
export interface RegistrationRules {
  readonly engines: readonly string[];
  /** Shortest poll cadence, seconds. */
  readonly leastPoll: number;
  readonly registeredBy: string;
  /** ISO 8601 UTC. */
  readonly now: string;
}

const ENGINES = ['dms', 'dms-classic', 'lrs'] as const;
const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const CONTAINER = /^[a-z0-9$](?:[a-z0-9-]{1,61}[a-z0-9])?$/;
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

const databaseName = z.string().superRefine((name, context) => {
  const problem = databaseNameProblem(name);
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
});

const managedInstanceId = z.string().superRefine((id, context) => {
  const scope = engineScope(id);
  if (scope.kind === 'invalid') context.addIssue({ code: 'custom', message: scope.reason });
});

const resourceId = (type: string): z.ZodType<string> =>
  z.string().refine((id) => parseResourceId(id)?.type.toLowerCase() === type.toLowerCase(), {
    error: `expected the resource id of a ${type}`,
  });

const containerUrl = z.string().superRefine((text, context) => {
  const problem = containerUrlProblem(text);
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
});

const prefix = z
  .string()
  .max(900)
  .refine((text) => text === '' || text.endsWith('/'), { error: 'a prefix ends in /' })
  .refine((text) => !text.startsWith('/') && !text.includes('//'), {
    error: 'a prefix neither starts with / nor holds an empty part',
  });

/** Settings of the platform and of this app: a registration must not have them sent to a service. */
const NOT_FOR_REGISTRATIONS =
  /^(?:AzureWebJobs|WEBSITE_|WEBJOBS_|FUNCTIONS_|IDENTITY_|MSI_|AZURE_|APPLICATIONINSIGHTS_|APPINSIGHTS_|BackupStorage|LedgerStorage)/i;

const settingName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,100}$/, 'the name of an app setting, not its value')
  .refine((name) => !NOT_FOR_REGISTRATIONS.test(name), {
    error: 'a setting of the platform or of this app; give the secret a setting of its own',
  });

const createBody = z
  .strictObject({
    migrationServiceId: resourceId('sqlMigrationServices'),
    storageAccountResourceId: resourceId('storageAccounts'),
    authType: z.enum(['AccountKey', 'ManagedIdentity']),
    accountKeySetting: settingName.optional(),
    userAssignedIdentityId: resourceId('userAssignedIdentities').optional(),
    targetCollation: z.string().max(128).optional(),
    sourceSqlConnection: z
      .strictObject({
        dataSource: z.string().min(1).max(256),
        authentication: z.enum(['SqlAuthentication', 'WindowsAuthentication']),
        userName: z.string().min(1).max(256),
        passwordSetting: settingName,
        encryptConnection: z.boolean().default(true),
        trustServerCertificate: z.boolean().default(false),
      })
      .optional(),
  })
  .refine((create) => create.authType !== 'AccountKey' || create.accountKeySetting !== undefined, {
    path: ['accountKeySetting'],
    error: 'authType AccountKey needs the name of the app setting that holds the key',
  });

function registrationBody(rules: RegistrationRules) {
  return z
    .strictObject({
      id: z
        .string()
        .regex(
          SLUG,
          'lower-case letters, digits and hyphens, at most 63, beginning and ending with a letter or digit',
        )
        .optional(),
      engine: z.enum(ENGINES).refine((engine) => rules.engines.includes(engine), {
        error: `this deployment drives ${rules.engines.join(', ')}`,
      }),
      source: z.strictObject({ serverName: z.string().min(1).max(256).optional(), databaseName }),
      target: z.strictObject({ managedInstanceId, databaseName }),
      backups: z.strictObject({ containerUrl, prefix: prefix.default('') }),
      start: z.enum(['adopt', 'create']),
      create: createBody.optional(),
      policy: policyBody(rules.leastPoll).optional(),
    })
    .refine((body) => body.start !== 'create' || body.create !== undefined, {
      path: ['create'],
      error: 'start "create" needs it: what to create at the service',
    })
    .refine((body) => body.start !== 'adopt' || body.create === undefined, {
      path: ['create'],
      error: 'only with start "create"',
    });
}

/**
 * Reads a registration.
 *
 * @throws {ProblemError} `invalid`, naming every bad field.
 */
export function readRegistration(body: unknown, rules: RegistrationRules): Registration {
  const parsed = registrationBody(rules).safeParse(body);
  if (!parsed.success)
    return refuse(
      'invalid',
      'Cannot register the migration: the body is not valid',
      fieldProblems(parsed.error),
    );
  const { id, policy, backups, create, ...rest } = parsed.data;
  return {
    ...rest,
    ...(create && { create: { engine: 'dms', ...create } }),
    id: id ?? defaultId(rest.target),
    backups: { containerUrl: backups.containerUrl.replace(/\/$/, ''), prefix: backups.prefix },
    policy: completePolicy(policy),
    registeredBy: rules.registeredBy,
    registeredAt: rules.now,
  };
}

/** Every problem zod found, one per field; unknown fields are named one by one. */
export function fieldProblems(error: z.ZodError): readonly FieldProblem[] {
  return error.issues.flatMap((issue): FieldProblem[] => {
    const at = issue.path.map(String).join('.');
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({ field: at === '' ? key : `${at}.${key}`, message: 'unknown field' }));
    return [{ field: at === '' ? '(body)' : at, message: issue.message }];
  });
}

function defaultId(target: { readonly managedInstanceId: string; readonly databaseName: string }): string {
  const instance =
    target.managedInstanceId
      .split('/')
      .filter((part) => part !== '')
      .at(-1) ?? 'instance';
  const slug = `${instance}-${target.databaseName}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 63);
  return slug.replaceAll(/^-+|-+$/g, '');
}

function containerUrlProblem(text: string): string | undefined {
  if (!URL.canParse(text) || /[\s\\]/.test(text))
    return 'expected https://<account>.blob.core.windows.net/<container>';
  const url = new URL(text);
  const loopback = LOOPBACK.includes(url.hostname);
  if (text.includes('?') || text.includes('#'))
    return 'a container URL carries no query: access is by identity, and a SAS is a secret';
  if (url.username !== '' || url.password !== '') return 'a container URL carries no user name or password';
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback))
    return 'https is needed, except for storage on this machine';
  const parts = url.pathname.split('/').filter((part) => part !== '');
  const wanted = loopback && parts.length === 2 ? 2 : 1;
  if (parts.length !== wanted)
    return 'expected exactly one container name after the account; a folder goes into prefix';
  return CONTAINER.test(parts.at(-1) ?? '') ? undefined : 'the container name is not valid';
}
