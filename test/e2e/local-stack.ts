/** A stack for one test file, in a folder of its own, and the handful of moves that end-to-end tests are made of. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BlobServiceClient, type ContainerClient } from '@azure/storage-blob';
import type { StatusDocument } from '../../shared/core/migration/status-document';
import { answerPreflight } from '../../tools/demo/answer-preflight';
import { type TakeOptions, BackupHistory } from '../../tools/demo/backup-writer/backup-history';
import { type Stack, type StackOptions, CONTAINER, QUICK, startStack } from '../../tools/demo/stack/stack';
import { CHAOS, JUDGED_APP, chaosArgs, judgedHost } from './judged-host';

export const PROVIDERS = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers';
export const INSTANCE = `${PROVIDERS}/Microsoft.Sql/managedInstances/mi1`;

/** An HTTP answer. */
export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

/** A migration's files, in the order in which the source took them. */
export interface TakenFiles {
  readonly [name: string]: Uint8Array;
}

/** Full, differential, four logs and a tail log of one database. */
export function takeBackups(
  databaseName: string,
  seed: number,
  options: TakeOptions = {},
): { readonly files: TakenFiles; readonly names: readonly string[]; readonly tail: string } {
  const history = new BackupHistory({ databaseName, seed });
  const files: Record<string, Uint8Array> = {};
  const add = (name: string, taken: { readonly files: readonly Uint8Array[] }): void => {
    files[name] = taken.files[0] ?? new Uint8Array();
  };
  add('full.bak', history.full(options));
  for (let n = 1; n <= 4; n++) {
    history.work();
    if (n === 2) add('diff.bak', history.differential(options));
    add(`log${n}.trn`, history.log(options));
  }
  history.work();
  add('tail.trn', history.log({ ...options, tail: true }));
  return { files, names: Object.keys(files), tail: 'tail.trn' };
}

/** A request that the management API received. */
export interface Received {
  readonly accepted: boolean;
  readonly status: number;
  readonly at: string;
  readonly engine?: string;
  /** The file named as the last one; only the Log Replay Service is told. */
  readonly lastBackupName?: string;
}

/** An emulated service that is quick to watch. */
export const EMULATOR_ARGS: readonly string[] = [
  ...['--restore-ms', '100', '--scan-ms', '250', '--completing-ms', '800'],
];

/** A running stack with its moves. */
export class LocalStack {
  private constructor(
    readonly stack: Stack,
    readonly folder: string,
    readonly container: ContainerClient,
  ) {}

  static async start(options: Partial<StackOptions> = {}): Promise<LocalStack> {
    const folder = mkdtempSync(join(tmpdir(), 'sqlmi-cutover-e2e-'));
    const stack = await startStack({
      folder,
      ports: 'free',
      timing: QUICK,
      emulatorArgs: EMULATOR_ARGS,
      host: await judgedHost(),
      ...(CHAOS !== undefined && { hostArgs: chaosArgs(CHAOS) }),
      ...(JUDGED_APP !== undefined && { appFolder: JUDGED_APP }),
      ...options,
    });
    const container = BlobServiceClient.fromConnectionString(
      stack.storage.connectionString,
    ).getContainerClient(CONTAINER);
    await container.createIfNotExists();
    return new LocalStack(stack, folder, container);
  }

  async stop(): Promise<void> {
    await this.stack.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A registration body; what is given replaces the default. */
  body(id: string, overrides: Record<string, unknown> = {}): Record<string, unknown> {
    return {
      id,
      engine: 'dms',
      source: { databaseName: id },
      target: { managedInstanceId: INSTANCE, databaseName: id },
      backups: { containerUrl: this.stack.containerUrl, prefix: `${id}/` },
      start: 'create',
      create: {
        migrationServiceId: `${PROVIDERS}/Microsoft.DataMigration/sqlMigrationServices/dms`,
        storageAccountResourceId: `${PROVIDERS}/Microsoft.Storage/storageAccounts/acct`,
        authType: 'ManagedIdentity',
      },
      policy: { restPollSeconds: 1, windowPollSeconds: 1 },
      ...overrides,
    };
  }

  async api<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const answer = await fetch(`${this.stack.hostUrl}/api${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: parse(text) as T };
  }

  async upload(id: string, name: string, content: Uint8Array): Promise<void> {
    await this.container.getBlockBlobClient(`${id}/${name}`).uploadData(content);
  }

  async status(id: string): Promise<StatusDocument> {
    return (await this.api<StatusDocument>('GET', `/migrations/${id}`)).body;
  }

  /**
   * Waits until the status fits; the limit names what was awaited. A host that is down meanwhile is asked again, and a
   * preflight that stops the creation is answered.
   */
  async until(
    id: string,
    awaited: string,
    fits: (status: StatusDocument) => boolean,
    seconds = 40,
  ): Promise<StatusDocument> {
    let limit = Date.now() + seconds * 1000;
    let last = 'nothing';
    while (Date.now() < limit) {
      const status = await this.status(id).catch((error: unknown) => String(error));
      if (typeof status === 'object' && 'phase' in status) {
        if (fits(status)) return status;
        last = `${status.phase}: ${status.headline}`;
        if (status.blocked?.kind === 'preflightStops') {
          const asked = Date.now();
          await this.answerPreflight(id);
          // What the answers take is not what is awaited.
          limit += Date.now() - asked;
        }
      } else last = JSON.stringify(status);
      await sleep(300);
    }
    throw new Error(`${awaited} of ${id} was awaited for ${seconds} s; last seen: ${last}`);
  }

  /** What an operator does whom nothing keeps from creating it; a host that is down meanwhile is asked again by the caller. */
  async answerPreflight(id: string): Promise<void> {
    await answerPreflight(this.stack.hostUrl, id).catch(() => undefined);
  }

  async control<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${this.stack.emulatorUrl}/_control${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`Cannot ${method} ${path}: ${answer.status} ${await answer.text()}`);
    return parse(await answer.text()) as T;
  }

  /** Cutover requests that the management API received for a database. */
  cutovers(id: string): Promise<readonly Received[]> {
    return this.received('cutover', id);
  }

  /** Requests of a kind that the management API received for a database. */
  async received(kind: 'cutover' | 'put' | 'retry' | 'cancel', id: string): Promise<readonly Received[]> {
    const { requests } = await this.control<{ requests: (Received & { database: string })[] }>(
      'GET',
      `/requests?kind=${kind}`,
    );
    return requests.filter((request) => request.database.toLowerCase() === id.toLowerCase());
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
