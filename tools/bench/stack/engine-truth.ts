/** What the emulated service really did, by its control API. */
import { call } from '../../demo/api';
import { type LocalStack, poll } from '../local-stack';

interface KnownMigration {
  readonly database: string;
  readonly pendingLogs: number;
  readonly sets: readonly { readonly files: readonly string[]; readonly role: string }[];
}

const LOOK_MS = 100;

/** Waits until the service has restored a file and nothing is pending. @returns when that was seen, epoch milliseconds */
export function restoredAt(local: LocalStack, id: string, blob: string, seconds: number): Promise<number> {
  const file = blob.slice(blob.lastIndexOf('/') + 1);
  const look = async (): Promise<number | undefined> => {
    const { migrations } = await call<{ migrations: KnownMigration[] }>(
      local.stack.emulatorUrl,
      'GET',
      '/_control/migrations',
    );
    const own = migrations.find((migration) => migration.database === id);
    const set = own?.sets.find(({ files }) => files.includes(file));
    return own?.pendingLogs === 0 && set?.role === 'restored' ? Date.now() : undefined;
  };
  return poll(`the restore of ${blob}`, { seconds, everyMs: LOOK_MS }, look, () => 'not restored');
}
