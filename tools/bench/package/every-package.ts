/** What would be deployed without bundling: the build, and every package of production. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PackageLock } from '../../package/bundled-packages';
import { zipOf } from '../../package/zip';

const BUILD = ['dist/functions', 'dist/shared'];
const DOCUMENTS = ['host.json', 'openapi.yaml', 'package.json'];

/** Files, their bytes, and those of a zip. */
export function everyPackage(root: string): {
  readonly files: number;
  readonly bytes: number;
  readonly zipBytes: number;
} {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as PackageLock;
  const packages = Object.entries(lock.packages)
    .filter(([folder, { dev }]) => folder !== '' && dev !== true && existsSync(join(root, folder)))
    .map(([folder]) => folder);
  const paths = [...DOCUMENTS, ...[...BUILD, ...packages].flatMap((folder) => filesBelow(root, folder))];
  const contents = Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path))]));
  const bytes = Object.values(contents).reduce((sum, { length }) => sum + length, 0);
  return { files: paths.length, bytes, zipBytes: zipOf(contents).length };
}

/** A package's own packages are not below it: the lock file has them as well. */
function filesBelow(root: string, folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesBelow(root, path);
    return entry.isFile() ? [path] : [];
  });
}
