/** A stack of its own for one measurement, in a folder that is removed afterwards, and the moves it is driven by. */
import { setTimeout as sleep } from 'node:timers/promises';
import { BlobServiceClient, type ContainerClient } from '@azure/storage-blob';
import { connectTableLedger } from '../../shared/adapters/table-ledger/open-table-ledger';
import type { Policy } from '../../shared/core/migration/policy';
import type { StatusDocument } from '../../shared/core/migration/status-document';
import type { Ledger } from '../../shared/ports/ledger';
import { answerPreflight } from '../demo/answer-preflight';
import { call, readStatus } from '../demo/api';
import { type Stack, type StackOptions, CONTAINER, QUICK, startStack } from '../demo/stack/stack';
import { withTempFolder } from './temp-folder';

const PROVIDERS = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/bench/providers';
/** As in Azure; the local default of 15 s would find what events miss and flatter the figures. */
const SETTINGS = { SweepSchedule: '0 */5 * * * *' };

/** A request that the emulated management API received. */
export interface ManagementRequest {
  readonly at: string;
  readonly kind: string;
  readonly database?: string;
  readonly accepted: boolean;
}

/** What was awaited did not come. */
class BenchTimeoutError extends Error {
  readonly code = 'BenchTimeout';
  constructor(awaited: string, seconds: number, last: string) {
    super(`Cannot measure ${awaited}: it was awaited for ${seconds} s; last seen: ${last}`);
    this.name = 'BenchTimeoutError';
  }
}

/** Looks every so often until there is something. @throws {BenchTimeoutError} */
export async function poll<T>(
  awaited: string,
  { seconds, everyMs }: { readonly seconds: number; readonly everyMs: number },
  look: () => Promise<T | undefined>,
  last: () => string,
): Promise<T> {
  const limit = Date.now() + seconds * 1000;
  while (Date.now() < limit) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(everyMs);
  }
  throw new BenchTimeoutError(awaited, seconds, last());
}

/** A running stack. */
export class LocalStack {
  private constructor(
    readonly stack: Stack,
    private readonly container: ContainerClient,
    /** The app's own ledger. */
    readonly ledger: Ledger,
  ) {}

  /** Starts a stack with the sweep as in Azure, and ends it when `use` is done. */
  static with<T>(options: Partial<StackOptions>, use: (local: LocalStack) => Promise<T>): Promise<T> {
    return withTempFolder(async (folder) => {
      const stack = await startStack({
        folder,
        ports: 'free',
        timing: QUICK,
        emulatorArgs: ['--restore-ms', '50', '--scan-ms', '500'],
        settings: SETTINGS,
        ...options,
      });
      try {
        const { connectionString } = stack.storage;
        const container =
          BlobServiceClient.fromConnectionString(connectionString).getContainerClient(CONTAINER);
        await container.createIfNotExists();
        return await use(new LocalStack(stack, container, connectTableLedger(connectionString)));
      } finally {
        await stack.stop();
      }
    });
  }

  /** Registers migration `id`, its backups below `id/`, to be created at the service. */
  async register(id: string, policy: Partial<Policy>): Promise<void> {
    await this.api('POST', '/migrations', {
      id,
      engine: 'dms',
      source: { databaseName: id },
      target: {
        managedInstanceId: `${PROVIDERS}/Microsoft.Sql/managedInstances/mi1`,
        databaseName: id,
      },
      backups: { containerUrl: this.stack.containerUrl, prefix: `${id}/` },
      start: 'create',
      create: {
        migrationServiceId: `${PROVIDERS}/Microsoft.DataMigration/sqlMigrationServices/dms`,
        storageAccountResourceId: `${PROVIDERS}/Microsoft.Storage/storageAccounts/acct`,
        authType: 'ManagedIdentity',
      },
      policy,
    });
    await answerPreflight(this.stack.hostUrl, id);
  }

  /** Calls the product's API. */
  api<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    return call<T>(this.stack.hostUrl, method, `/api${path}`, body);
  }

  /** Uploads one blob. @returns when it was there, epoch milliseconds */
  async upload(name: string, content: Uint8Array): Promise<number> {
    await this.container.getBlockBlobClient(name).uploadData(content);
    return Date.now();
  }

  /** Removes one blob. @returns when it was gone, epoch milliseconds */
  async remove(name: string): Promise<number> {
    await this.container.deleteBlob(name);
    return Date.now();
  }

  /** Reads a status document. */
  status(id: string): Promise<StatusDocument> {
    return readStatus(this.stack.hostUrl, id);
  }

  /** Waits until the status fits. @returns when that was seen, epoch milliseconds */
  until(
    id: string,
    awaited: string,
    fits: (status: StatusDocument) => boolean,
    { everyMs = 250, seconds = 180 } = {},
  ): Promise<number> {
    let last = 'nothing';
    const look = async (): Promise<number | undefined> => {
      const status = await this.status(id);
      last = `${status.phase}: ${status.headline}`;
      return fits(status) ? Date.now() : undefined;
    };
    return poll(`${awaited} of ${id}`, { seconds, everyMs }, look, () => last);
  }

  /** Requests that the management API received since its log was last cleared. */
  async requests(kind?: string): Promise<readonly ManagementRequest[]> {
    const path = `/_control/requests${kind === undefined ? '' : `?kind=${kind}`}`;
    return (await call<{ requests: ManagementRequest[] }>(this.stack.emulatorUrl, 'GET', path)).requests;
  }

  /** Clears the management API's request log. */
  async forgetRequests(): Promise<void> {
    await call(this.stack.emulatorUrl, 'DELETE', '/_control/requests');
  }
}
