/** Looks for Azure Functions Core Tools on this machine. */
import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { FuncFinder, FuncProbe } from './host-choice';

const EXECUTABLE = process.platform === 'win32' ? 'func.exe' : 'func';
const VERSION_LIMIT_MS = 15_000;
const VERSION = /^v?(\d+\.\d+\.\S+)$/m;

/** Looks in the folders of a PATH text. */
export function findFunc(path: string): FuncFinder {
  return { at: probe, onPath: () => firstOnPath(path) };
}

async function firstOnPath(path: string): Promise<FuncProbe | undefined> {
  for (const folder of path.split(delimiter).filter((one) => one !== '')) {
    const candidate = join(folder, EXECUTABLE);
    if ((await faultOf(candidate)) === undefined) return probe(candidate);
  }
  return undefined;
}

async function probe(path: string): Promise<FuncProbe> {
  const fault = await faultOf(path);
  if (fault !== undefined) return { path, fault };
  try {
    const { stdout } = await promisify(execFile)(path, ['--version'], { timeout: VERSION_LIMIT_MS });
    const version = VERSION.exec(stdout)?.[1];
    return version === undefined
      ? { path, fault: 'does not report its version (func --version)' }
      : { path, version };
  } catch (error) {
    const { message } = error as Error;
    return { path, fault: `does not report its version (${message.split('\n', 1)[0] ?? ''})` };
  }
}

async function faultOf(path: string): Promise<string | undefined> {
  try {
    if (!(await stat(path)).isFile()) return 'is not a file';
  } catch {
    return 'does not exist';
  }
  return access(path, constants.X_OK).then(
    () => undefined,
    () => 'is not executable',
  );
}
