/** Looks for the .NET SDK that builds the host. */
import { spawnSync } from 'node:child_process';

/** The SDK to build with, or in a clause why there is none. */
export type Dotnet = { readonly version: string } | { readonly missing: string };

/** What `dotnet --list-sdks` did: its output, or undefined where there is no dotnet. */
export type SdkList = string | undefined;

const LEAST_MAJOR = 10;

/** Asks the `dotnet` on PATH. */
export function listSdks(): SdkList {
  const { status, stdout } = spawnSync('dotnet', ['--list-sdks'], { encoding: 'utf8' });
  return status === 0 ? stdout : undefined;
}

/** The newest SDK of a list. @example chooseSdk('10.0.401 [/usr/share/dotnet/sdk]\n') // { version: '10.0.401' } */
export function chooseSdk(list: SdkList): Dotnet {
  if (list === undefined) return { missing: 'there is no dotnet on PATH' };
  const versions = [...list.matchAll(/^(\d+)\.\S+/gm)];
  const version = versions.filter(([, major]) => Number(major) >= LEAST_MAJOR).at(-1)?.[0];
  if (version !== undefined) return { version };
  const found = versions.map(([text]) => text).join(', ');
  return {
    missing: `dotnet has no SDK ${LEAST_MAJOR} or newer (it has ${found === '' ? 'none' : found})`,
  };
}
