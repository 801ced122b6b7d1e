/** The chain of hashes as tables hold it: altered behind the ledger's back, written by processes that die, begun by an older version. */
import { RestError, type PipelinePolicy } from '@azure/core-rest-pipeline';
import { TableClient } from '@azure/data-tables';
import { EntityPages } from '../../shared/adapters/table-ledger/entity-pages';
import { connectTableLedger } from '../../shared/adapters/table-ledger/open-table-ledger';
import { TableLedger } from '../../shared/adapters/table-ledger/table-ledger';
import { unlinked } from '../../shared/core/evidence/journal-chain';
import { judgeHead, verifyChain } from '../../shared/core/evidence/verify-chain';
import type { ChainedEntry } from '../../shared/core/migration/journal';
import {
  aBackupLine,
  aControlRow,
  anEntry,
  aRecord,
  aRegistration,
  aSummary,
} from '../contracts/ledger-samples';
import { startAzurite, type Azurite } from '../support/azurite';

const QUICK = { attempts: 4, firstDelayMs: 5, maxDelayMs: 20, attemptMs: 30_000 };

let azurite: Azurite;
let count = 0;
beforeAll(async () => {
  azurite = await startAzurite();
}, 30_000);
afterAll(() => azurite.close());

const connect = (tablePrefix: string) =>
  connectTableLedger(azurite.connectionString, { tablePrefix, retry: QUICK });

/** A ledger with a migration whose journal has four lines, and its table. */
async function aJournal() {
  count += 1;
  const prefix = `C${count}`;
  const ledger = connect(prefix);
  await ledger.prepare();
  const registered = anEntry('registered', { kind: 'registered' });
  await ledger.register(aRegistration('one'), aControlRow(), registered, aSummary('one'));
  for (const text of ['two', 'three', 'four']) await ledger.appendJournal('one', [anEntry(text)]);
  const table = TableClient.fromConnectionString(azurite.connectionString, `${prefix}Ledger`, {
    allowInsecureConnection: true,
  });
  return { prefix, ledger, table };
}

/** A ledger on the same tables whose requests pass a policy. */
function through(tablePrefix: string, policy: PipelinePolicy): TableLedger {
  const pages = new EntityPages();
  const open = (name: string) =>
    TableClient.fromConnectionString(azurite.connectionString, `${tablePrefix}${name}`, {
      allowInsecureConnection: true,
      httpClient: pages,
      retryOptions: { maxRetries: 0 },
      additionalPolicies: [{ policy, position: 'perRetry' }],
    });
  const tables = { register: open('Register'), migrations: open('Ledger'), pages, home: tablePrefix };
  return new TableLedger(tables, QUICK);
}

interface Row {
  readonly rowKey: string;
  readonly d0: string;
}

async function rowsOf(table: TableClient, part: string): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const filter = `PartitionKey eq 'one' and RowKey ge '${part}' and RowKey lt '${part}~'`;
  for await (const row of table.listEntities<Row>({ queryOptions: { filter } })) rows.push(row);
  return rows;
}

const verdict = async (prefix: string) => verifyChain('one', await connect(prefix).evidence('one'));
const kinds = async (prefix: string) =>
  (await verdict(prefix)).findings.map(({ kind, entry }) => `${kind} ${entry}`);
const replaceText = (table: TableClient, rowKey: string, d0: string) =>
  table.updateEntity({ partitionKey: 'one', rowKey, d0, parts: 1, v: 1, token: 't' }, 'Replace');

