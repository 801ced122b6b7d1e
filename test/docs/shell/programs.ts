/** The programs that the pages are judged by, and where they are. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Found } from '../../support/program';
import { read, ROOT } from '../support';

/** PWSH_PATH alone where it is set; else where `infra/tools/fetch-pwsh` puts it, and PATH. */
export function findPowerShell(): Found {
  const named = process.env.PWSH_PATH;
  const fetched = join(ROOT, '.local', 'pwsh', read('infra/tools/pwsh-version').trim(), 'pwsh');
  const places = named === undefined ? [fetched, 'pwsh'] : [named];
  const path = places.find((place) => spawnSync(place, ['-Version']).status === 0);
  return path === undefined
    ? { kind: 'none', reason: `no PowerShell in ${places.join(', ')}; infra/tools/fetch-pwsh fetches it` }
    : { kind: 'found', path };
}

/** The Python modules of the one azure-cli that the pages are judged by, where `infra/tools/fetch-az` puts them. */
export function findAzureCli(): Found {
  const folder = join(ROOT, '.local', 'az', read('infra/tools/az-version').trim());
  return existsSync(join(folder, 'azure', 'cli'))
    ? { kind: 'found', path: folder }
    : { kind: 'none', reason: `no azure-cli in ${folder}; infra/tools/fetch-az fetches it` };
}

/** What each command line lacks in the eyes of azure-cli's parser; undefined where it has no objection. */
export function judgeByAzureCli(
  modules: string,
  commands: readonly (readonly string[])[],
): readonly (string | undefined)[] {
  const home = mkdtempSync(join(tmpdir(), 'azure-cli-'));
  try {
    const { status, stdout, stderr } = spawnSync('/usr/bin/python3', [join(__dirname, 'parse-az.py')], {
      encoding: 'utf8',
      input: commands.map((args) => `${JSON.stringify(args)}\n`).join(''),
      env: {
        PYTHONPATH: modules,
        AZURE_CONFIG_DIR: home,
        AZURE_CORE_COLLECT_TELEMETRY: '0',
        AZURE_EXTENSION_USE_DYNAMIC_INSTALL: 'no',
      },
    });
    if (status !== 0) throw new Error(`Cannot judge command lines of az: ${stderr}`);
    return stdout
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as string | null) ?? undefined);
  } finally {
    rmSync(home, { recursive: true });
  }
}

/** PowerShell and the assembly of ScriptDom, where `infra/tools/fetch-scriptdom` puts it; both paths in one, by a line end. */
export function findScriptDom(): Found {
  const version = read('infra/tools/scriptdom-version').trim();
  const name = 'Microsoft.SqlServer.TransactSql.ScriptDom';
  const folder = join(ROOT, '.local', 'scriptdom', name.toLowerCase(), version);
  const assembly = join(folder, 'lib', 'net8.0', `${name}.dll`);
  if (!existsSync(assembly))
    return { kind: 'none', reason: `no ScriptDom in ${folder}; infra/tools/fetch-scriptdom fetches it` };
  const shell = findPowerShell();
  return shell.kind === 'none' ? shell : { kind: 'found', path: `${shell.path}\n${assembly}` };
}

/** What each script lacks in the eyes of ScriptDom, as SQL Server 2012 and 2022; one process for all. */
export function judgeByScriptDom(
  programs: string,
  scripts: readonly string[],
): readonly (readonly string[])[] {
  return askScriptDom(programs, 'parse-t-sql.ps1', scripts) as readonly (readonly string[])[];
}

/** What a script is made of, as SQL Server 2008 reads it. */
export interface ScriptParts {
  /** Kinds of statements; SELECT … INTO is one of its own. */
  readonly kinds: readonly string[];
  /** Every word that is no keyword, in capitals. */
  readonly words: readonly string[];
  readonly problems: readonly string[];
}

/** Takes scripts apart; one process for all. */
export function partsByScriptDom(programs: string, scripts: readonly string[]): readonly ScriptParts[] {
  return askScriptDom(programs, 'list-statements.ps1', scripts) as readonly ScriptParts[];
}

function askScriptDom(programs: string, program: string, scripts: readonly string[]): unknown {
  const [shell = '', assembly = ''] = programs.split('\n');
  const { status, stdout, stderr } = spawnSync(
    shell,
    ['-NoProfile', '-NonInteractive', '-File', join(__dirname, program), assembly],
    { encoding: 'utf8', input: JSON.stringify(scripts), maxBuffer: 1 << 26 },
  );
  if (status !== 0) throw new Error(`Cannot judge T-SQL: ${stderr}${stdout}`);
  return JSON.parse(stdout) as unknown;
}
