/** Bad blobs, bad requests, bad settings, a store that is away: a sentence each, and the rest goes on. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { BlobServiceClient } from '@azure/storage-blob';
import { BackupHistory } from '../../tools/demo/backup-writer/backup-history';
import { PACKAGE } from '../../tools/demo/stack/stack';
import { startStorage, storageFolder } from '../../tools/demo/stack/storage';
import { stretched } from '../core/mtf/samples';
import { endToEnd } from './end-to-end';
import { LocalStack, takeBackups } from './local-stack';

interface BoardItem {
  readonly name: string;
  readonly state: string;
  readonly reason?: string;
}

/** The status of a request with headers that `fetch` keeps for itself. */
async function statusOf(url: string, method: string, headers: Record<string, string>): Promise<number> {
  const sent = request(url, { method, headers: { 'content-type': 'application/json', ...headers } });
  sent.end(method === 'GET' ? undefined : '{"reason":"not tonight"}');
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  answer.resume();
  return answer.statusCode ?? 0;
}

endToEnd('bad input', () => {
  let local: LocalStack;

  beforeAll(async () => {
    local = await LocalStack.start();
  }, 60_000);
  afterAll(() => local.stop());

  test('a web page of another site neither writes nor reads', async () => {
    await local.api('POST', '/migrations', local.body('page'));
    const { hostUrl } = local.stack;
    const hold = `${hostUrl}/api/migrations/page/hold`;
    const asked: readonly (readonly [string, string, Record<string, string>])[] = [
      [hold, 'POST', { 'content-type': 'text/plain' }],
      [hold, 'POST', { origin: 'https://evil.example' }],
      [hold, 'POST', { host: 'evil.example' }],
      [`${hostUrl}/api/migrations`, 'GET', { host: 'evil.example' }],
    ];
    const statuses = await Promise.all(asked.map((one) => statusOf(...one)));
    expect(statuses).toEqual([415, 403, 403, 403]);
    expect((await local.status('page')).held).toBeUndefined();
    expect(await statusOf(hold, 'POST', {})).toBe(200);
  });

  test('a container that does not exist is a block in status and list, until it exists', async () => {
    const url = local.stack.containerUrl.replace(/[^/]+$/, 'not-yet-here');
    const body = { ...local.body('placeless'), backups: { containerUrl: url, prefix: 'placeless/' } };
    expect((await local.api('POST', '/migrations', body)).status).toBe(202);
    const status = await local.until('placeless', 'a block', (seen) => seen.blocked !== undefined);
    expect(status.blocked).toMatchObject({
      kind: 'storageUnreadable',
      reason: expect.stringMatching(
        /^container not-yet-here of storage account devstoreaccount1 cannot be read: the container does not exist/,
      ),
    });
    expect(status.next?.what).toMatch(/^create container not-yet-here in storage account devstoreaccount1/);
    const { items } = (
      await local.api<{ items: { id: string }[] }>('GET', '/migrations?attention=true&blocked=true')
    ).body;
    expect(items.map(({ id }) => id)).toContain('placeless');
    await BlobServiceClient.fromConnectionString(local.stack.storage.connectionString).createContainer(
      'not-yet-here',
    );
    await local.until('placeless', 'no block', (seen) => seen.blocked === undefined);
  });

  test('every odd blob is a row with state and sentence, and the chain goes on', async () => {
    const { files, names } = takeBackups('odd', 21);
    const full = files['full.bak']!;
    await local.api('POST', '/migrations', local.body('odd'));
    const odd: Record<string, Uint8Array> = {
      'empty.trn': new Uint8Array(),
      'truncated.trn': full.subarray(0, full.length - 2_000),
      'notes.txt': new TextEncoder().encode('these are no backups'),
      'archive.zip': Uint8Array.from([0x50, 0x4b, 3, 4, ...new Array<number>(600).fill(0)]),
      'foreign.bak': new BackupHistory({ databaseName: 'payroll', seed: 5 }).full().files[0]!,
      'LOG/log9.trn': files['log1.trn']!,
    };
    for (const [name, content] of Object.entries({ ...odd, ...files }))
      await local.upload('odd', name, content);
    await local.upload('odd', 'log2.trn', new TextEncoder().encode('overwritten by mistake'));
    await local.upload('odd', 'log2.trn', files['log2.trn']!);
    const status = await local.until(
      'odd',
      'the whole chain',
      (seen) =>
        seen.chain?.status === 'complete' &&
        seen.chain.path.lastFile === 'odd/tail.trn' &&
        seen.chain.path.files === 5,
    );
    expect(names).toHaveLength(7);
    expect(status.phase).not.toBe('failed');

    const rows = new Map(
      (await local.api<{ items: BoardItem[] }>('GET', '/migrations/odd/backups')).body.items.map((item) => [
        item.name.slice('odd/'.length),
        item,
      ]),
    );
    expect(Object.fromEntries(Object.keys(odd).map((name) => [name, rows.get(name)?.state]))).toEqual({
      'empty.trn': 'unreadable',
      'truncated.trn': 'growing',
      'notes.txt': 'notABackup',
      'archive.zip': 'notABackup',
      'foreign.bak': 'foreign',
      'LOG/log9.trn': 'unusable',
    });
    expect(Object.keys(odd).filter((name) => (rows.get(name)?.reason ?? '') === '')).toEqual([]);
  }, 90_000);

  test('an invalid registration names every bad field', async () => {
    const answer = await local.api<{ errors: { field: string }[] }>('POST', '/migrations', {
      id: 'Not A Slug',
      engine: 'magic',
      source: { databaseName: '' },
      target: { managedInstanceId: '/subscriptions/x', databaseName: 'd' },
      backups: { containerUrl: 'http://example.com/c', prefix: 'no-slash' },
      start: 'create',
      policy: { stableReads: 1, waive: [{ check: 'pending.zero', reason: 'because' }] },
      extra: true,
    });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body.errors.map((error) => error.field).sort()).toEqual(
      [
        'backups.containerUrl',
        'backups.prefix',
        'engine',
        'extra',
        'id',
        'policy.stableReads',
        'policy.waive.0.check',
        'source.databaseName',
        'target.managedInstanceId',
      ].sort(),
    );
  });

  test('unknown ids, doubled registrations, overlapping locations, wrong states', async () => {
    expect((await local.api('GET', '/migrations/nobody')).status).toBe(404);
    expect((await local.api('POST', '/migrations/nobody/hold', { reason: 'no such thing' })).status).toBe(
      404,
    );
    expect((await local.api('POST', '/migrations', local.body('twice'))).status).toBe(202);
    expect((await local.api('POST', '/migrations', local.body('twice'))).status).toBe(200);
    const other = await local.api<{ errors: { field: string }[] }>(
      'POST',
      '/migrations',
      local.body('twice', { source: { databaseName: 'another' } }),
    );
    expect(other.status).toBe(409);
    expect(other.body.errors.map((error) => error.field)).toEqual(['source.databaseName']);
    expect(
      (
        await local.api(
          'POST',
          '/migrations',
          local.body('inside', {
            backups: { containerUrl: local.stack.containerUrl, prefix: 'twice/deeper/' },
          }),
        )
      ).status,
    ).toBe(409);
    const sameTarget = local.body('thrice', { target: (local.body('twice') as { target: unknown }).target });
    expect(await local.api('POST', '/migrations', sameTarget)).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('twice') },
    });
    expect((await local.api('POST', '/migrations/twice/release', {})).status).toBe(409);
    expect((await local.api('PATCH', '/migrations/twice', { policy: { mode: 'auto' } })).status).toBe(428);
    expect((await local.api('POST', '/migrations/twice/hold', '{"reason":')).status).toBe(400);
  }, 60_000);

  test('a query: unknown parameters are named, a function key among them', async () => {
    expect(await local.api('GET', '/migrations?top=5&code=a-function-key')).toMatchObject({
      status: 400,
      body: { errors: [expect.objectContaining({ field: 'code' })] },
    });
    const odd = await local.api('GET', '/migrations?top=0&bogus=1');
    expect(odd).toMatchObject({
      status: 400,
      body: {
        errors: expect.arrayContaining([
          expect.objectContaining({ field: 'bogus' }),
          expect.objectContaining({ field: 'top' }),
        ]),
      },
    });
  });

  test('bad settings: the app refuses to start and lists every bad key', async () => {
    const host = spawn(
      process.execPath,
      [
        join(PACKAGE, 'dist', 'tools', 'localhost', 'main.js'),
        '--app',
        PACKAGE,
        '--port',
        '0',
        '--state',
        join(local.folder, 'bad-settings'),
      ],
      {
        env: {
          PATH: process.env.PATH,
          AzureWebJobsStorage: 'UseDevelopmentStorage=true',
          ArmEndpoint: 'http://example.com',
          BackupContainer: 'Not Valid',
          SweepSchedule: '0 */5 * * * *',
        },
      },
    );
    const output: string[] = [];
    for (const stream of [host.stdout, host.stderr])
      stream.on('data', (chunk: Buffer) => output.push(chunk.toString()));
    const [code] = (await once(host, 'exit')) as [number | null];
    expect(code).not.toBe(0);
    for (const key of ['ArmEndpoint', 'BackupContainer', 'BackupStorage', 'LedgerStorage'])
      expect(output.join('')).toContain(key);
  }, 60_000);

  test('the management API is away, then back: said once, recovered, nothing lost', async () => {
    const { files, names } = takeBackups('away', 22);
    await local.api('POST', '/migrations', local.body('away'));
    for (const name of names.slice(0, 3)) await local.upload('away', name, files[name]!);
    await local.until('away', 'following', (status) => status.phase === 'following');
    await local.control('POST', '/faults', {
      kind: 'serverError',
      times: 'forever',
      status: 503,
    });
    const down = await local.until('away', 'the outage', (status) => status.blocked !== undefined, 60);
    expect(down.blocked?.reason).not.toBe('');
    for (const name of names.slice(3)) await local.upload('away', name, files[name]!);
    await local.control('DELETE', '/faults');
    const back = await local.until(
      'away',
      'the recovery',
      (status) => status.blocked === undefined && status.chain?.path.lastFile === 'away/tail.trn',
      60,
    );
    expect(back.phase).toBe('following');
    const journal = (
      await local.api<{ items: { kind: string; text: string }[] }>('GET', '/migrations/away/journal')
    ).body.items.filter((entry) => entry.kind === 'trouble');
    // The preflight comes first: it stopped the creation until it was answered.
    const blocks = journal
      .map(({ text }) => text.split(':')[0] ?? '')
      .filter((text) => /blocked/i.test(text));
    expect(blocks.slice(-2)).toEqual(['Blocked', 'No longer blocked']);
    expect(
      journal.filter(({ text }) => text.startsWith('Blocked') && !text.includes('the preflight')),
    ).toHaveLength(1);
  }, 180_000);

  test('a 20 GB sparse page blob with a valid head and tail is taken in', async () => {
    const { head, tail, tailAt, size } = stretched(20);
    await local.api('POST', '/migrations', local.body('huge', { source: { databaseName: 'Sales' } }));
    const blob = local.container.getPageBlobClient('huge/full.bak');
    await blob.create(size);
    await blob.uploadPages(tail, tailAt, tail.length);
    await blob.uploadPages(head, 0, head.length);
    const status = await local.until('huge', 'the anchor', (seen) => seen.chain?.anchor === 'huge/full.bak');
    expect(status.chain).toMatchObject({ status: 'complete', path: { files: 1 } });
    const { items } = (
      await local.api<{ items: (BoardItem & { size: number })[] }>('GET', '/migrations/huge/backups')
    ).body;
    expect(items).toMatchObject([{ name: 'huge/full.bak', size, state: 'inChain' }]);
    expect(hostMemoryMegabytes(local)).toBeLessThan(1_000);
  }, 90_000);

  test('storage is away for a while: requests say so, everything goes on afterwards', async () => {
    const { files, names } = takeBackups('outage', 24);
    await local.api(
      'POST',
      '/migrations',
      local.body('outage', { policy: { mode: 'auto', restPollSeconds: 1, windowPollSeconds: 1 } }),
    );
    for (const name of names.slice(0, 3)) await local.upload('outage', name, files[name]!);
    await local.until('outage', 'following', (status) => status.phase === 'following');
    await local.stack.storage.service?.stop();
    expect(await local.api('GET', '/migrations/outage')).toMatchObject({
      status: 503,
      body: { detail: expect.stringContaining('storage does not answer') },
    });
    const again = await startStorage(
      storageFolder(local.folder),
      join(local.folder, 'logs', 'storage.log'),
      local.stack.storage.ports,
    );
    try {
      for (const name of names.slice(3))
        await local.upload('outage', name === 'tail.trn' ? 'tail.final.trn' : name, files[name]!);
      const done = await local.until('outage', 'the end', (status) => status.phase === 'completed', 120);
      expect(done.cutover?.state).toBe('confirmed');
      expect(await local.cutovers('outage')).toHaveLength(1);
    } finally {
      await again.service?.stop();
    }
  }, 240_000);
});

/** Resident memory of the host's process, from Linux' process table; 0 elsewhere. */
function hostMemoryMegabytes(local: LocalStack): number {
  try {
    const status = readFileSync(`/proc/${local.stack.host().pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
