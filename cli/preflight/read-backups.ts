/** Reads the headers of the backups for a preflight: in the registered container, or in a folder with copies. */
import type { Registration } from '../../shared/core/migration/registration';
import { registeredServers } from '../../shared/core/migration/source';
import { isSameName } from '../../shared/core/names';
import type { BackupFacts, PreflightFile, PreflightSet } from '../../shared/core/preflight/backup-facts';
import { ContainerUnavailableError } from '../../shared/ports/backup-container';
import { CliError } from '../exit-codes';
import type { BackupSource } from '../inspect/backup-source';
import { findSources } from '../inspect/find-sources';
import { type InspectedFile, inspect, isNoBackup } from '../inspect/inspection';
import { readSources } from '../inspect/read-sources';

type Migration = Pick<Registration, 'backups' | 'source' | 'engine'>;

/**
 * @param folder with copies of the backups; the registered container when absent
 * @throws {CliError} When the folder is not there, or the container cannot be listed.
 */
export async function readBackups(
  { backups, source, engine }: Migration,
  folder: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Promise<BackupFacts> {
  const sources = await list(folder ?? backups.containerUrl, backups.prefix, env);
  const files = await readSources(sources);
  const { databases } = inspect(files, { engine, servers: registeredServers(source) });
  const own = databases.find(({ databaseName }) => isSameName(databaseName ?? '', source.databaseName));
  const chain = own === undefined ? undefined : { status: own.verdict.status, summary: own.verdict.summary };
  const before = folder === undefined ? '' : backups.prefix;
  return {
    readFrom: folder === undefined ? 'container' : 'elsewhere',
    place: { containerUrl: backups.containerUrl, prefix: backups.prefix },
    files: files.map((file, at) => toFile(file, sources[at], before)),
    ...(chain !== undefined && { chain }),
  };
}

async function list(
  place: string,
  prefix: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly BackupSource[]> {
  try {
    return await findSources([place], prefix, env);
  } catch (error) {
    if (error instanceof ContainerUnavailableError) throw new CliError(error.message);
    throw error;
  }
}

function toFile(file: InspectedFile, source: BackupSource | undefined, before: string): PreflightFile {
  return {
    name: `${before}${file.path}`,
    state: stateOf(file),
    reason: file.error?.message,
    size: file.reading?.size,
    lastModified: source?.lastModified,
    sets: file.rows.map((row): PreflightSet => {
      const header = file.reading?.sets.find(({ position }) => position === row.position);
      return {
        ...row,
        compressed: file.reading?.compressed,
        softwareVersion: header?.softwareVersion,
        databaseFiles: header?.files.map(({ type, size }) => ({ type, size: Number(size) })),
      };
    }),
  };
}

function stateOf(file: InspectedFile): PreflightFile['state'] {
  if (file.error === undefined) return 'read';
  if (isNoBackup(file)) return 'notABackup';
  return file.error.name === 'IncompleteBackup' ? 'growing' : 'unreadable';
}
