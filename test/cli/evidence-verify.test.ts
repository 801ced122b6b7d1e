import { join } from 'node:path';
import fc from 'fast-check';
import { chainOn, hashOf } from '../../shared/core/evidence/journal-chain';
import type { ChainedEntry, JournalEntry } from '../../shared/core/migration/journal';
import { FakeApi, problem } from './fake-api';
import { runCli } from './fake-terminal';
import { withFolder } from './sample-backups';

const api = new FakeApi();
beforeAll(() => api.start());
beforeEach(() => api.reset());
afterAll(() => api.stop());

const entry = (number: number): JournalEntry => ({
  at: `2026-03-01T22:0${number}:00.000Z`,
  kind: number === 4 ? 'ended' : number === 3 ? 'requestSent' : 'observed',
  by: 'watch',
  text: `line ${number}`,
  facts: { attempt: 1 },
});
const { lines: LINES, head: HEAD } = chainOn('sales', undefined, [1, 2, 3, 4].map(entry));
const document = (journal: readonly ChainedEntry[] = LINES, changes: object = {}) => ({
  migration: { id: 'sales', source: 'Sales' },
  outcome: 'confirmed',
  journal,
  chain: { state: 'intact', ...HEAD, unhashed: 0, findings: [] },
  ...changes,
});
const cli = (args: readonly string[]) =>
  runCli(['evidence', 'verify', ...args], { env: { SQLMI_CUTOVER_URL: api.url } });
const ofFile = (content: string, ...args: readonly string[]) =>
  withFolder({ 'sales.json': content }, (folder) => cli([join(folder, 'sales.json'), ...args]));
const ofDocument = (given: object, ...args: readonly string[]) =>
  ofFile(JSON.stringify(given, null, 2), ...args);

