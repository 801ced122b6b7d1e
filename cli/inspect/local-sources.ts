/** Backup files of this machine: single files, and folders with all their sub-folders. */
import { promises as fs, type Stats } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { withFileRangeSource } from '../../shared/adapters/file-range-source';
import { readBackupFile } from '../../shared/adapters/read-backup-file';
import type { BackupFileReading, HeaderError } from '../../shared/core/backup-header';
import { RangeReadError } from '../../shared/ports/range-source';
import { CliError } from '../exit-codes';
import { pathReason } from '../system-error';
import type { BackupSource } from './backup-source';

/** A local file and its place on this machine, by which files given twice are told. */
export interface LocalSource extends BackupSource {
  readonly location: string;
}

/**
 * Lists what an argument names: a file itself, or every file below a folder, in no particular order.
 *
 * What cannot be listed or is no regular file becomes a source that says so; it does not stop the others.
 *
 * @throws {CliError} When the argument itself is not there, or is neither a file nor a folder.
 */
export async function localSources(argument: string): Promise<readonly LocalSource[]> {
  const stats = await statOf(argument);
  if (stats.isDirectory()) return listFolder(argument, '', new Set());
  if (stats.isFile()) return [fileSource(argument, withSlashes(argument))];
  throw new CliError(`Cannot inspect "${argument}": it is neither a file nor a folder`);
}

async function statOf(path: string): Promise<Stats> {
  try {
    return await fs.stat(path);
  } catch (error) {
    throw new CliError(`Cannot inspect "${path}": ${pathReason(error)}`);
  }
}

/** @param seen folders on the way here, so that a link to a folder above ends */
async function listFolder(root: string, below: string, seen: ReadonlySet<string>): Promise<LocalSource[]> {
  const folder = join(root, below);
  try {
    const real = await fs.realpath(folder);
    if (seen.has(real)) return [];
    const names = await fs.readdir(folder);
    const deeper = new Set([...seen, real]);
    const lists: LocalSource[][] = [];
    for (const name of names)
      lists.push(await listEntry(root, below === '' ? name : `${below}/${name}`, deeper));
    return lists.flat();
  } catch (error) {
    if (below === '') throw new CliError(`Cannot inspect "${root}": ${pathReason(error)}`);
    return [unreadable(root, `${below}/`, `Cannot list folder "${below}": ${pathReason(error)}`)];
  }
}

async function listEntry(root: string, path: string, seen: ReadonlySet<string>): Promise<LocalSource[]> {
  try {
    const stats = await fs.stat(join(root, path));
    if (stats.isDirectory()) return await listFolder(root, path, seen);
    if (stats.isFile()) return [fileSource(join(root, path), path)];
    return [unreadable(root, path, `Cannot read "${path}": it is not a regular file`, 'NotABackup')];
  } catch (error) {
    return [unreadable(root, path, `Cannot read "${path}": ${pathReason(error)}`)];
  }
}

function fileSource(location: string, path: string): LocalSource {
  return { path, location: resolve(location), read: () => readFile(location) };
}

async function readFile(location: string): Promise<BackupFileReading | HeaderError> {
  try {
    return await withFileRangeSource(location, (source) => readBackupFile(source, { fileName: location }));
  } catch (error) {
    if (error instanceof RangeReadError) return { name: error.code, message: error.message };
    throw error;
  }
}

function unreadable(
  root: string,
  path: string,
  message: string,
  name: HeaderError['name'] = 'ReadFailed',
): LocalSource {
  return { path, location: resolve(root, path), read: async () => ({ name, message }) };
}

function withSlashes(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}
