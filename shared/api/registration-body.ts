/** The registration body, in full or by a resource id: validated here, trusted inside. */
import { z } from 'zod';
import { ENGINE_KINDS, type EngineKind } from '../core/engine/engine-status';
import { engineScope, trimResourceId } from '../core/engine/resource-id';
import type { BackupHosts } from '../core/migration/backup-hosts';
import { defaultMigrationId } from '../core/migration/migration-id';
import type { DiscoveryRequest, Registration } from '../core/migration/registration';
import { nearNames } from '../core/near-names';
import { combinationProblems } from './combinations';
import { type CreateReading, readCreate } from './create-body';
import { estateNotesBody } from './estate-notes-body';
import { fieldProblems } from './field-problems';
import { adoptBody, completePolicy, policyBody } from './policy-body';
import { type FieldProblem, refuse } from './problem';
import {
  backupsOn,
  databaseName,
  migrationId,
  resourceId,
  serverName,
  serverNames,
} from './registration-fields';

/** What the deployment decides about registrations. */
export interface RegistrationRules {
  readonly engines: readonly EngineKind[];
  /** Storage that containers may be in. */
  readonly backupHosts: BackupHosts;
  /** Shortest poll cadence, seconds. */
  readonly leastPoll: number;
  readonly registeredBy: string;
  /** ISO 8601 UTC. */
  readonly now: string;
}

/** A registration that says everything, or one that names a resource to be looked at. */
export type RegistrationRequest =
  | { readonly kind: 'full'; readonly registration: Registration }
  | { readonly kind: 'byResource'; readonly order: DiscoveryRequest };

const managedInstanceId = z
  .string()
  .superRefine((id, context) => {
    const scope = engineScope(id);
    if (scope.kind === 'invalid') context.addIssue({ code: 'custom', message: scope.reason });
  })
  .transform(trimResourceId);

const engineOf = (rules: RegistrationRules) =>
  z.enum(ENGINE_KINDS).refine((engine) => rules.engines.includes(engine), {
    error: `this deployment supports ${rules.engines.join(', ')}`,
  });

const fullBody = (rules: RegistrationRules) =>
  z.strictObject({
    id: migrationId.optional(),
    engine: engineOf(rules),
    source: z.strictObject({
      serverName: serverName.optional(),
      serverNames: serverNames.optional(),
      databaseName,
    }),
    target: z.strictObject({ managedInstanceId, databaseName }),
    taskId: resourceId('Microsoft.DataMigration/services/projects/tasks').optional(),
    backups: backupsOn(rules.backupHosts),
    start: z.enum(['adopt', 'create']),
    create: z.unknown().optional(),
    adopt: adoptBody.optional(),
    preflight: estateNotesBody.optional(),
    policy: policyBody(rules.leastPoll).optional(),
  });

const resourceBody = (rules: RegistrationRules) =>
  z.strictObject({
    id: migrationId.optional(),
    resourceId: z.string().min(1).max(2000),
    engine: engineOf(rules).optional(),
    source: z
      .strictObject({
        serverName: serverName.optional(),
        serverNames: serverNames.optional(),
        databaseName: databaseName.optional(),
      })
      .optional(),
    backups: backupsOn(rules.backupHosts),
    start: z.literal('adopt', {
      error: 'a resource id names a running migration: use "adopt"; creating needs engine, source and target',
    }),
    adopt: adoptBody.optional(),
    policy: policyBody(rules.leastPoll).optional(),
  });

const FOUND = 'omit it: resourceId finds it; or omit resourceId and give everything';
const REMEDIES = { target: FOUND, taskId: FOUND, create: 'a resource id names a running migration' };

const isObject = z.looseObject({});

/**
 * Reads a registration; one with `resourceId` names a resource, any other says everything.
 *
 * @throws {ProblemError} `invalid`, naming every bad field.
 */
export function readRegistrationRequest(body: unknown, rules: RegistrationRules): RegistrationRequest {
  const given = isObject.safeParse(body);
  return given.success && 'resourceId' in given.data
    ? { kind: 'byResource', order: readRequest(body, rules) }
    : { kind: 'full', registration: readRegistration(body, rules) };
}

function readRequest(body: unknown, rules: RegistrationRules): DiscoveryRequest {
  const schema = resourceBody(rules);
  const parsed = schema.safeParse(body);
  if (!parsed.success) return refuseFields(fieldProblems(parsed.error, REMEDIES, schema));
  const { resourceId: wanted, engine, id, source, backups: place, adopt, policy } = parsed.data;
  return {
    ...{ engine, id, source, adopt },
    resourceId: wanted.trim(),
    backups: place,
    policy: completePolicy(policy),
    registeredBy: rules.registeredBy,
    registeredAt: rules.now,
  };
}

/**
 * Reads a registration that says everything.
 *
 * @throws {ProblemError} `invalid`, naming every bad field.
 */
export function readRegistration(body: unknown, rules: RegistrationRules): Registration {
  const reading = readCreateOf(body);
  const createErrors = reading?.kind === 'wrong' ? reading.errors : [];
  const schema = fullBody(rules);
  const parsed = schema.safeParse(body);
  if (!parsed.success)
    return refuseFields([...fieldProblems(parsed.error, meantResource(body), schema), ...createErrors]);
  const { id, policy, create: given, ...rest } = parsed.data;
  const create = reading?.kind === 'create' ? reading.create : undefined;
  const complete = completePolicy(policy);
  const combination = combinationProblems({
    ...rest,
    managedInstanceId: rest.target.managedInstanceId,
    hasCreate: given !== undefined,
    hasAdopt: rest.adopt !== undefined,
    create,
    mode: complete.mode,
    hasWindow: complete.window !== undefined,
    hasProbe: complete.probe !== undefined,
    approvals: complete.approvals,
    registeredBy: rules.registeredBy,
  });
  if (createErrors.length + combination.length > 0) return refuseFields([...createErrors, ...combination]);
  return {
    ...rest,
    ...(create && { create }),
    id: id ?? defaultMigrationId(rest.target),
    policy: complete,
    registeredBy: rules.registeredBy,
    registeredAt: rules.now,
  };
}

/** A body is read in full unless it has `resourceId`: that field, misspelt, is one that reading in full does not know. */
function meantResource(body: unknown): Readonly<Record<string, string>> {
  const keys = Object.keys(isObject.safeParse(body).data ?? {});
  return Object.fromEntries(
    keys
      .filter((key) => nearNames(key, ['resourceId']).length > 0)
      .map((key) => [key, 'unknown field; did you mean resourceId?']),
  );
}

const withCreate = z.looseObject({ engine: z.enum(ENGINE_KINDS), create: z.unknown() });

/** What `create` says in the words of the engine named beside it; undefined without either. */
function readCreateOf(body: unknown): CreateReading | undefined {
  const parsed = withCreate.safeParse(body);
  if (!parsed.success || parsed.data.create === undefined) return undefined;
  return readCreate(parsed.data.engine, parsed.data.create);
}

function refuseFields(errors: readonly FieldProblem[]): never {
  return refuse('invalid', 'Cannot register the migration: the body is not valid', errors);
}
