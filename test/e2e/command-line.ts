/** The command line as an operator has it: a process of its own that knows the app's address. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { PACKAGE } from '../../tools/demo/stack/stack';

/** How a command ended. */
export interface Ran {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

const LIMIT_MS = 180_000;

/** Runs `sqlmi-cutover` against an app. */
export function runCommand(hostUrl: string, ...args: readonly string[]): Promise<Ran> {
  const env = { PATH: process.env.PATH, NO_COLOR: '1', SQLMI_CUTOVER_URL: hostUrl };
  return new Promise((done, fail) => {
    execFile(
      process.execPath,
      [join(PACKAGE, 'dist', 'cli', 'main.js'), ...args],
      { env, timeout: LIMIT_MS },
      (error, out, err) => {
        if (error === null) done({ exitCode: 0, out, err });
        else if (typeof error.code === 'number') done({ exitCode: error.code, out, err });
        else fail(new Error(`${error.message}\n${err}`));
      },
    );
  });
}
