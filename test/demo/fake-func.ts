/** A stand-in for Azure Functions Core Tools: an executable that writes down how it was called and plays the host. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** How the executable was called with `start`. */
export interface FuncCall {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly pid: number;
  /** Its child, as the Node worker is one of the real host. */
  readonly workerPid: number;
}

/** How it behaves. */
export interface FuncBehaviour {
  readonly version?: string;
  /** Status answers before `Running`. */
  readonly statesBefore?: readonly string[];
}

/**
 * Like the real one it does not hear SIGTERM (Azure/azure-functions-core-tools issue 3074); its worker hears nothing, so
 * that only who ends the whole tree ends it.
 */
const script = ({ version = '4.0.7030', statesBefore = [] }: FuncBehaviour): string => `#!${process.execPath}
const { spawn } = require('node:child_process');
const { createServer } = require('node:http');
const { writeFileSync } = require('node:fs');
const args = process.argv.slice(2);
if (args[0] === '--version') {
  console.log(${JSON.stringify(version)});
  process.exit(0);
}
process.on('SIGTERM', () => undefined);
process.on('SIGINT', () => process.exit(0));
const deaf = "for (const s of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(s, () => undefined); setInterval(() => undefined, 1000); console.log('deaf')";
const worker = spawn(process.execPath, ['-e', deaf], { stdio: ['ignore', 'pipe', 'inherit'] });
const states = ${JSON.stringify(statesBefore)};
const server = createServer((request, response) => {
  const state = request.url === '/admin/host/status' ? (states.shift() ?? 'Running') : undefined;
  response.writeHead(state === undefined ? 404 : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ state }));
});
worker.stdout.once('data', () => {
  const call = { args, cwd: process.cwd(), env: process.env, pid: process.pid, workerPid: worker.pid };
  writeFileSync(__dirname + '/call.json', JSON.stringify(call));
  server.listen(Number(args[args.indexOf('--port') + 1]), '127.0.0.1', () => console.log('fake func listens'));
});
`;

/** A `func` in a folder of its own. */
export class FakeFunc {
  readonly folder = mkdtempSync(join(tmpdir(), 'fake-func-'));
  readonly path = join(this.folder, 'func');

  constructor(behaviour: FuncBehaviour = {}) {
    writeFileSync(this.path, script(behaviour));
    chmodSync(this.path, 0o755);
  }

  /** How it was started; undefined when it was not. */
  call(): FuncCall | undefined {
    const file = join(this.folder, 'call.json');
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as FuncCall) : undefined;
  }

  /** Ends what a failed test may have left. */
  remove(): void {
    const call = this.call();
    for (const pid of call ? [call.pid, call.workerPid] : [])
      if (isRunning(pid)) process.kill(pid, 'SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Whether a process exists. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Waits for a process to be gone; the system takes a moment to bury it. */
export async function untilGone(pid: number, who: string): Promise<void> {
  const limit = Date.now() + 5_000;
  while (isRunning(pid)) {
    if (Date.now() > limit) throw new Error(`the end of ${who} (process ${pid}) was awaited for 5 s`);
    await sleep(20);
  }
}
