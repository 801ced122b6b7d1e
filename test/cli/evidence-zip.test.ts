/** A zip of evidences, of a group and of single migrations: what is altered in it is found, and said. */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { chainOn } from '../../shared/core/evidence/journal-chain';
import type { JournalEntry } from '../../shared/core/migration/journal';
import { FakeApi, problem } from './fake-api';
import { runCli } from './fake-terminal';
import { withFolder } from './sample-backups';

const api = new FakeApi();
beforeAll(() => api.start());
beforeEach(() => api.reset());
afterAll(() => api.stop());

const env = () => ({ env: { SQLMI_CUTOVER_URL: api.url } });
const AT = '2026-03-01T22:00:00.000Z';
const hashOf = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');

const SENT: readonly JournalEntry[] = [1, 2].map((attempt) => ({
  ...{ at: AT, kind: 'requestSent', by: 'sender', text: `Attempt ${attempt}: sending`, facts: { attempt } },
}));
const ATTEMPT = {
  ...{ number: 2, state: 'confirmed', requestedBy: 'bob', requestedAt: AT, operationId: 'op' },
  tail: { blob: 'sales.trn', lastLsn: '1' },
  approvals: ['ada', 'bob'].map((by) => ({ by, at: AT, expiresAt: AT })),
};

function evidenceOf(id: string) {
  const { lines, head } = chainOn(id, undefined, [
    { at: AT, kind: 'registered', by: 'ada', text: `Registered ${id}` },
    { at: AT, kind: 'groupGo', by: 'group', text: `Group wave-1 gave its go at ${id}.trn` },
    // Of these, the first is no request to cut over.
    { at: AT, kind: 'requestSent', by: 'sender', text: 'Creation intended → sending' },
    ...(id === 'sales' ? SENT : []),
  ]);
  return {
    migration: { id, source: 'Sales', sourceServers: [], targetInstance: 'mi', targetDatabase: 'Sales' },
    outcome: 'confirmed',
    ...(id === 'sales' && { attempt: ATTEMPT }),
    journal: lines,
    chain: { state: 'intact', ...head, unhashed: 0, findings: [] },
  };
}
const member = (id: string, standing: string) => ({ id, standing, reason: `why ${id} | is ${standing}` });
const BOARD = {
  ...{ id: 'wave-1', strategy: 'each', standing: 'ended', waitsFor: 'nothing', late: ['late'] },
  ...{ limits: { perInstance: 4 }, stopAfter: 1 },
  counts: { confirmed: 1, notReady: 1, dropped: 1 },
  members: [member('late', 'notReady'), member('sales', 'confirmed'), member('orders', 'dropped')],
};

const HISTORY = {
  items: [
    { at: AT, by: 'group', text: 'Group wave-1: Stopped: orders failed', kind: 'groupChanged' },
    { at: AT, by: 'ada', text: 'Group wave-1: released: orders | is out', kind: 'groupChanged' },
  ],
};

function serve(board: object = BOARD, history: object = HISTORY): void {
  api.on('GET /api/groups/wave-1/journal', { json: history });
  api.on('GET /api/groups/wave-1', { json: board });
  for (const id of ['late', 'sales', 'orders'])
    api.on(`GET /api/migrations/${id}/evidence`, { json: evidenceOf(id) });
}

/** Writes the archive of the group and hands on what was printed. */
async function archive(folder: string, ...flags: readonly string[]) {
  const file = join(folder, 'wave-1.zip');
  return { file, ran: await runCli(['group', 'evidence', 'wave-1', '--out', file, ...flags], env()) };
}
const verify = (file: string, ...flags: readonly string[]) => runCli(['evidence', 'verify', file, ...flags]);

