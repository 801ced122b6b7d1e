/** infra/tools/smoke against the local stack, with an az that puts and deletes blobs in the emulated storage. */
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { BlobServiceClient } from '@azure/storage-blob';
import { CONTAINER } from '../../tools/demo/stack/stack';
import { ROOT } from '../docs/support';
import { endToEnd } from './end-to-end';
import { INSTANCE, LocalStack } from './local-stack';

/** Uploads, deletes, and answers the one query with what a log would hold. */
const AZ = `#!/usr/bin/env node
const { readFileSync, readdirSync } = require('node:fs');
const { BlobServiceClient } = require('${join(ROOT, 'node_modules', '@azure', 'storage-blob')}');
const [, , ...args] = process.argv;
const option = (name) => args[args.indexOf(name) + 1];
const matches = (pattern) => new RegExp('^' + pattern.replaceAll('.', '\\\\.').replaceAll('*', '.*') + '$');
async function main() {
  const container = BlobServiceClient.fromConnectionString(process.env.STORAGE).getContainerClient(args.includes('--destination') ? option('--destination') : option('--source'));
  if (args.includes('upload-batch'))
    for (const name of readdirSync(option('--source')).filter((file) => matches(option('--pattern')).test(file)))
      await container.getBlockBlobClient(option('--destination-path') + name).uploadData(readFileSync(option('--source') + '/' + name));
  else if (args.includes('delete-batch'))
    for await (const { name } of container.listBlobsFlat()) { if (matches(option('--pattern')).test(name)) await container.deleteBlob(name); }
  else if (args[0] === 'extension') process.exitCode = process.env.NO_EXTENSION ? 3 : 0;
  else if (args.includes('app-insights')) process.stdout.write(process.env.LOGGED);
  else process.stdout.write('2.60.0');
}
main();
`;

interface Smoked {
  readonly code: number;
  readonly report: string;
  readonly out: string;
}

endToEnd('infra/tools/smoke', () => {
  let local: LocalStack;
  let bin: string;

  beforeAll(async () => {
    local = await LocalStack.start();
    bin = join(local.folder, 'bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, 'az'), AZ, { mode: 0o755 });
  }, 90_000);
  afterAll(() => local.stop(), 30_000);

  function smoke(args: readonly string[], env: Record<string, string> = {}): Promise<Smoked> {
    const report = join(local.folder, 'report.txt');
    writeFileSync(report, '');
    return new Promise((resolve) => {
      execFile(
        join(ROOT, 'infra', 'tools', 'smoke'),
        [
          '--url',
          local.stack.hostUrl,
          '--container',
          local.stack.containerUrl,
          '--instance',
          INSTANCE,
          '--report',
          report,
          ...args,
        ],
        {
          env: {
            ...process.env,
            PATH: `${bin}${delimiter}${process.env.PATH}`,
            STORAGE: local.stack.storage.connectionString,
            LOGGED: 'sweep\t6\nrecords\t3\n',
            ...env,
          },
        },
        (error, stdout, stderr) =>
          resolve({
            code: typeof error?.code === 'number' ? error.code : 0,
            report: readFileSync(report, 'utf8'),
            out: stdout + stderr,
          }),
      );
    });
  }

  async function leftOver(): Promise<readonly string[]> {
    const container = BlobServiceClient.fromConnectionString(
      local.stack.storage.connectionString,
    ).getContainerClient(CONTAINER);
    const names: string[] = [];
    for await (const { name } of container.listBlobsFlat()) if (name.startsWith('smoke-')) names.push(name);
    return names;
  }

  test('every step holds, nothing is sent, and nothing is left', async () => {
    const { code, report, out } = await smoke(['--no-sign-in', '--within', '25', '--insights', 'x'], {
      SQLMI_CUTOVER_TOKEN: 'sekret',
    });
    expect({ out, failed: report.match(/^FAILED.*$/gm) }).toEqual({ out: report, failed: null });
    expect(code).toBe(0);
    const steps = report
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ +/).slice(0, 2).join(' '));
    expect(steps).toEqual([
      ...[
        'ok smoke',
        'ok health',
        'skipped sign-in',
        'ok registration',
        'ok events',
        'ok events',
        'ok chain',
        'ok chain',
      ],
      ...['ok cutover', 'ok sweep', 'ok alerts', 'ok clean-up', 'ok clean-up', 'ok result'],
    ]);
    for (const secret of ['sekret', INSTANCE, local.stack.hostUrl, CONTAINER])
      expect(report).not.toContain(secret);
    expect(await leftOver()).toEqual([]);
    const { requests } = await local.control<{ requests: { method: string }[] }>('GET', '/requests');
    expect(requests.filter(({ method }) => method !== 'GET')).toEqual([]);
    const { body } = await local.api<{ items: { phase: string; headline: string }[] }>('GET', '/migrations');
    expect(body.items.map(({ phase, headline }) => [phase, headline.split(' ')[0]])).toEqual([
      ['canceled', 'Withdrawn'],
    ]);
  }, 240_000);

  test('an app that lets everybody in is found', async () => {
    const { code, report } = await smoke(['--within', '25'], { SQLMI_CUTOVER_TOKEN: 'sekret' });
    expect(report).toMatch(/^FAILED +sign-in +without a token: answered 200, expected 401$/m);
    expect(report).toMatch(/^FAILED +result/m);
    expect(code).toBe(1);
    expect(await leftOver()).toEqual([]);
  }, 240_000);

  test('a registration that is refused ends it, and what was uploaded is deleted', async () => {
    const { code, report } = await smoke([
      '--no-sign-in',
      '--container',
      'https://elsewhere.blob.core.windows.net/sql-backups',
    ]);
    expect(report).toMatch(/^FAILED +registration +answered 4/m);
    expect(code).toBe(1);
  }, 120_000);

  test.each([
    ['no token', [], { SQLMI_CUTOVER_TOKEN: '' }, 'SQLMI_CUTOVER_TOKEN is not set'],
    ['an unknown option', ['--nonsense'], {}, 'there is no option --nonsense'],
    [
      'a log that az cannot read',
      ['--no-sign-in', '--insights', 'x'],
      { NO_EXTENSION: 'yes' },
      '--insights needs an extension of az',
    ],
    ['a time that is none', ['--no-sign-in', '--within', 'soon'], {}, '--within is a number of seconds'],
  ])(
    '%s is said',
    async (_what, args, env, reason) => {
      const { code, out } = await smoke(args, env);
      expect(code).toBe(1);
      expect(out).toContain(`Cannot prove the deployment: ${reason}`);
    },
    60_000,
  );
});
