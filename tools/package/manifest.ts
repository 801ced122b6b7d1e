/** What a package says about itself. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import type { BundledPackage } from './bundled-packages';

/** Files by their path in the package. */
export type PackageFiles = Readonly<Record<string, Uint8Array>>;

/** The state of the repository. */
export interface Revision {
  /** Absent where the folder is no git repository. */
  readonly commit?: string;
  /** Whether files differ from the commit; the package then cannot be made again from it. */
  readonly modified?: boolean;
}

/** `manifest.json` of the package. */
export interface Manifest extends Revision {
  readonly name: string;
  readonly version: string;
  readonly durableBackend: string;
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
  readonly packages: readonly BundledPackage[];
}

/** Size and digest of every file, in order. */
export function describeFiles(files: PackageFiles): Manifest['files'] {
  return Object.entries(files)
    .map(([path, content]) => ({
      path,
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * Asks git about the root of a repository; what it does not tell stays absent. New files do not count as a difference: the app
 * reaches none of them unless a tracked file names it.
 */
export function readRevision(root: string): Revision {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    const isRoot = git('rev-parse', '--show-cdup') === '';
    if (!isRoot) return {};
    const differences = git('status', '--porcelain', '--untracked-files=no');
    return { commit: git('rev-parse', 'HEAD'), modified: differences !== '' };
  } catch {
    return {};
  }
}
