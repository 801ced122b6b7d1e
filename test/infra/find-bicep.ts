/** Where the Bicep compiler is. */
import { spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { read, ROOT } from '../docs/support';
import type { Found } from '../support/program';

/** The version that the snapshots are made with; another may lint otherwise. */
const VERSION = read('infra/tools/bicep-version').trim();

/** Looks at BICEP_PATH alone where it is set; else where `infra/tools/fetch-bicep` and `az bicep install` put it, and on PATH. */
export function findBicep(): Found {
  const named = process.env.BICEP_PATH;
  const fetched = join('azure.bicep.commandline.linux-x64', VERSION, 'tools', 'bicep');
  const places =
    named === undefined
      ? [join(ROOT, '.local', 'bicep', fetched), 'bicep', join(homedir(), '.azure', 'bin', 'bicep')]
      : [named];
  const versions = places.map((path) => ({ path, version: versionOf(path) }));
  const right = versions.find(({ version }) => version === VERSION);
  if (right !== undefined) return { kind: 'found', path: right.path };
  const other = versions.find(({ version }) => version !== undefined);
  const reason =
    other === undefined
      ? `none in ${places.join(', ')}; infra/tools/fetch-bicep fetches it`
      : `${other.path} is ${other.version}, the snapshots are made with ${VERSION}`;
  return { kind: 'none', reason };
}

function versionOf(path: string): string | undefined {
  const { stdout, status } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  return status === 0 ? /version (\S+)/.exec(stdout)?.[1] : undefined;
}
