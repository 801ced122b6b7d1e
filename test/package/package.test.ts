/** What `npm run package` makes: complete, the same every time, and it migrates a database from another folder. */
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { unzipSync } from 'fflate';
import packageJson from '../../package.json';
import type { PackageLock } from '../../tools/package/bundled-packages';
import type { Manifest } from '../../tools/package/manifest';
import { ROOT, read } from '../docs/support';
import { expectConfirmedOnce, startAutomatic } from '../e2e/automatic-migration';
import { endToEnd } from '../e2e/end-to-end';
import { LocalStack } from '../e2e/local-stack';

interface Printed {
  readonly folder: string;
  readonly zip: string;
  readonly bytes: number;
  readonly zipBytes: number;
  readonly loadMs: readonly number[];
  readonly manifest: Manifest;
}

const MAIN = join(ROOT, 'dist', 'tools', 'package', 'main.js');
const run = promisify(execFile);

function makePackage(args: readonly string[], env: Record<string, string> = {}, cwd = ROOT) {
  return run(process.execPath, [MAIN, ...args], { cwd, env: { ...process.env, ...env } });
}

endToEnd('npm run package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sqlmi-cutover-package-'));
  const out = join(folder, 'first');
  let printed: Printed;

  beforeAll(async () => {
    const { stdout } = await makePackage(['--out', out, '--json']);
    printed = JSON.parse(stdout) as Printed;
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const packaged = (path: string): string => readFileSync(join(out, 'app', path), 'utf8');

  test('the manifest names the version, the commit, and every file with its digest', () => {
    const manifest = JSON.parse(packaged('manifest.json')) as Manifest;
    expect(manifest).toEqual(printed.manifest);
    const commit = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: ROOT, encoding: 'utf8' }).trim();
    expect(manifest).toMatchObject({ name: packageJson.name, version: packageJson.version, commit });
    const files = readdirSync(join(out, 'app'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(out, 'app').length + 1))
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => path !== 'manifest.json');
    expect(manifest.files.map(({ path }) => path)).toEqual(files.sort());
    for (const { path, bytes, sha256 } of manifest.files) {
      const content = readFileSync(join(out, 'app', path));
      expect([path, content.length, createHash('sha256').update(content).digest('hex')]).toEqual([
        path,
        bytes,
        sha256,
      ]);
    }
  });

  test('the zip has the files of the folder', () => {
    const zipped = unzipSync(readFileSync(join(out, 'app.zip')));
    const paths = [...printed.manifest.files.map(({ path }) => path), 'manifest.json'].sort();
    expect(Object.keys(zipped)).toEqual(paths);
    for (const path of paths) expect(Buffer.from(zipped[path]!).toString()).toBe(packaged(path));
    expect(printed.zipBytes).toBe(readFileSync(join(out, 'app.zip')).length);
  });

  test('the same bytes from another folder, in another time zone, over an earlier package', async () => {
    const other = join(folder, 'other');
    cpSync(out, other, { recursive: true });
    writeFileSync(join(other, 'app', 'left-over.js'), '');
    await makePackage(['--out', 'other'], { TZ: 'Pacific/Kiritimati' }, folder);
    expect(readFileSync(join(other, 'app.zip')).equals(readFileSync(join(out, 'app.zip')))).toBe(true);
    expect(existsSync(join(other, 'app', 'left-over.js'))).toBe(false);
  }, 60_000);

  test('no file names a folder or the name of this machine', () => {
    const text = [...printed.manifest.files.map(({ path }) => path), 'manifest.json']
      .map(packaged)
      .join('\n');
    const here = [ROOT, folder, tmpdir(), homedir(), hostname()].filter((name) => name.length > 4);
    expect(here.filter((name) => text.includes(name))).toEqual([]);
  });

  test('every package in it is one of production, with its licence', () => {
    const lock = JSON.parse(read('package-lock.json')) as PackageLock;
    const production = Object.entries(lock.packages)
      .filter(([, { dev }]) => dev !== true)
      .map(([path, { version }]) => `${path.replace(/^.*node_modules\//, '')} ${version}`);
    const names = printed.manifest.packages.map(({ name, version }) => `${name} ${version}`);
    expect(names).toEqual(expect.arrayContaining([expect.stringMatching(/^durable-functions /)]));
    expect(names.filter((name) => !production.includes(name))).toEqual([]);
    expect(names.filter((name) => !packaged('licences-of-packages.txt').includes(`${name} (`))).toEqual([]);
    const permissive = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT'];
    expect(printed.manifest.packages.filter(({ licence }) => !permissive.includes(licence))).toEqual([]);
  });

  test('its bill of materials is valid, and has exactly its packages, each with a digest', async () => {
    const text = packaged('sbom.cdx.json');
    expect(await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text)).toBeNull();
    const { components, dependencies } = JSON.parse(text) as {
      components: { group?: string; name: string; version: string; hashes: { alg: string }[] }[];
      dependencies: object[];
    };
    const named = components.map(
      ({ group, name, version }) => `${group ? `${group}/` : ''}${name} ${version}`,
    );
    const bundled = printed.manifest.packages.map(({ name, version }) => `${name} ${version}`);
    expect(named.sort()).toEqual([...new Set(bundled)].sort());
    expect(components.filter(({ hashes }) => hashes[0]?.alg !== 'SHA-512')).toEqual([]);
    expect(dependencies).toHaveLength(components.length + 1);
  });

  test('what only tools use is not in it', () => {
    const names = printed.manifest.packages.map(({ name }) => name);
    for (const tool of ['commander', 'cron-parser', 'csv-parse', 'esbuild', 'fflate', 'lossless-json'])
      expect(names).not.toContain(tool);
  });

  test('the scheduler as backend is in host.json and in the manifest', async () => {
    const scheduler = join(folder, 'scheduler');
    await makePackage(['--out', scheduler], { DURABLE_BACKEND: 'scheduler' });
    const { extensions } = JSON.parse(readFileSync(join(scheduler, 'app', 'host.json'), 'utf8'));
    expect(extensions.durableTask.storageProvider.type).toBe('azureManaged');
    const manifest = JSON.parse(readFileSync(join(scheduler, 'app', 'manifest.json'), 'utf8')) as Manifest;
    expect(manifest.durableBackend).toBe('scheduler');
  }, 60_000);

  test('a folder that is no package is left alone', async () => {
    const mine = join(folder, 'mine', 'app');
    mkdirSync(mine, { recursive: true });
    writeFileSync(join(mine, 'notes.txt'), 'mine');
    await expect(makePackage(['--out', join(folder, 'mine')])).rejects.toMatchObject({
      code: 1,
      stderr: `Cannot write the package: ${mine} exists and is no package\n`,
    });
    expect(readdirSync(mine)).toEqual(['notes.txt']);
  });

  test('unzipped elsewhere, with nothing installed, it takes a migration to its confirmed cutover', async () => {
    const appFolder = join(folder, 'unzipped');
    for (const [path, content] of Object.entries(unzipSync(readFileSync(join(out, 'app.zip'))))) {
      mkdirSync(join(appFolder, path, '..'), { recursive: true });
      writeFileSync(join(appFolder, path), content);
    }
    const local = await LocalStack.start({ appFolder });
    try {
      const health = await local.api('GET', '/health');
      expect(health).toMatchObject({ status: 200, body: { version: packageJson.version } });
      expect((await fetch(`${local.stack.hostUrl}/api/openapi.yaml`)).status).toBe(200);
      await startAutomatic(local, 'orders', 1);
      await expectConfirmedOnce(local, 'orders', 60);
    } finally {
      await local.stop();
    }
  }, 150_000);
});
