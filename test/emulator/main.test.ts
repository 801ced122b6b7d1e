import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

const MAIN = path.resolve(__dirname, '../../tools/emulator/main.ts');

/** Lets node run TypeScript without a build. */
const HOOK = `
const ts = require(${JSON.stringify(require.resolve('typescript'))});
const { readFileSync } = require('node:fs');
require.extensions['.ts'] = (module, file) => module._compile(ts.transpileModule(readFileSync(file, 'utf8'), {
  compilerOptions: { module: 'commonjs', target: 'es2022', esModuleInterop: true },
}).outputText, file);
`;

describe('the command', () => {
  let folder: string;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'emulator-main-'));
    await writeFile(path.join(folder, 'hook.cjs'), HOOK);
  });
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  function run(...args: string[]): { child: ChildProcess; output: () => string; ended: Promise<unknown[]> } {
    const child = spawn(process.execPath, ['-r', path.join(folder, 'hook.cjs'), MAIN, ...args]);
    children.push(child);
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
    return { child, output: () => text, ended: once(child, 'exit') };
  }

  async function ready(process: ReturnType<typeof run>): Promise<string> {
    for (let i = 0; i < 300; i++) {
      const url = /^READY (http:\/\/127\.0\.0\.1:\d+)$/m.exec(process.output())?.[1];
      if (url) return url;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`Not ready: ${process.output()}`);
  }

  it('says READY once it listens, keeps its state through a SIGKILL, and ends within a second of SIGTERM', async () => {
    const state = path.join(folder, 'state');
    const first = run('--port', '0', '--state', state, '--scan-ms', '0');
    const url = await ready(first);
    await fetch(`${url}/_control/faults`, { method: 'POST', body: '{"kind":"throttle","times":"forever"}' });
    first.child.kill('SIGKILL');
    await first.ended;

    const second = run('--port', '0', '--state', state, '--scan-ms', '0');
    const { faults } = (await (await fetch(`${await ready(second)}/_control/faults`)).json()) as {
      faults: unknown[];
    };
    expect(faults).toMatchObject([{ kind: 'throttle', times: 'forever' }]);
    const asked = Date.now();
    second.child.kill('SIGTERM');
    expect(await second.ended).toEqual([0, null]);
    expect(Date.now() - asked).toBeLessThan(1000);
    expect(second.output().trim().split('\n')).toHaveLength(1);
  }, 30_000);

  it('names a port in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const process = run('--port', String(port));
    expect(await process.ended).toEqual([1, null]);
    expect(process.output()).toBe(
      `Cannot listen on 127.0.0.1:${port}: the port is in use; end what uses it or give another\n`,
    );
    taken.close();
  }, 30_000);

  it('teaches with --help', async () => {
    const process = run('--help');
    await process.ended;
    expect(process.output()).toMatch(/--state <folder>[\s\S]*Examples:[\s\S]*_control\/faults/);
  }, 30_000);
});
