/** The page for a browser as the files that are served: scripts and styles by the hash of their content, the rest by name. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import type { Imports } from './sbom';

/** Where the files are, in the build and in the package. */
export const PAGE_FOLDER = 'dist/ui';

/** The files by name, and what their scripts were made from. */
export interface BundledPage {
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** What each file imports, by paths from the root of the repository. */
  readonly imports: Imports;
}

/** Bundles the sources in `ui`. @throws when an import leads nowhere, or index.html names what is not made */
export async function bundlePage(root: string): Promise<BundledPage> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['ui/app.ts', 'ui/app.css'],
    tsconfig: 'ui/tsconfig.json',
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    metafile: true,
    write: false,
    outdir: PAGE_FOLDER,
    logLevel: 'error',
  });
  const made = Object.fromEntries(outputFiles.map(({ path, contents }) => [basename(path), contents]));
  const imports = Object.entries(metafile.inputs).map(([path, input]) => [
    path,
    input.imports.filter(({ external }) => external !== true).map((one) => one.path),
  ]);
  return {
    files: { ...made, ...iconsOf(root), 'index.html': indexOf(root, Object.keys(made)) },
    imports: Object.fromEntries(imports) as Imports,
  };
}

function iconsOf(root: string): Record<string, Uint8Array> {
  const names = readdirSync(join(root, 'ui')).filter((name) => name.endsWith('.svg'));
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(root, 'ui', name))]));
}

/** Puts the names with their hashes in the place of `{app.js}`. */
function indexOf(root: string, made: readonly string[]): Uint8Array {
  const text = readFileSync(join(root, 'ui', 'index.html'), 'utf8').replaceAll('\r\n', '\n');
  const named = text.replace(/\{(\w+)\.(\w+)\}/g, (_, stem: string, extension: string) => {
    const found = made.find((name) => name.startsWith(`${stem}-`) && name.endsWith(`.${extension}`));
    if (found === undefined) throw new Error(`Cannot bundle the page: it makes no ${stem}.${extension}`);
    return found;
  });
  return new TextEncoder().encode(named);
}
