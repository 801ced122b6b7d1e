/** The same files give the same bytes, on any machine and Node. */
import { zipSync } from 'fflate';
import type { PackageFiles } from './manifest';

/** The first time that a zip can hold; it holds local times, so this is the same in every time zone. */
const EARLIEST = new Date(1980, 0, 1);

const UNIX = 3;
const REGULAR_FILE_READ_BY_ALL = 0o100644 * 2 ** 16;

/** A zip of the files, in the order of their paths. */
export function zipOf(files: PackageFiles): Uint8Array {
  const ordered = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  return zipSync(Object.fromEntries(ordered), {
    level: 9,
    mtime: EARLIEST,
    os: UNIX,
    attrs: REGULAR_FILE_READ_BY_ALL,
  });
}