describe('rows that were changed behind its back', () => {
  test.each<
    readonly [string, (table: TableClient, rows: readonly Row[]) => Promise<unknown>, readonly string[]]
  >([
    [
      'a text',
      (table, rows) => replaceText(table, rows[1]!.rowKey, rows[1]!.d0.replace('two', 'TWO')),
      ['altered 2'],
    ],
    ['a row deleted', (table, rows) => table.deleteEntity('one', rows[1]!.rowKey), ['removed 2']],
    ['the last row deleted', (table, rows) => table.deleteEntity('one', rows[3]!.rowKey), ['removed 4']],
    [
      'a row added',
      (table) =>
        table.createEntity({
          ...{ partitionKey: 'one', rowKey: 'e!0017', v: 1, parts: 1, token: 't' },
          d0: JSON.stringify(anEntry('planted')),
        }),
      ['inserted 1'],
    ],
    [
      'two rows swapped',
      async (table, rows) => {
        await replaceText(table, rows[1]!.rowKey, rows[2]!.d0.replace(/"sequence":3/, '"sequence":2'));
        await replaceText(table, rows[2]!.rowKey, rows[1]!.d0.replace(/"sequence":2/, '"sequence":3'));
      },
      ['altered 2', 'altered 3'],
    ],
    ['the head deleted', (table) => table.deleteEntity('one', 'head'), ['head undefined']],
    [
      'the head set back',
      (table, rows) => {
        const { hash } = JSON.parse(rows[2]!.d0) as { hash: string };
        return replaceText(table, 'head', JSON.stringify({ head: hash, entries: 3 }));
      },
      ['inserted 4'],
    ],
  ])('%s: found', async (_name, tamper, findings) => {
    const { prefix, table } = await aJournal();
    expect(await kinds(prefix)).toEqual([]);
    await tamper(table, await rowsOf(table, 'e!'));
    expect(await kinds(prefix)).toEqual(findings);
  });

  test('a copy for the pages is no evidence: what is altered there is not in it', async () => {
    const { prefix, ledger, table } = await aJournal();
    const [, row] = await rowsOf(table, 'j!');
    await replaceText(table, row!.rowKey, row!.d0.replace('two', 'TWO'));
    expect(await kinds(prefix)).toEqual([]);
    expect((await ledger.evidence('one')).lines[1]?.text).toBe('two');
  });

  test('what is written on does not heal it', async () => {
    const { prefix, ledger, table } = await aJournal();
    const rows = await rowsOf(table, 'e!');
    await table.deleteEntity('one', rows[3]!.rowKey);
    await ledger.appendJournal('one', [anEntry('five')]);
    // By a clock that says a time before the registration.
    const six = anEntry('six', { at: '2026-11-20T10:00:00.000Z' });
    await connect(prefix).appendJournal('one', [six]);
    expect(await kinds(prefix)).toEqual(['removed 4']);
  });
});

describe('a process that dies or gets no answer', () => {
  /** Carries every write out and loses every other answer; meanwhile somebody else writes a line. */
  function loseAnswers(meanwhile: () => Promise<unknown> = async () => undefined): PipelinePolicy {
    let loses = false;
    return {
      name: 'lose-answers',
      sendRequest: async (request, next) => {
        const response = await next(request);
        if (request.method === 'GET') return response;
        loses = !loses;
        if (!loses) return response;
        await meanwhile();
        throw new RestError('socket hang up', { code: 'ECONNRESET', request });
      },
    };
  }

  test.each([
    ['nobody writes meanwhile', false],
    ['somebody writes meanwhile', true],
  ])('a line whose answer is lost stands there once, though %s', async (_name, isBusy) => {
    const { prefix, ledger } = await aJournal();
    const meanwhile = () => ledger.appendJournal('one', [anEntry('between')]);
    const unlucky = through(prefix, loseAnswers(isBusy ? meanwhile : undefined));
    const head = await unlucky.appendJournal('one', [anEntry('mine')]);
    expect(head).toEqual(await ledger.journalHead('one'));
    const texts = (await ledger.evidence('one')).lines.map(({ text }) => text);
    expect(texts).toEqual(['registered', 'two', 'three', 'four', 'mine', ...(isBusy ? ['between'] : [])]);
    expect(await kinds(prefix)).toEqual([]);
  });

  test('a change of the control row whose answer is lost is told once, though somebody writes meanwhile', async () => {
    const { prefix, ledger } = await aJournal();
    const meanwhile = () => ledger.appendJournal('one', [anEntry('between')]);
    const { etag } = (await ledger.control('one'))!;
    await expect(
      through(prefix, loseAnswers(meanwhile)).changeControl('one', etag, aControlRow(), [anEntry('mine')]),
    ).resolves.toMatchObject({ kind: 'changed', journal: { entries: 5 } });
    expect((await ledger.evidence('one')).lines.slice(4).map(({ text }) => text)).toEqual([
      'mine',
      'between',
    ]);
    expect(await kinds(prefix)).toEqual([]);
  });

  test.each(['before', 'after'] as const)(
    'one that dies %s its write leaves a chain that goes on',
    async (moment) => {
      const { prefix, ledger } = await aJournal();
      const dying = through(prefix, {
        name: 'die',
        sendRequest: async (request, next) => {
          if (request.method === 'GET') return next(request);
          if (moment === 'after') await next(request);
          throw new Error('the program ends here');
        },
      });
      await expect(dying.appendJournal('one', [anEntry('five')])).rejects.toThrow('the program ends here');
      await ledger.appendJournal('one', [anEntry('repeated')]);
      expect((await ledger.evidence('one')).lines).toHaveLength(moment === 'after' ? 6 : 5);
      expect(await kinds(prefix)).toEqual([]);
    },
  );
});

