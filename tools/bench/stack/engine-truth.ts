/** What the emulated service really did, by its control API. */
import { setTimeout as sleep } from 'node:timers/promises';
import { call } from '../../demo/api';
import { type LocalStack, BenchTimeoutError } from '../local-stack';

interface KnownMigration {
  readonly database: string;
  readonly pendingLogs: number;
  readonly sets: readonly { readonly files: readonly string[]; readonly role: string }[];
}

const LOOK_MS = 100;

/** Waits until the service has restored a file and nothing is pending. @returns when that was seen, epoch milliseconds */
export async function restoredAt(
  local: LocalStack,
  id: string,
  blob: string,
  seconds: number,
): Promise<number> {
  const limit = Date.now() + seconds * 1000;
  const file = blob.slice(blob.lastIndexOf('/') + 1);
  while (Date.now() < limit) {
    const { migrations } = await call<{ migrations: KnownMigration[] }>(
      local.stack.emulatorUrl,
      'GET',
      '/_control/migrations',
    );
    const own = migrations.find((migration) => migration.database === id);
    const set = own?.sets.find(({ files }) => files.includes(file));
    if (own?.pendingLogs === 0 && set?.role === 'restored') return Date.now();
    await sleep(LOOK_MS);
  }
  throw new BenchTimeoutError(`the restore of ${blob}`, seconds, 'not restored');
}
