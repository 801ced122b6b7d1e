/** Opens an address in the browser of whoever sits at this machine. */
import { spawn } from 'node:child_process';

/** A program, and what it is called with. */
export interface Opener {
  readonly program: string;
  readonly args: readonly string[];
}

/** What opens an address on a platform; none of them is a shell. */
export function openerFor(platform: NodeJS.Platform, url: string): Opener {
  switch (platform) {
    case 'darwin':
      return { program: 'open', args: [url] };
    case 'win32':
      return { program: 'rundll32.exe', args: ['url.dll,FileProtocolHandler', url] };
    default:
      return { program: 'xdg-open', args: [url] };
  }
}

/** Some openers stay as long as the browser: after so many milliseconds without a complaint it is open. */
const PATIENCE_MS = 5_000;

/** Opens it; settles with a sentence where that is not possible. */
export function openInBrowser(
  url: string,
  platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  const { program, args } = openerFor(platform, url);
  const remedy = `open ${url} yourself`;
  return new Promise((resolve) => {
    const opener = spawn(program, args, { stdio: 'ignore', detached: true, env });
    opener.on('error', (error: NodeJS.ErrnoException) =>
      resolve(
        error.code === 'ENOENT'
          ? `Cannot open a browser: there is no ${program} here; ${remedy}`
          : `Cannot open a browser: ${program} does not start (${error.code ?? 'unknown error'}); ${remedy}`,
      ),
    );
    opener.on('exit', (code) =>
      resolve(code === 0 ? undefined : `Cannot open a browser: ${program} found none; ${remedy}`),
    );
    setTimeout(() => resolve(undefined), PATIENCE_MS).unref();
    opener.unref();
  });
}