describe('what it costs', () => {
  test('no request more than without it, once a process has written to a journal; before, one', async () => {
    const { prefix } = await aJournal();
    const requests: string[] = [];
    const counting = through(prefix, {
      name: 'count',
      sendRequest: (request, next) => {
        requests.push(request.method);
        return next(request);
      },
    });
    const cost = async (work: () => Promise<unknown>) => {
      requests.length = 0;
      await work();
      return requests.join(' ');
    };
    const append = () => counting.appendJournal('one', [anEntry('x')]);
    expect(await cost(append)).toBe('GET POST');
    expect(await cost(append)).toBe('POST');
    const { etag } = (await counting.control('one'))!;
    expect(await cost(() => counting.changeControl('one', etag, aControlRow(), [anEntry('x')]))).toBe('POST');
    const save = () => counting.saveWorkingState('one', 'w', undefined, { json: '1' }, [], [anEntry('x')]);
    expect(await cost(save)).toBe('POST');
    const line = aBackupLine('recorded');
    expect(await cost(() => counting.recordBackup('one', aRecord('a', '"1"'), line))).toBe('GET POST');
  });

  test('a registration reads no head', async () => {
    count += 1;
    const methods: string[] = [];
    const ledger = through(`C${count}`, {
      name: 'heads',
      sendRequest: (request, next) => {
        if (request.url.includes("RowKey='head'")) methods.push(request.method);
        return next(request);
      },
    });
    await ledger.prepare();
    await ledger.register(aRegistration('one'), aControlRow(), anEntry('registered'), aSummary('one'));
    expect(methods).toEqual([]);
    expect((await ledger.evidence('one')).head?.entries).toBe(1);
  });
});

describe('a journal that an older version began', () => {
  /** As one without hashes wrote it; 0.1.0 wrote no rows for evidence either. */
  async function before(version: 'without hashes' | '0.1.0') {
    const journal = await aJournal();
    const { table } = journal;
    for (const { rowKey, d0 } of await rowsOf(table, 'e!')) {
      const entry = unlinked(JSON.parse(d0) as ChainedEntry);
      if (version === '0.1.0') await table.deleteEntity('one', rowKey);
      else await replaceText(table, rowKey, JSON.stringify(entry));
    }
    await table.deleteEntity('one', 'head');
    return { ...journal, ledger: connect(journal.prefix) };
  }

  test.each(['without hashes', '0.1.0'] as const)(
    '%s: is covered from the first line that is written on',
    async (version) => {
      const { prefix, ledger, table } = await before(version);
      expect(await verdict(prefix)).toMatchObject({ state: 'unhashed', entries: 4, unhashed: 4 });
      const noted = await ledger.appendJournal('one', [anEntry('five')]);
      await connect(prefix).appendJournal('one', [anEntry('six')]);
      expect(await verdict(prefix)).toMatchObject({ state: 'intact', entries: 6, unhashed: 4 });
      expect(judgeHead('one', await ledger.evidence('one'), noted!.head)).toMatchObject({ entry: 5 });
      const part = version === '0.1.0' ? 'j!' : 'e!';
      const row = (await rowsOf(table, part)).find(({ d0 }) => d0.includes('"two"'));
      await replaceText(table, row!.rowKey, row!.d0.replace('two', 'TWO'));
      expect(await kinds(prefix)).toEqual(['altered 1']);
    },
  );

  test('lines of one that still runs beside it are shown as what they are: not linked', async () => {
    const { prefix, table } = await aJournal();
    const [row] = await rowsOf(table, 'e!');
    const rowKey = row!.rowKey.replace(/^e!\d{15}/, 'e!001900000000000');
    await table.createEntity({
      ...{ partitionKey: 'one', rowKey, v: 1, parts: 1, token: 't' },
      d0: JSON.stringify(anEntry('old program')),
    });
    expect((await verdict(prefix)).findings.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^observed at .* by watch, after entry 4, was inserted, or lost its hash$/),
    ]);
  });
});
