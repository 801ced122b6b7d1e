import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { chainOn } from '../../shared/core/evidence/journal-chain';
import type { ChainedEntry } from '../../shared/core/migration/journal';
import { FakeApi, problem } from './fake-api';
import { runCli } from './fake-terminal';
import { withFolder } from './sample-backups';

const api = new FakeApi();
beforeAll(() => api.start());
beforeEach(() => api.reset());
afterAll(() => api.stop());

function evidenceOf(id: string, alter: (line: ChainedEntry) => ChainedEntry = (line) => line) {
  const { lines, head } = chainOn(id, undefined, [
    { at: '2026-03-01T22:00:00.000Z', kind: 'registered', by: 'ada', text: `Registered ${id} – Übung` },
  ]);
  return {
    migration: { id, source: 'Sales', sourceServers: [], targetInstance: 'mi', targetDatabase: 'Sales' },
    outcome: 'none',
    journal: lines.map(alter),
    chain: { state: 'intact', ...head, unhashed: 0, findings: [] },
  };
}
const serve = (...documents: readonly ReturnType<typeof evidenceOf>[]) => {
  for (const one of documents) api.on(`GET /api/migrations/${one.migration.id}/evidence`, { json: one });
};
const hashOf = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');
const env = () => ({ env: { SQLMI_CUTOVER_URL: api.url } });

describe('evidence archive', () => {
  test('has three documents for each migration, of one reading, and an index with the heads', async () => {
    const [sales, orders] = [evidenceOf('sales'), evidenceOf('orders')];
    serve(sales, orders);
    await withFolder({}, async (folder) => {
      const file = join(folder, 'night.zip');
      const ran = await runCli(['evidence', 'archive', 'sales', 'orders', 'sales', '-o', file], env());
      expect(ran.exitCode).toBe(0);
      const files = unzipSync(await readFile(file));
      expect(ran.out).toBe(
        [
          `sales: none; journal as it was written, 1 entries, head ${sales.chain.head}`,
          `orders: none; journal as it was written, 1 entries, head ${orders.chain.head}`,
          `Written to ${file}. Hash of its index, to be noted elsewhere: ${hashOf(files['index.json']!)}`,
          '',
        ].join('\n'),
      );
      expect(Object.keys(files)).toEqual([
        ...['sales', 'orders'].flatMap((id) =>
          ['json', 'md', 'html'].map((kind) => `${id}/evidence.${kind}`),
        ),
        'index.md',
        'index.json',
      ]);
      const textOf = (name: string) => Buffer.from(files[name]!).toString('utf8');
      expect(JSON.parse(textOf('sales/evidence.json'))).toEqual(sales);
      expect(textOf('sales/evidence.md')).toContain('Registered sales – Übung');
      expect(textOf('sales/evidence.html')).toContain(sales.chain.head);
      expect(JSON.parse(textOf('index.json'))).toEqual({
        format: 'sqlmi-cutover/evidence-index',
        migrations: [sales, orders].map(({ migration: { id }, chain: { head } }) => ({
          ...{ id, outcome: 'none', state: 'intact', entries: 1, head },
        })),
        files: Object.fromEntries(
          Object.entries(files)
            .filter(([name]) => name !== 'index.json')
            .map(([name, content]) => [name, hashOf(content)]),
        ),
      });
      expect(textOf('index.md')).toContain(
        `| [orders](orders/evidence.md) | none | as it was written | 1 | ${orders.chain.head} |`,
      );
      expect((await stat(file)).mode & 0o077).toBe(0);
      expect(api.received).toHaveLength(2);
    });
  });

  test('what it has is verified by the command, from the file alone', async () => {
    serve(evidenceOf('sales'));
    await withFolder({}, async (folder) => {
      const file = join(folder, 'a.zip');
      await runCli(['evidence', 'archive', 'sales', '-o', file], env());
      const json = unzipSync(await readFile(file))['sales/evidence.json']!;
      await withFolder({ 'evidence.json': json }, async (other) => {
        const { exitCode } = await runCli(['evidence', 'verify', join(other, 'evidence.json')]);
        expect(exitCode).toBe(0);
      });
    });
  });

  test('--all takes every migration of the list; an altered journal is said, and archived all the same', async () => {
    serve(
      evidenceOf('sales'),
      evidenceOf('orders', (line) => ({ ...line, text: 'x' })),
    );
    api.on('GET /api/migrations', {
      json: {
        items: ['sales', 'orders'].map((id) => ({ id, engine: 'dms', phase: 'ready', headline: 'h' })),
      },
    });
    await withFolder({}, async (folder) => {
      const file = join(folder, 'all.zip');
      const ran = await runCli(['evidence', 'archive', '--all', '-o', file, '--json'], env());
      expect(ran.exitCode).toBe(1);
      expect(
        ran
          .json<{ migrations: { id: string; state: string }[] }>()
          .migrations.map(({ id, state }) => [id, state]),
      ).toEqual([
        ['orders', 'altered'],
        ['sales', 'intact'],
      ]);
      expect(Object.keys(unzipSync(await readFile(file)))).toContain('orders/evidence.json');
    });
  });

  test('where one cannot be read nothing is written, and a file that is there is never replaced', async () => {
    serve(evidenceOf('sales'));
    api.on('GET /api/migrations/none/evidence', problem(404, 'No migration none is registered'));
    await withFolder({ 'old.zip': 'old' }, async (folder) => {
      const file = join(folder, 'new.zip');
      const failed = await runCli(['evidence', 'archive', 'sales', 'none', '-o', file], env());
      expect(failed).toMatchObject({ exitCode: 1, err: 'No migration none is registered\n' });
      await expect(stat(file)).rejects.toThrow();
      const old = join(folder, 'old.zip');
      const refused = await runCli(['evidence', 'archive', 'sales', '-o', old], env());
      expect(refused).toMatchObject({
        exitCode: 1,
        err: expect.stringMatching(/^Cannot write '.*old\.zip'/),
      });
      expect(await readFile(old, 'utf8')).toBe('old');
    });
  });

  test('the evidence of another migration is refused, and nothing is written', async () => {
    api.on('GET /api/migrations/orders/evidence', { json: evidenceOf('sales') });
    await withFolder({}, async (folder) => {
      const file = join(folder, 'new.zip');
      expect(await runCli(['evidence', 'archive', 'orders', '-o', file], env())).toMatchObject({
        exitCode: 1,
        err: expect.stringContaining('answered with that of migration "sales"'),
      });
      await expect(stat(file)).rejects.toThrow('ENOENT');
    });
  });

  test.each([
    ['neither ids nor --all', [], /give either the ids of migrations or --all/],
    ['both', ['sales', '--all'], /give either the ids of migrations or --all/],
    ['an id that leads elsewhere', ['../x'], /an id has letters, digits and hyphens only/],
  ])('%s is refused', async (_name, args, reason) => {
    const { exitCode, err } = await runCli(['evidence', 'archive', ...args, '-o', '/nowhere/x.zip'], env());
    expect([exitCode, api.received]).toEqual([1, []]);
    expect(err).toMatch(reason);
  });
});
