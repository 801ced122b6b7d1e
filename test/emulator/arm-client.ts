/** A bare client for the emulated API: shows statuses, headers and bodies as they are. */
import type { RunningEmulator } from '../../tools/emulator/server';

export const SUBSCRIPTION = '00000000-0000-0000-0000-00000000f133';
export const INSTANCE = `/subscriptions/${SUBSCRIPTION}/resourceGroups/migrationTesting/providers/Microsoft.Sql/managedInstances/migrationtestmi`;
export const SERVICE = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rgdms038/providers/Microsoft.DataMigration/sqlMigrationServices/dms20211030`;
export const VERSION = '2025-06-30';
export const EXPAND = '$expand=MigrationStatusDetails';

export interface WireReply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a wire test looks at any shape
  readonly body: any;
}

export interface AskOptions {
  readonly version?: string | null;
  readonly token?: string | null;
  readonly query?: string;
  readonly body?: unknown;
}

/** Sends one request to the emulated API. */
export async function ask(
  emulator: RunningEmulator,
  method: string,
  path: string,
  options: AskOptions = {},
): Promise<WireReply> {
  const version = options.version === null ? '' : `api-version=${options.version ?? VERSION}`;
  const query = [options.query, version].filter((part) => part !== undefined && part !== '').join('&');
  const url = `${emulator.url}${path}${query === '' ? '' : `?${query}`}`;
  return send(url, method, options.token === undefined ? 'any' : options.token, options.body);
}

/** Sends one request to a whole URL, such as an Azure-AsyncOperation. */
export async function send(
  url: string,
  method: string,
  token: string | null,
  body?: unknown,
): Promise<WireReply> {
  const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
  if (body !== undefined) headers['content-type'] = 'application/json';
  const reply = await fetch(url, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await reply.text();
  return { status: reply.status, headers: reply.headers, text, body: parse(text) };
}

function parse(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Calls the control API. */
export function control(
  emulator: RunningEmulator,
  method: string,
  path: string,
  body?: unknown,
): Promise<WireReply> {
  return send(`${emulator.url}/_control/${path}`, method, null, body);
}

/** Path of a migration on the test instance. */
export function migrationPath(database: string): string {
  return `${INSTANCE}/providers/Microsoft.DataMigration/databaseMigrations/${database}`;
}

/** Body that creates a migration from a container (`container` or `container/folder`). */
export function blobBody(
  blobContainerName: string,
  more: Record<string, unknown> = {},
): { properties: Record<string, unknown> } {
  return {
    properties: {
      kind: 'SqlMi',
      scope: INSTANCE,
      sourceDatabaseName: 'AdventureWorks',
      migrationService: SERVICE,
      backupConfiguration: {
        sourceLocation: {
          azureBlob: {
            storageAccountResourceId: `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/devstoreaccount1`,
            accountKey: 'a-secret-key',
            blobContainerName,
          },
        },
      },
      ...more,
    },
  };
}

/** Creates a migration and lets it start; gives its operation id. */
export async function create(
  emulator: RunningEmulator,
  database: string,
  container: string,
): Promise<string> {
  const reply = await ask(emulator, 'PUT', migrationPath(database), { body: blobBody(container) });
  if (reply.status > 201) throw new Error(`Cannot create ${database}: ${reply.text}`);
  await control(emulator, 'POST', 'clock', { advanceMs: 1000 });
  return (await ask(emulator, 'GET', migrationPath(database))).body.properties.migrationOperationId;
}
