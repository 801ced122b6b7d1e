import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { messageOf } from '../errors';
import { findFiles } from './glob';

/**
 * Loads the files the app's `package.json` names in `main`, a glob: ES modules with `import()`, the rest with `require`.
 * Nothing matching is an error, as on the Functions worker.
 */
export async function loadApp(folder: string): Promise<void> {
  const { main = 'index.js', type } = readPackageFile(join(folder, 'package.json'));
  const files = existsSync(join(folder, main)) ? [main] : findFiles(folder, main);
  if (files.length === 0) {
    throw new Error(
      `Cannot load app '${folder}': "main" of its package.json is '${main}', which matches no file`,
    );
  }
  for (const file of files) {
    const path = join(folder, file);
    if (file.endsWith('.mjs') || (file.endsWith('.js') && type === 'module'))
      await import(pathToFileURL(path).href);
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- the app's own file, known only now
    else require(path);
  }
}

function readPackageFile(path: string): { main?: string; type?: string } {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as { main?: string; type?: string };
  } catch (error) {
    throw new Error(`Cannot read '${path}': ${messageOf(error)}`, { cause: error });
  }
}
