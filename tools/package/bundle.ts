/** The app as one file: what its entry point imports, and nothing that only tools use. */
import { build } from 'esbuild';
import type { Imports } from './sbom';

/** The entry point in the build; it has the same place in the package, from where the app finds its documents. */
export const APP = 'dist/functions/index.js';

/** Made up at run time by the Functions worker (Azure/azure-functions-nodejs-worker `setupCoreModule`). */
const OF_THE_WORKER = '@azure/functions-core';

/** `debug` colours its lines with it where it is installed, and it is installed only for development. */
const OPTIONAL = 'supports-color';

/** The bundle, and the files that it was made from. */
export interface Bundle {
  readonly code: Uint8Array;
  /** What each file imports, by paths from the root of the repository. */
  readonly imports: Imports;
}

/**
 * Bundles the build of the app. It reads the build and not the sources, so that `require` finds the same files of the
 * packages as in the tests. Names are kept: the log shows stack traces.
 *
 * @throws when an import leads nowhere
 */
export async function bundleApp(root: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [APP],
    external: [OF_THE_WORKER, OPTIONAL],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    metafile: true,
    write: false,
    outfile: APP,
    logLevel: 'error',
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error('Cannot bundle the app: esbuild wrote nothing');
  const imports = Object.entries(metafile.inputs).map(([path, input]) => [
    path,
    input.imports.filter(({ external }) => external !== true).map((one) => one.path),
  ]);
  return { code: file.contents, imports: Object.fromEntries(imports) as Imports };
}