describe('group evidence', () => {
  test('has the evidence of every member, dropped ones too, with plan, goes and outcome of the group', async () => {
    serve();
    await withFolder({}, async (folder) => {
      const { file, ran } = await archive(folder);
      const files = unzipSync(await readFile(file));
      expect(Object.keys(files)).toEqual([
        ...['late', 'sales', 'orders'].flatMap((id) =>
          ['json', 'md', 'html'].map((kind) => `${id}/evidence.${kind}`),
        ),
        ...['group.json', 'group.md', 'index.md', 'index.json'],
      ]);
      expect(ran.exitCode).toBe(0);
      expect(ran.out.split('\n').slice(3)).toEqual([
        'Group wave-1: ended',
        'Late: late',
        'Dropped: orders',
        `Written to ${file}. Hash of its index, to be noted elsewhere: ${hashOf(files['index.json']!)}`,
        '',
      ]);
      expect(JSON.parse(strFromU8(files['group.json']!))).toEqual({ ...BOARD, history: HISTORY });
      expect(JSON.parse(strFromU8(files['index.json']!))).toMatchObject({
        group: { id: 'wave-1', standing: 'ended', late: ['late'], dropped: ['orders'] },
        migrations: [{ id: 'late', head: evidenceOf('late').chain.head }, { id: 'sales' }, { id: 'orders' }],
      });
      const page = strFromU8(files['group.md']!);
      expect(page).toContain('- at most 4 on an instance\n- a failure holds the rest\n');
      expect(page).toContain('| member | standing | requests | attempt | allowed by | after | why |');
      expect(page).toContain('| orders | dropped | 0 |  |  |  | why');
      expect(page).toContain(
        '| sales | confirmed | 2 | 2 confirmed | ada and bob |  | why sales \\| is confirmed |',
      );
      expect(page).toContain(`- ${AT} group: Group wave-1: Stopped: orders failed`);
      expect(page).toContain(`- ${AT} ada: Group wave-1: released: orders \\| is out`);
      expect(page).toContain(`- ${AT} sales: Group wave-1 gave its go at sales.trn`);
    });
  });

  test('of a member without evidence the rest is written, and it is said', async () => {
    serve();
    api.on('GET /api/migrations/orders/evidence', problem(404, 'No migration orders is registered'));
    await withFolder({}, async (folder) => {
      const { file, ran } = await archive(folder);
      expect([ran.exitCode, ran.out]).toEqual([
        1,
        expect.stringContaining('orders: no evidence: No migration orders is registered'),
      ]);
      expect(await verify(file)).toMatchObject({
        exitCode: 1,
        out: expect.stringContaining('orders: there was no evidence when the archive was written'),
      });
    });
  });

  test.each([
    [
      'that has not ended says that it is not final',
      { ...BOARD, standing: 'going' },
      HISTORY,
      /^Not final: /m,
    ],
    [
      'whose history was cut says so in its page',
      BOARD,
      { ...HISTORY, omitted: 7 },
      /^- 7 older lines are left out$/m,
    ],
  ])('one %s', async (_what, board, history, said) => {
    serve(board, history);
    await withFolder({}, async (folder) => {
      const { file, ran } = await archive(folder);
      expect(`${ran.out}\n${strFromU8(unzipSync(await readFile(file))['group.md']!)}`).toMatch(said);
    });
  });

  test('without the history of the group nothing is written', async () => {
    serve();
    api.on('GET /api/groups/wave-1/journal', problem(503, 'The ledger does not answer'));
    await withFolder({}, async (folder) => {
      const { file, ran } = await archive(folder);
      expect(ran.exitCode).toBe(1);
      await expect(readFile(file)).rejects.toThrow('ENOENT');
    });
  });

  test('where the app does not answer nothing is written', async () => {
    serve();
    api.on('GET /api/migrations/orders/evidence', problem(503, 'The ledger does not answer'));
    await withFolder({}, async (folder) => {
      const { file, ran } = await archive(folder);
      expect(ran.exitCode).toBe(1);
      await expect(readFile(file)).rejects.toThrow('ENOENT');
    });
  });
});