describe('evidence verify', () => {
  test('of the app: says that the journal is as it was written, and what was not compared', async () => {
    api.on('GET /api/migrations/sales/evidence', { json: document() });
    const { out, exitCode } = await cli(['sales']);
    expect(exitCode).toBe(0);
    expect(out).toBe(
      [
        'sales: the journal is as it was written',
        '  entries  4, of them 1 request to cut over',
        `  head     ${HEAD.head}`,
        '  No head that was noted elsewhere was given: --head <hash>',
        '',
      ].join('\n'),
    );
    expect(api.received.map(({ url }) => url)).toEqual(['/api/migrations/sales/evidence?format=json']);
  });

  test('of the app: the evidence of another migration is refused, and an id in capitals is the same', async () => {
    api.on('GET /api/migrations/orders/evidence', { json: document() });
    expect(await cli(['orders'])).toMatchObject({
      exitCode: 1,
      out: '',
      err: expect.stringMatching(
        /^Cannot verify the evidence of migration orders: .* answered with that of migration "sales"/,
      ),
    });
    api.on('GET /api/migrations/SALES/evidence', { json: document() });
    expect((await cli(['SALES'])).exitCode).toBe(0);
  });

  test('of a file, without the app', async () => {
    const { out, exitCode } = await ofDocument(document(), '--head', HEAD.head);
    expect([exitCode, api.received]).toEqual([0, []]);
    expect(out).toContain('The head is the one that was noted');
  });

  test('of a file as PowerShell writes it', async () => {
    const bytes = Buffer.from(`\ufeff${JSON.stringify(document())}`, 'utf16le');
    await withFolder({ 'sales.json': bytes }, async (folder) => {
      expect((await cli([join(folder, 'sales.json')])).exitCode).toBe(0);
    });
  });

  test('names the entry that was altered, whatever the document says of itself', async () => {
    const altered = LINES.map((line, at) => (at === 1 ? { ...line, text: 'x' } : line));
    const { out, exitCode } = await ofDocument(document(altered));
    expect(exitCode).toBe(1);
    expect(out).toMatch(
      /^sales: the journal is NOT as it was written\n {2}Entry 2 \(observed at 2026-03-01T22:02:00\.000Z by watch\) was altered: its hash is not that of its content\n/,
    );
  });

  test('of entries that were imported without a hash nothing is proven', async () => {
    const facts = { unhashed: 4 };
    const imported = { ...LINES[0]!, kind: 'imported', facts } as const;
    const { lines, head } = chainOn('sales', HEAD, [imported]);
    const { out, exitCode } = await ofDocument({
      ...document([...LINES, ...lines]),
      chain: { ...document().chain, ...head },
    });
    expect(exitCode).toBe(1);
    expect(out).toMatch(
      /^sales: 4 entries are not proven: they had no hash when the migration was imported; those after them are as they were written\n/,
    );
  });

  test('as one JSON document', async () => {
    const json = async (given: object, ...args: readonly string[]) =>
      (await ofDocument(given, ...args, '--json')).json<object>();
    expect(await json(document(), '--head', LINES[1]!.hash!)).toEqual({
      migration: 'sales',
      verified: true,
      state: 'intact',
      entries: 4,
      requests: 1,
      head: HEAD.head,
      unhashed: 0,
      findings: [],
      noted: { head: LINES[1]!.hash, kind: 'earlier', entry: 2, since: 2 },
    });
    expect(await json(document(LINES.slice(0, 3)))).toMatchObject({
      verified: false,
      state: 'altered',
      findings: [{ kind: 'removed', entry: 4, text: 'Entry 4 was removed from the end' }],
    });
  });

  test.each<[string, object, readonly string[], number, RegExp]>([
    [
      'the head of an earlier day',
      document(),
      ['--head', LINES[2]!.hash!],
      0,
      /is that of entry 3; 1 were written later/,
    ],
    ['another head', document(), ['--head', '0'.repeat(64)], 1, /is NOT in this journal/],
    ['a head cut off', document(), ['--head', HEAD.head.slice(0, 12)], 1, /is NOT in this journal/],
    [
      'a journal written anew as a whole',
      (() => {
        const forged = chainOn(
          'sales',
          undefined,
          LINES.map((line) => ({ ...line, by: 'eve' })),
        );
        return document(forged.lines, { chain: forged.head });
      })(),
      ['--head', HEAD.head],
      1,
      /as it was written\n.*\n.*\n {2}The head that was noted is NOT in this journal/,
    ],
    [
      'the journal of another migration',
      document(LINES, { migration: { id: 'orders' } }),
      [],
      1,
      /not the first of a journal of migration orders/,
    ],
    ['no head', document(LINES, { chain: { entries: 4 } }), [], 1, /The head is missing/],
    [
      'no hash at all',
      document(
        LINES.map(({ at, kind, by, text }) => ({ at, kind, by, text })),
        { chain: { entries: 4 } },
      ),
      [],
      1,
      /^sales: nothing proves that the journal is as it was written: no entry has a hash/,
    ],
    [
      'a beginning without hashes',
      document(LINES.map((line, at) => (at < 2 ? entry(at + 1) : line))),
      [],
      0,
      /The first 2 have no hash, an older version wrote them: covered as they stood when entry 3 was written/,
    ],
    [
      'an entry with a member that this version does not know',
      (() => {
        const line = { ...LINES[3]!, mood: 'good' };
        const hash = hashOf(line);
        return document([...LINES.slice(0, 3), { ...line, hash }], { chain: { head: hash, entries: 4 } });
      })(),
      [],
      0,
      /is as it was written/,
    ],
  ])('%s', async (_name, given, args, exit, text) => {
    const { out, exitCode } = await ofDocument(given, ...args);
    expect(out).toMatch(text);
    expect(exitCode).toBe(exit);
  });

  const whole = JSON.stringify(document());
  test.each([
    ['no JSON', '{', 'it is not JSON: it is no evidence, or was altered'],
    ['another document', '[]', 'it is no evidence; '],
    [
      'a hash that is none',
      JSON.stringify(document([{ ...LINES[0]!, hash: 'x' }])),
      'journal.0.hash is not as an evidence has it: it is none, or was altered',
    ],
    [
      'a text that stands twice: the hash is that of the last, and a reader may see the first',
      whole.replace('"text":"line 2"', '"text":"Approved by the board","text":"line 2"'),
      'the member "text" stands twice in one object, so readers may see either: it was altered',
    ],
    [
      'a text that stands twice, once with its name escaped',
      whole.replace('"text":"line 2"', '"te\\u0078t":"Approved by the board","text":"line 2"'),
      'the member "text" stands twice',
    ],
    [
      'a journal that stands twice',
      whole.replace('"journal":', '"journal":[{"text":"forged"}],"journal":'),
      'the member "journal" stands twice',
    ],
  ])('%s', async (_name, content, reason) => {
    const { err, exitCode } = await ofFile(content);
    expect(exitCode).toBe(1);
    expect(err).toContain(`sales.json": ${reason}`);
    expect(err).toContain("evidence '<id>' --json prints one");
  });

  test('a file that is not there, and a migration that is not registered', async () => {
    expect(await cli(['./none.json'])).toMatchObject({
      exitCode: 1,
      err: expect.stringMatching(/^Cannot read/),
    });
    api.on('GET /api/migrations/none/evidence', problem(404, 'No migration none is registered'));
    expect(await cli(['none'])).toMatchObject({
      exitCode: 1,
      err: 'No migration none is registered\n',
    });
  });

  test('any byte of an entry in a file that is changed is found', async () => {
    const whole = JSON.stringify(document());
    const [start, end] = [whole.indexOf('[{"at"'), whole.indexOf('],"chain"')];
    await withFolder({}, async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.nat(end - start - 2),
          fc.constantFrom('0', 'a', 'Z', '"', '{', ',', ' ', '\\'),
          async (at, other) => {
            const index = start + 1 + at;
            fc.pre(whole[index] !== other);
            const { exitCode } = await ofFile(whole.slice(0, index) + other + whole.slice(index + 1));
            expect(exitCode).toBe(1);
          },
        ),
        { numRuns: 150 },
      );
    });
  });

  test('--help teaches', async () => {
    const { out } = await cli(['--help']);
    for (const word of ['Only a head that was', 'event "ended"', '--head', 'Exit codes:'])
      expect(out).toContain(word);
  });

  test('evidence itself is printed as before, whatever the place of its options', async () => {
    api.on('GET /api/migrations/sales/evidence', { json: document() });
    const env = { SQLMI_CUTOVER_URL: api.url };
    for (const args of [
      ['evidence', 'sales', '--json'],
      ['evidence', '--json', 'sales'],
    ])
      expect((await runCli(args, { env })).json<object>()).toMatchObject({ outcome: 'confirmed' });
  });
});
