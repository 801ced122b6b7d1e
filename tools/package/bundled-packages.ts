/** Which packages a bundle contains. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A package in the bundle. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
}

/** What the lock file says about an installed package. */
interface Locked {
  readonly version: string;
  readonly license?: string;
  readonly dev?: boolean;
  /** Digests of the archive: Subresource Integrity. */
  readonly integrity?: string;
}

/** The lock file, by the folder of each package. */
export interface PackageLock {
  readonly packages: Readonly<Record<string, Locked>>;
}

/** How a registry names a package. */
export interface PackageNames {
  /** Its scope, such as `@azure`. */
  readonly group?: string;
  readonly name: string;
  readonly version: string;
}

const INSTALLED = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

/** Folder of the package that a file belongs to; undefined for the app's own. */
export function installedFolder(path: string): string | undefined {
  return INSTALLED.exec(path)?.[0];
}

/** Scope, name and version of the package in a folder. */
export function namesOf(folder: string, lock: PackageLock): PackageNames {
  const [name = '', group] = folder
    .replace(/^.*node_modules\//, '')
    .split('/')
    .reverse();
  return {
    ...(group === undefined ? {} : { group }),
    name,
    version: lock.packages[folder]?.version ?? 'unknown',
  };
}

/**
 * Folders of the packages that the files of a bundle belong to, in order.
 *
 * @throws when one of them is missing from the lock file, or is there only for development
 */
export function packageFolders(inputs: readonly string[], lock: PackageLock): readonly string[] {
  const folders = new Set(inputs.flatMap((input) => installedFolder(input) ?? []));
  for (const folder of folders) {
    const locked = lock.packages[folder];
    if (locked === undefined) throw new Error(`Cannot package the app: the lock file lacks ${folder}`);
    if (locked.dev === true)
      throw new Error(`Cannot package the app: it imports ${folder}, a development dependency`);
  }
  return [...folders].sort();
}

/** Name, version and licence of the package in a folder. */
export function describePackage(folder: string, lock: PackageLock): BundledPackage {
  const locked = lock.packages[folder];
  return {
    name: folder.replace(/^.*node_modules\//, ''),
    version: locked?.version ?? 'unknown',
    licence: locked?.license ?? 'unknown',
  };
}

/** The licences of the packages, word for word: most of them must accompany every copy. */
export function licenceTexts(root: string, folders: readonly string[], lock: PackageLock): string {
  const texts = folders.map((folder) => {
    const { name, version, licence } = describePackage(folder, lock);
    const files = readdirSync(join(root, folder)).filter((file) => /^(licen[cs]e|notice)/i.test(file));
    const contents = files.sort().map((file) => readFileSync(join(root, folder, file), 'utf8').trim());
    return [`${name} ${version} (${licence})`, ...contents].join('\n\n');
  });
  return `${texts.join(`\n\n${'-'.repeat(80)}\n\n`).replaceAll('\r\n', '\n')}\n`;
}
