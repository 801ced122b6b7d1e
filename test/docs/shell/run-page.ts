/** Runs the blocks of a page one after the other, with programs that only write down how they are called. */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ShellBlock, placeOf } from './blocks';

/** How the programs were called, or what went wrong and in which block. */
export type Ran =
  | { readonly kind: 'ran'; readonly calls: readonly Call[] }
  | { readonly kind: 'failed'; readonly said: string };

/** One call of a program, by the block that it is in. */
export interface Call {
  readonly place: string;
  readonly program: string;
  readonly args: readonly string[];
}

/** Written down and answered, never run. */
const STAND_INS = [
  'az',
  'azd',
  'curl',
  'func',
  'git',
  'npm',
  'infra/tools/register-app',
  'infra/tools/smoke',
];

/** Run as they are: they touch the page's own folder at most. */
const REAL = ['cat', 'mkdir', 'cp'];

/**
 * It answers with what it was asked for, so that a test sees where an answer goes: `id of cutover`. az would ask Azure about a
 * region with a blank.
 */
const STAND_IN = `#!/bin/bash
printf '%s\\0' "$BLOCK" "\${0##*/bin/}" "$#" "$@" >>"$CALLS"
while [ "$#" -gt 0 ]; do
  case $1 in
    --query) query=\${2//\\'/} ;;
    --name | --ids) of=" of $2" ;;
  esac
  shift
done
[ "$query" = location ] && echo region || echo "\${query-answer}$of"
`;

/** Runs them in bash: an unset variable, an unknown program or a failure ends the page. */
export function runInBash(blocks: readonly ShellBlock[]): Ran {
  const script = blocks.map((block) => `export BLOCK=${placeOf(block)}\n${block.text}\n`).join('\n');
  return run((folder, bin) => {
    writeFileSync(join(folder, 'page.sh'), `set -euo pipefail\nPATH='${bin}'\n${script}`);
    return ['/bin/bash', join(folder, 'page.sh')];
  });
}

/** Runs their PowerShell neighbours, and those that have none as they are. */
export function runInPowerShell(pwsh: string, blocks: readonly ShellBlock[]): Ran {
  const script = blocks
    .map((block) => `$env:BLOCK = '${placeOf(block)}'\n${(block.other ?? block).text}\n`)
    .join('\n');
  return run((folder, bin) => {
    const strict = `Set-StrictMode -Version 3\n$ErrorActionPreference = 'Stop'\n$PSNativeCommandUseErrorActionPreference = $true\n`;
    writeFileSync(join(folder, 'page.ps1'), `${strict}$env:PATH = '${bin}'\n${script}`);
    return [pwsh, '-NoProfile', '-NonInteractive', '-File', join(folder, 'page.ps1')];
  });
}

function run(prepare: (folder: string, bin: string) => readonly [string, ...string[]]): Ran {
  const folder = mkdtempSync(join(tmpdir(), 'page-'));
  try {
    const bin = layOut(folder);
    const [program, ...args] = prepare(folder, bin);
    const calls = join(folder, 'calls');
    const { status, stdout, stderr } = spawnSync(program, args, {
      cwd: join(folder, 'here'),
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: folder, CALLS: calls, NO_COLOR: '1' },
    });
    if (status !== 0) return { kind: 'failed', said: `${stdout}${stderr}` };
    return { kind: 'ran', calls: existsSync(calls) ? readCalls(readFileSync(calls, 'utf8')) : [] };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The folders `bin`, the only one on PATH, and `here`, where the page begins. */
function layOut(folder: string): string {
  const bin = join(folder, 'bin');
  for (const name of STAND_INS) {
    const place = name.includes('/') ? join(folder, 'here', name) : join(bin, name);
    mkdirSync(join(place, '..'), { recursive: true });
    writeFileSync(place, STAND_IN, { mode: 0o755 });
  }
  writeFileSync(join(bin, 'bash'), '#!/bin/bash\nexec "$@"\n', { mode: 0o755 });
  for (const name of REAL) symlinkSync(join('/bin', name), join(bin, name));
  return bin;
}

function readCalls(text: string): readonly Call[] {
  const parts = text.split('\0').slice(0, -1);
  const calls: Call[] = [];
  while (parts.length > 0) {
    const [place = '', program = '', count = ''] = parts.splice(0, 3);
    calls.push({ place, program: program.replace(/^.*\/here\//, ''), args: parts.splice(0, Number(count)) });
  }
  return calls;
}
