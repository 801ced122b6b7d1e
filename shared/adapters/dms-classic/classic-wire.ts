/**
 * Wire shapes of a classic task of type `Migrate.SqlServer.AzureSqlDbMI.Sync.LRS`, api-version 2018-07-15-preview.
 *
 * Real bodies carry rows and words that no version documents, and LSNs as numbers beyond 2^53 (recorded in
 * Azure/azure-powershell TestMigrateSqlSqlDbMiSync.json). So: everything optional, unknown keys kept, `null` the same
 * as absent, words as text. Single values of a wrong type become unknown; a list or object of a wrong type makes the
 * body unreadable, because dropping it could hide a backup set. Evidence against a cutover is kept whatever its type.
 */
import { z } from 'zod';
import type { ArmAnswer } from '../arm/arm-answer';
import { anything, flag, lsnText, maybe, text } from '../engine-text/wire-values';
import { parseLongIntegers } from './long-integers';

const fileSchema = z.looseObject({ fileLocation: text, status: text });

const setSchema = z.looseObject({
  backupSetId: text,
  firstLSN: lsnText,
  lastLSN: lsnText,
  backupType: text,
  listOfBackupFiles: maybe(z.array(fileSchema)),
  backupStartDate: text,
  backupFinishDate: text,
  isBackupRestored: flag,
});

/** One row of the output; which fields it has depends on its `resultType`. */
const rowSchema = z.looseObject({
  id: text,
  resultType: text,
  /** MigrationLevelOutput. */
  state: text,
  /** DatabaseLevelOutput. */
  sourceDatabaseName: text,
  migrationState: text,
  startedOn: text,
  endedOn: text,
  fullBackupSetInfo: maybe(setSchema),
  lastRestoredBackupSetInfo: maybe(setSchema),
  activeBackupSets: maybe(z.array(setSchema)),
  containerName: text,
  errorPrefix: text,
  isFullBackupRestored: flag,
  exceptionsAndWarnings: anything,
  /** ErrorOutput. */
  error: anything,
});

const commandSchema = z.looseObject({
  commandType: text,
  state: text,
  input: z.looseObject({ sourceDatabaseName: text }).optional().catch(undefined),
  errors: anything,
  output: anything,
});

const taskSchema = z.looseObject({
  properties: z.looseObject({
    taskType: text,
    taskId: text,
    state: text,
    input: maybe(
      z.looseObject({
        selectedDatabases: maybe(z.array(z.looseObject({ name: text, restoreDatabaseName: text }))),
        targetConnectionInfo: maybe(z.looseObject({ managedInstanceResourceId: text })),
      }),
    ),
    output: maybe(z.array(rowSchema)),
    commands: maybe(z.array(commandSchema)),
    errors: anything,
  }),
});

const headSchema = z.looseObject({ properties: z.looseObject({ taskType: text }) });

/** The task's properties. */
export type WireTask = z.infer<typeof taskSchema>['properties'];
/** A row of its output. */
export type WireRow = z.infer<typeof rowSchema>;
/** A backup set in such a row. */
export type WireSet = z.infer<typeof setSchema>;
/** A command that was given to the task. */
export type WireCommand = z.infer<typeof commandSchema>;

/** The one task type that moves a database to a managed instance online. */
export const CLASSIC_TASK_TYPE = 'Migrate.SqlServer.AzureSqlDbMI.Sync.LRS';

/** A body, read: a task of ours, one of another type, or neither. */
export type ClassicBody =
  | { readonly kind: 'task'; readonly task: WireTask }
  /** `found` is the service's own word; undefined when it tells none. */
  | { readonly kind: 'otherType'; readonly found?: string }
  | { readonly kind: 'unreadable' };

/** Reads the body of a task, its LSNs exactly. */
export function readClassicBody(answer: ArmAnswer): ClassicBody {
  const json = parse(answer);
  const head = headSchema.safeParse(json);
  if (!head.success) return { kind: 'unreadable' };
  const found = head.data.properties.taskType;
  if (found?.toLowerCase() !== CLASSIC_TASK_TYPE.toLowerCase()) return { kind: 'otherType', found };
  const body = taskSchema.safeParse(json);
  return body.success ? { kind: 'task', task: body.data.properties } : { kind: 'unreadable' };
}

/** Reads the answer to a command. @returns undefined when it is none */
export function readClassicCommand(answer: ArmAnswer): WireCommand | undefined {
  return commandSchema.safeParse(parse(answer)).data;
}

function parse(answer: ArmAnswer): unknown {
  return answer.json === undefined ? undefined : parseLongIntegers(answer.bodyText);
}
