/** The launcher: before anything is installed or built, after it, and from another folder; no registry is asked. */
import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { endToEnd } from '../e2e/end-to-end';

const ROOT = resolve(__dirname, '..', '..');
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };

let folder: string;
let app: string;
let elsewhere: string;
let names: Server;
let asked: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sqlmi-cutover-launcher-'));
  app = join(folder, 'my app');
  elsewhere = join(folder, 'elsewhere');
  mkdirSync(elsewhere);
  names = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(404).end('{}');
  }).listen(0, '127.0.0.1');
  await new Promise((listening) => names.once('listening', listening));
});
afterAll(() => {
  names.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  asked = [];
  rmSync(app, { recursive: true, force: true });
  mkdirSync(app);
  for (const part of ['bin', 'package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'])
    cpSync(join(ROOT, part), join(app, part), { recursive: true });
});

const install = () => symlinkSync(join(ROOT, 'node_modules'), join(app, 'node_modules'));
const build = () => {
  for (const part of ['cli', 'shared'])
    cpSync(join(ROOT, 'dist', part), join(app, 'dist', part), { recursive: true });
};

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function run(cwd: string, command: string, ...args: readonly string[]): Promise<Ran> {
  const env = {
    ...{ PATH: process.env.PATH, HOME: folder, NO_COLOR: '1' },
    npm_config_registry: `http://127.0.0.1:${(names.address() as AddressInfo).port}/`,
    npm_config_cache: join(folder, 'npm'),
    npm_config_update_notifier: 'false',
  };
  return new Promise((done) => {
    execFile(command, args, { cwd, env, timeout: 60_000 }, (error, out, err) =>
      done({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err }),
    );
  });
}

const launcher = (): string => join(app, 'bin', 'sqlmi-cutover.js');

test('it has its run bit, and the package names it', () => {
  expect(statSync(join(ROOT, 'bin', 'sqlmi-cutover.js')).mode & 0o111).toBe(0o111);
  const { bin, scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  expect(bin).toEqual({ 'sqlmi-cutover': 'bin/sqlmi-cutover.js' });
  expect(scripts.cutover).toBe('node bin/sqlmi-cutover.js');
});

test.each([
  ['run by itself', () => run(app, launcher(), 'status')],
  ['run by node', () => run(app, process.execPath, launcher(), 'status')],
  ['run by npm', () => run(app, 'npm', 'run', '--silent', 'cutover', '--', 'status')],
  ['run by npx', () => run(app, 'npx', 'sqlmi-cutover', 'status')],
])('before npm ci, %s, it says what to run', async (_how, start) => {
  const ran = await start();
  expect(ran).toMatchObject({ code: 1, out: '' });
  expect(ran.err.split('\n').filter((line) => !line.startsWith('npm'))).toEqual([
    'Cannot start sqlmi-cutover: its packages are not installed; run npm ci',
    '',
  ]);
  expect(asked).toEqual([]);
});

test('before npm ci, from another folder, what it says works there', async () => {
  expect(await run(elsewhere, launcher())).toEqual({
    ...{ code: 1, out: '' },
    err: `Cannot start sqlmi-cutover: its packages are not installed; run npm --prefix "${app}" ci\n`,
  });
});

test.each([
  ['npm run cutover', () => run(app, 'npm', 'run', '--silent', 'cutover', '--', 'status')],
  ['npx, which builds nothing', () => run(app, 'npx', 'sqlmi-cutover', 'status')],
])(
  'before the build, by %s, it says what to run',
  async (_how, start) => {
    install();
    const ran = await start();
    expect(ran).toMatchObject({ code: 1, out: '' });
    expect(ran.err).toContain('Cannot start sqlmi-cutover: it is not built; run npm run build\n');
    expect(existsSync(join(app, 'dist'))).toBe(false);
    expect(asked).toEqual([]);
  },
  60_000,
);

endToEnd('the launcher once all is built', () => {
  beforeEach(() => {
    install();
    build();
  });

  test.each([
    ['by itself', () => run(app, launcher(), '--version')],
    ['by itself, from another folder', () => run(elsewhere, launcher(), '-V')],
    ['by npm run', () => run(app, 'npm', 'run', '--silent', 'cutover', '--', '--version')],
    [
      'by npm run, from another folder',
      () => run(elsewhere, 'npm', '--prefix', app, 'run', '--silent', 'cutover', '--', '-V'),
    ],
    ['by npx', () => run(app, 'npx', 'sqlmi-cutover', '--version')],
  ])('tells its version, %s', async (_how, start) => {
    expect(await start()).toEqual({ code: 0, out: `${version}\n`, err: '' });
    expect(asked).toEqual([]);
  });

  test('reads paths where the command was typed', async () => {
    const ran = await run(
      elsewhere,
      'npm',
      '--prefix',
      app,
      'run',
      '--silent',
      'cutover',
      '--',
      'inspect',
      'none.bak',
    );
    expect(ran.code).toBe(1);
    expect(ran.err).toContain('Cannot inspect "none.bak": there is no such file');
    cpSync(join(ROOT, 'package.json'), join(elsewhere, 'notes.bak'));
    const found = await run(
      elsewhere,
      'npm',
      '--prefix',
      app,
      'run',
      '--silent',
      'cutover',
      '--',
      'inspect',
      'notes.bak',
    );
    expect(found.out).toContain('notes.bak');
  }, 60_000);

  test('says that its output finds a full disk', async () => {
    if (!existsSync('/dev/full')) return;
    const ran = await run(app, 'sh', '-c', `'${launcher()}' --help > /dev/full`);
    expect(ran).toEqual({ code: 1, out: '', err: 'Cannot write the output: the disk is full\n' });
  });

  test('proposes commands that begin as it was called', async () => {
    expect((await run(elsewhere, launcher(), '--help')).out).toContain(
      `  node '../my app/bin/sqlmi-cutover.js' watch sales `,
    );
    expect((await run(app, 'npm', 'run', 'cutover')).err).toContain('  npm run cutover -- watch sales ');
    symlinkSync(launcher(), join(elsewhere, 'sqlmi-cutover'));
    expect((await run(elsewhere, join(elsewhere, 'sqlmi-cutover'), '--help')).out).toContain(
      '\n  sqlmi-cutover watch sales ',
    );
  }, 60_000);
});