describe('evidence verify of a zip', () => {
  test('says that all is as it was written, who is late and who was dropped; the noted hash is compared', async () => {
    serve();
    await withFolder({}, async (folder) => {
      const { file } = await archive(folder);
      const hash = hashOf(unzipSync(await readFile(file))['index.json']!);
      const ran = await verify(file, '--head', hash.toUpperCase());
      expect([ran.exitCode, ran.out.split('\n')]).toEqual([
        0,
        [
          ...['late', 'sales', 'orders'].map((id) =>
            id === 'sales'
              ? `${id}: journal as it was written, 5 entries, of them 2 requests to cut over`
              : `${id}: journal as it was written, 3 entries, of them 0 requests to cut over`,
          ),
          'Group wave-1: ended; late: late; dropped: orders',
          'The archive is as it was written',
          `  index    ${hash}`,
          '  The hash of the index is the one that was noted',
          '',
        ],
      ]);
      expect(await verify(file, '--head', '0'.repeat(64))).toMatchObject({
        exitCode: 1,
        out: expect.stringContaining('NOT the one that was noted'),
      });
      expect((await verify(file, '--json')).json()).toMatchObject({ verified: true, index: hash });
    });
  });

  type Files = Record<string, Uint8Array>;
  const alter = (name: string, from: string | RegExp, to: string) => (files: Files) => {
    const before = strFromU8(files[name]!);
    const after = before.replace(from, to);
    if (after === before) throw new Error(`nothing was altered in ${name}`);
    files[name] = strToU8(after);
  };
  /** As somebody would who knows of the hashes of files. */
  const sealed = (change: (files: Files) => void) => (files: Files) => {
    change(files);
    const index = JSON.parse(strFromU8(files['index.json']!)) as { files: Record<string, string> };
    for (const name of Object.keys(index.files)) index.files[name] = hashOf(files[name] ?? new Uint8Array());
    files['index.json'] = strToU8(JSON.stringify(index));
  };

  test.each<[string, (files: Files) => void, string]>([
    ['a page', alter('sales/evidence.md', 'Registered', 'registered'), 'sales/evidence.md was altered'],
    ['the board', alter('group.json', 'confirmed', 'failed'), 'group.json was altered'],
    ['the history of the group', alter('group.json', '"by": "ada"', '"by": "bob"'), 'group.json was altered'],
    [
      'a journal, with the hash of its file',
      sealed(alter('sales/evidence.json', 'Registered sales', 'Registered Sales')),
      'sales: Entry 1 (registered at',
    ],
    [
      'a journal, for that of another migration',
      sealed((files) => (files['sales/evidence.json'] = files['orders/evidence.json']!)),
      'sales/evidence.json is of another migration',
    ],
    [
      'a head in the index',
      alter('index.json', /"head": "[0-9a-f]{8}/, '"head": "00000000'),
      'late: the head of its journal is not the one of the index',
    ],
    [
      'a file that is gone',
      (files) => delete files['orders/evidence.html'],
      'orders/evidence.html was removed',
    ],
    [
      'an evidence that is gone',
      (files) => delete files['orders/evidence.json'],
      'orders: its evidence is not in the archive',
    ],
    ['a file that is new', (files) => (files['x.txt'] = strToU8('x')), 'x.txt was added'],
    [
      'a member that the index no longer has',
      alter('index.json', /"id": "orders",\s+"outcome"/, '"id": "sales", "outcome"'),
      'orders is a member, and is not in the index',
    ],
    [
      'an evidence that the index does not name',
      alter('index.json', /\{\s+"id": "sales"[^}]+\},/, ''),
      'sales/evidence.json is of a migration that the index does not name',
    ],
    [
      'a migration that the index names twice',
      alter('index.json', /"id": "orders",\s+"outcome"/, '"id": "sales", "outcome"'),
      'The index names sales twice',
    ],
    [
      'an evidence that is no JSON',
      sealed((files) => (files['sales/evidence.json'] = strToU8('{'))),
      'Cannot verify "sales/evidence.json": it is not JSON',
    ],
  ])('finds what was altered: %s', async (_what, change, finding) => {
    serve();
    await withFolder({}, async (folder) => {
      const { file } = await archive(folder);
      const files: Files = unzipSync(await readFile(file));
      change(files);
      await writeFile(file, zipSync(files));
      const ran = await verify(file);
      expect([ran.exitCode, ran.out]).toEqual([1, expect.stringContaining(finding)]);
      expect(ran.out).toContain('The archive is NOT proven as it was written');
    });
  });

  test('a name that stands twice is found, for readers may see either', async () => {
    serve();
    await withFolder({}, async (folder) => {
      const { file } = await archive(folder);
      const bytes = await readFile(file);
      // Of equal length, so that all offsets stay.
      await writeFile(
        file,
        Buffer.from(bytes.toString('latin1').replaceAll('late/evidence.md', 'late/evidence.mD'), 'latin1'),
      );
      expect((await verify(file)).out).toContain('late/evidence.md was removed');
      const twice = bytes.toString('latin1').replaceAll('group.md', 'index.md');
      await writeFile(file, Buffer.from(twice, 'latin1'));
      expect((await verify(file)).out).toContain('index.md stands in it twice, so readers may see either');
    });
  });

  test('an archive of an older version has no hashes of files: its journals are verified, and that is said', async () => {
    serve();
    await withFolder({}, async (folder) => {
      const file = join(folder, 'a.zip');
      await runCli(['evidence', 'archive', 'sales', '-o', file], env());
      expect((await verify(file)).exitCode).toBe(0);
      const files = unzipSync(await readFile(file));
      const index = JSON.parse(strFromU8(files['index.json']!)) as Record<string, unknown>;
      delete index['files'];
      files['index.json'] = strToU8(JSON.stringify(index));
      await writeFile(file, zipSync(files));
      const ran = await verify(file);
      expect(ran.out).toContain('sales: journal as it was written');
      expect(ran.out).toContain('The index has no hashes of files: an older version wrote it');
      expect(ran.exitCode).toBe(1);
    });
  });

  test.each([
    ['without an index', zipSync({ 'a.txt': strToU8('x') }), /it has no index\.json/],
    ['that is damaged', strToU8('PK\u0003\u0004 and nothing'), /it is no zip, or was damaged/],
  ])('a zip %s is refused', async (_what, bytes, message) => {
    await withFolder({ 'a.zip': bytes }, async (folder) => {
      const ran = await verify(join(folder, 'a.zip'));
      expect([ran.exitCode, ran.err]).toEqual([1, expect.stringMatching(message)]);
    });
  });
});
