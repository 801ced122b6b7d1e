/** A look at the container when an offline migration is registered: does it end with the right backup? */
import { lastBackupDoubt, lastBackupOf } from '../../core/migration/offline';
import type { Registration } from '../../core/migration/registration';
import { type ListedBlob, ContainerUnavailableError } from '../../ports/backup-container';
import type { Capabilities } from '../capabilities';
import { readEngine } from './gather-facts';

/** Blobs looked at; a folder of more is looked at by the watch. */
const MOST_BLOBS = 50_000;

/**
 * What speaks against the last backup that the service is, or was, told; undefined for an online migration, and where
 * storage cannot be asked, which the watch says.
 *
 * @returns a clause
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function lastBackupWarning(
  caps: Capabilities,
  registration: Registration,
): Promise<string | undefined> {
  const name = await lastBackupTold(caps, registration);
  if (name === undefined) return undefined;
  const { prefix } = registration.backups;
  const blobs = await listed(caps, registration);
  const named = blobs.find((blob) => blob.name === `${prefix}${name}`);
  const latest = blobs
    .filter(({ name: file }) => isInFolder(file, prefix))
    .sort(byTime)
    .at(-1);
  const isNewer = named !== undefined && latest !== undefined && byTime(named, latest) < 0;
  return lastBackupDoubt({
    name,
    prefix,
    files: blobs.map((blob) => blob.name),
    ...(isNewer && { newer: { file: latest.name, how: 'was uploaded after it' } }),
  });
}

async function lastBackupTold(caps: Capabilities, registration: Registration): Promise<string | undefined> {
  const { create, policy } = registration;
  if (create !== undefined) return lastBackupOf(create);
  if (policy.mode !== 'offline') return undefined;
  const engine = await readEngine(caps, registration);
  return engine.kind === 'read' ? engine.status.lastBackupName : undefined;
}

async function listed(
  { containers }: Pick<Capabilities, 'containers'>,
  { backups }: Registration,
): Promise<readonly ListedBlob[]> {
  const blobs: ListedBlob[] = [];
  try {
    for await (const blob of containers.at(backups.containerUrl).list(backups.prefix)) {
      blobs.push(blob);
      if (blobs.length >= MOST_BLOBS) break;
    }
  } catch (error) {
    if (!(error instanceof ContainerUnavailableError)) throw error;
  }
  return blobs;
}

function isInFolder(file: string, prefix: string): boolean {
  return !file.slice(prefix.length).includes('/');
}

function byTime(one: ListedBlob, other: ListedBlob): number {
  return Date.parse(one.lastModified) - Date.parse(other.lastModified);
}
