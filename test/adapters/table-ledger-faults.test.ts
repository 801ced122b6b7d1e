import { inspect } from 'node:util';
import { createHttpHeaders, RestError, type PipelinePolicy } from '@azure/core-rest-pipeline';
import { TableClient } from '@azure/data-tables';
import { connectTableLedger, openTableLedger } from '../../shared/adapters/table-ledger/open-table-ledger';
import { TableLedger } from '../../shared/adapters/table-ledger/table-ledger';
import {
  aControlRow,
  aLog,
  aBackupLine,
  anEntry,
  aRecord,
  aRegistration,
  aSummary,
  all,
} from '../contracts/ledger-samples';
import { startAzurite, type Azurite } from '../support/azurite';
import { crashAt, isWrite, ledgerThrough as policed } from './ledger-through';
import { startRestartableAzurite } from './restartable-azurite';

const QUICK = { attempts: 4, firstDelayMs: 5, maxDelayMs: 20, attemptMs: 5_000 };
const NO_RETRY = { ...QUICK, attempts: 1 };

let azurite: Azurite;
let count = 0;
beforeAll(async () => {
  azurite = await startAzurite();
}, 30_000);
afterAll(() => azurite.close());

const ledgerThrough = (tablePrefix: string, policy: PipelinePolicy): TableLedger =>
  policed(azurite.connectionString, tablePrefix, policy, QUICK);

async function freshPrefix(): Promise<string> {
  count += 1;
  const prefix = `F${count}`;
  await connectTableLedger(azurite.connectionString, { tablePrefix: prefix }).prepare();
  return prefix;
}

const connect = (tablePrefix: string) =>
  connectTableLedger(azurite.connectionString, { tablePrefix, retry: QUICK });
const register = (ledger: TableLedger, id: string, changes = {}) =>
  ledger.register(aRegistration(id, changes), aControlRow(), anEntry('registered'), aSummary(id));

/** Carries every write out and loses every other answer. */
function loseAnswers(): PipelinePolicy {
  let loses = false;
  return {
    name: 'lose-answers',
    sendRequest: async (request, next) => {
      const response = await next(request);
      if (!isWrite(request.method)) return response;
      loses = !loses;
      if (loses) throw new RestError('socket hang up', { code: 'ECONNRESET', request });
      return response;
    },
  };
}

/** Answers the first requests itself; with a body, the first writes. */
function answerFirst(times: number, status: number, body = ''): PipelinePolicy {
  let left = times;
  return {
    name: 'answer-first',
    sendRequest: async (request, next) => {
      if (left === 0 || (body !== '' && !isWrite(request.method))) return next(request);
      left -= 1;
      return {
        request,
        status,
        headers: createHttpHeaders(
          body === '' ? {} : { 'content-type': 'multipart/mixed; boundary=batchresponse_1' },
        ),
        bodyAsText: body,
      };
    },
  };
}

describe('a registration interrupted by a crash', () => {
  const points = [1, 2].flatMap((write) =>
    (['before', 'after'] as const).map((moment) => ({ write, moment })),
  );

  it.each(points)('$moment write $write is finished by a repeat', async ({ write, moment }) => {
    const prefix = await freshPrefix();
    await expect(register(ledgerThrough(prefix, crashAt(write, moment)), 'one')).rejects.toThrow(
      /program ends/,
    );
    const after = connect(prefix);
    expect((await register(after, 'one')).kind).toMatch(/^(registered|same)$/);
    await expect(after.registration('one')).resolves.toEqual(aRegistration('one'));
    expect((await after.control('one'))?.value).toEqual(aControlRow());
    expect((await after.journal('one', { top: 10 })).items).toEqual([anEntry('registered')]);
    expect((await after.summaries({ top: 10 })).items).toEqual([aSummary('one')]);
    expect((await register(after, 'two', { backups: aRegistration('one').backups })).kind).toBe(
      'locationOverlaps',
    );
    expect((await register(after, 'two', { target: aRegistration('one').target })).kind).toBe(
      'targetClaimed',
    );
  });

  it('leaves nothing that stands in the way of another one, when nothing was registered', async () => {
    const prefix = await freshPrefix();
    await expect(register(ledgerThrough(prefix, crashAt(1, 'before')), 'one')).rejects.toThrow();
    const { backups, target } = aRegistration('one');
    await expect(register(connect(prefix), 'two', { backups, target })).resolves.toEqual({
      kind: 'registered',
    });
  });

  it('has a control row for whoever reads it, even without a repeat', async () => {
    const prefix = await freshPrefix();
    await expect(register(ledgerThrough(prefix, crashAt(1, 'after')), 'one')).rejects.toThrow();
    const readers = [connect(prefix), connect(prefix), connect(prefix)];
    const rows = await Promise.all(readers.map((ledger) => ledger.control('one')));
    expect(new Set(rows.map((row) => row?.etag)).size).toBe(1);
    expect((await connect(prefix).journal('one', { top: 10 })).items).toHaveLength(1);
  });
});

describe('a lost answer', () => {
  it('of an own write counts as done, and is written once', async () => {
    const prefix = await freshPrefix();
    const ledger = ledgerThrough(prefix, loseAnswers());
    await expect(register(ledger, 'one')).resolves.toEqual({ kind: 'registered' });
    const { etag } = (await ledger.control('one'))!;
    const changed = await ledger.changeControl('one', etag, aControlRow({ operationId: 'x' }), [
      anEntry('changed'),
    ]);
    const after = await ledger.control('one');
    expect(changed).toMatchObject({ kind: 'changed', etag: after?.etag });
    expect(after?.value.operationId).toBe('x');
    await expect(ledger.recordBackup('one', aLog('a', '5'), aBackupLine('recorded'))).resolves.toBe(
      'inserted',
    );
    const items = await ledger.inbox('one', 10);
    expect(items).toHaveLength(1);
    await expect(
      ledger.saveWorkingState('one', 'chain', undefined, { json: '1' }, items),
    ).resolves.toMatchObject({ kind: 'changed' });
    await ledger.appendJournal('one', [anEntry('told')]);
    const { items: lines } = await ledger.journal('one', { top: 10 });
    expect(lines.map(({ text }) => text)).toEqual(['registered', 'changed', 'recorded', 'told']);
  });

  it("does not pass another one's write off as ours", async () => {
    const prefix = await freshPrefix();
    const ledger = connect(prefix);
    await register(ledger, 'one');
    const { etag } = (await ledger.control('one'))!;
    await ledger.changeControl('one', etag, aControlRow(), []);
    await expect(
      ledgerThrough(prefix, loseAnswers()).changeControl('one', etag, aControlRow(), [anEntry('no')]),
    ).resolves.toEqual({ kind: 'conflict' });
  });
});

describe('passing trouble', () => {
  const batch503 = [
    '--batchresponse_1',
    '--changesetresponse_1',
    'HTTP/1.1 503 Service Unavailable',
    '',
    '{"odata.error":{"code":"ServerBusy","message":{"value":"0:The server is busy."}}}',
    '--changesetresponse_1--',
    '--batchresponse_1--',
  ].join('\r\n');

  it.each([
    ['429 without Retry-After', 429, ''],
    ['500', 500, ''],
    ['503', 503, ''],
    ['a busy server inside a transaction', 202, batch503],
  ])('%s is outlived', async (_name, status, body) => {
    const prefix = await freshPrefix();
    const ledger = ledgerThrough(prefix, answerFirst(3, status, body));
    await expect(ledger.recordBackup('one', aRecord('a', '"1"'), aBackupLine('x'))).resolves.toBe('inserted');
  });

  it("that stays becomes LedgerUnavailable with the service's code", async () => {
    const ledger = ledgerThrough(await freshPrefix(), answerFirst(99, 202, batch503));
    await expect(ledger.appendJournal('one', [anEntry('x')])).rejects.toMatchObject({
      code: 'LedgerUnavailable',
      message: 'Cannot write the journal of "one": the ledger\'s storage does not answer',
      cause: { code: 'ServerBusy', statusCode: 503 },
    });
  });

  it('survives a restart of the store in the middle of work', async () => {
    const tables = await startRestartableAzurite();
    try {
      const at = `http://127.0.0.1:${tables.port}/devstoreaccount1`;
      const connectionString = azurite.connectionString.replace(azurite.tableEndpoint, at);
      const patient = { attempts: 100, firstDelayMs: 50, maxDelayMs: 400, attemptMs: 5_000 };
      const ledger = connectTableLedger(connectionString, { retry: patient });
      await ledger.prepare();
      await register(ledger, 'one');
      const work = Promise.all(
        Array.from({ length: 60 }, (_unused, n) =>
          ledger.recordBackup('one', aLog(`${n}`, `${n + 1}`), aBackupLine('x')),
        ),
      );
      await tables.stop();
      await expect(
        connectTableLedger(connectionString, { retry: NO_RETRY }).control('one'),
      ).rejects.toMatchObject({
        code: 'LedgerUnavailable',
        cause: { code: 'ECONNREFUSED' },
      });
      await tables.start();
      expect(new Set(await work)).toEqual(new Set(['inserted']));
      expect(await all(ledger.currentBackups('one'))).toHaveLength(60);
      expect((await ledger.journal('one', { top: 100 })).items).toHaveLength(61);
    } finally {
      await tables.close();
    }
  }, 60_000);
});

describe('a write that is given up', () => {
  /** Lets the first writes through, then does with every one of them as said, and answers no read any more. */
  function giveUp(does: 'carriesOut' | 'loses' | 'refuses' | 'neverSends' | 'fails'): PipelinePolicy {
    return {
      name: 'give-up',
      sendRequest: async (request, next) => {
        const broken = (code: string) => new RestError('no answer', { code, request });
        if (!isWrite(request.method)) throw broken('ECONNRESET');
        switch (does) {
          case 'carriesOut':
            await next(request);
            throw broken('ECONNRESET');
          case 'loses':
            throw broken('ECONNRESET');
          case 'neverSends':
            throw broken('ECONNREFUSED');
          case 'refuses':
          case 'fails':
            return { request, status: does === 'refuses' ? 503 : 500, headers: createHttpHeaders() };
        }
      },
    };
  }

  it.each([
    ['carriesOut', 'LedgerUnclearError'],
    ['loses', 'LedgerUnclearError'],
    ['fails', 'LedgerUnclearError'],
    ['refuses', 'LedgerUnavailableError'],
    ['neverSends', 'LedgerUnavailableError'],
  ] as const)('to a store that %s: %s', async (does, name) => {
    const prefix = await freshPrefix();
    const ledger = connect(prefix);
    await register(ledger, 'one');
    const { etag, value } = (await ledger.control('one'))!;
    const change = { ...value, manualOnly: 'changed' };
    await expect(
      ledgerThrough(prefix, giveUp(does)).changeControl('one', etag, change, []),
    ).rejects.toMatchObject({ name, code: 'LedgerUnavailable' });
    expect((await ledger.control('one'))?.value.manualOnly).toBe(
      does === 'carriesOut' ? 'changed' : undefined,
    );
  });

  it('is no fault of a registration that is stored, when its control row has to wait', async () => {
    const prefix = await freshPrefix();
    let writes = 0;
    const ledger = ledgerThrough(prefix, {
      name: 'only-one-write',
      sendRequest: async (request, next) => {
        if (isWrite(request.method)) writes += 1;
        if (writes > 1) throw new RestError('no answer', { code: 'ECONNRESET', request });
        return next(request);
      },
    });
    await expect(register(ledger, 'one')).resolves.toEqual({ kind: 'registered' });
    expect((await connect(prefix).control('one'))?.value).toEqual(aControlRow());
  });
});

describe('what is wrong is said', () => {
  it('names a row of a newer version and what to do', async () => {
    const prefix = await freshPrefix();
    const ledger = connect(prefix);
    await register(ledger, 'one');
    const table = TableClient.fromConnectionString(azurite.connectionString, `${prefix}Ledger`, {
      allowInsecureConnection: true,
    });
    await table.updateEntity({ partitionKey: 'one', rowKey: 'control', v: 3 }, 'Merge');
    await expect(ledger.control('one')).rejects.toMatchObject({
      code: 'LedgerRow',
      message:
        'Cannot read ledger row "control" of "one": it was written as version 3 and this program reads versions 1 to 2; deploy the release that wrote it, or a later one',
    });
    await table.updateEntity({ partitionKey: 'one', rowKey: 'control', v: 1, d0: '{"policy":' }, 'Merge');
    await expect(ledger.control('one')).rejects.toThrow(
      'Cannot read ledger row "control" of "one": its text is not JSON; restore the row',
    );
    await table.updateEntity({ partitionKey: 'one', rowKey: 'control', v: 1, parts: 2 }, 'Merge');
    await expect(ledger.control('one')).rejects.toThrow('a part of its text is missing');
  });

  it('names missing tables', async () => {
    const ledger = connectTableLedger(azurite.connectionString, { tablePrefix: 'Never' });
    const missing = {
      code: 'LedgerUnavailable',
      reason: 'tablesMissing',
      message: expect.stringContaining('its tables are missing; they are created when the app starts'),
    };
    await expect(ledger.control('one')).rejects.toMatchObject(missing);
    await expect(ledger.appendJournal('one', [anEntry('x')])).rejects.toMatchObject(missing);
    await expect(ledger.summaries({ top: 1 })).rejects.toMatchObject(missing);
    await expect(ledger.recordBackup('one', aRecord('a', '"1"'), aBackupLine('x'))).rejects.toMatchObject(
      missing,
    );
  });

  it.each([
    ['1Digit', /Cannot open the ledger: the table prefix "1Digit" must be 1 to 50 letters and digits/],
    ['with-dash', /Cannot open the ledger: the table prefix/],
    ['', /Cannot open the ledger: the table prefix/],
  ])('refuses the table prefix %j', (tablePrefix, message) => {
    expect(() => connectTableLedger(azurite.connectionString, { tablePrefix })).toThrow(message);
  });

  it('sends a token only over https, and only to a plain endpoint', () => {
    const credential = { getToken: () => Promise.reject(new Error('not asked')) };
    for (const endpoint of [
      'http://a.table.core.windows.net',
      'https://a.table.core.windows.net?sig=MARKED',
      'x',
    ])
      expect(() => openTableLedger(endpoint, credential)).toThrow(/^Cannot open the ledger: [^?]*$/);
    expect(openTableLedger('https://a.table.core.windows.net/', credential)).toBeInstanceOf(TableLedger);
  });

  it('says when the identity gives no token', async () => {
    const failure = Object.assign(new Error('ManagedIdentityCredential: no identity'), {
      name: 'CredentialUnavailableError',
    });
    const ledger = openTableLedger('https://account.invalid', { getToken: () => Promise.reject(failure) });
    await expect(ledger.control('one')).rejects.toMatchObject({
      reason: 'denied',
      cause: { reason: 'noToken' },
    });
  });
});

describe('secrets in the connection string', () => {
  const key = Buffer.from('MARKED-KEY-of-the-account').toString('base64');
  const sas = 'sv=2022-11-02&ss=t&srt=sco&sp=rwdlacu&se=2027-01-01T00%3A00%3A00Z&sig=MARKEDSIG%3D';
  const cases = () => [
    `DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=${key};TableEndpoint=${azurite.tableEndpoint};`,
    `DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=${key};TableEndpoint=http://127.0.0.1:1/devstoreaccount1;`,
    `TableEndpoint=${azurite.tableEndpoint};SharedAccessSignature=${sas}`,
    `TableEndpoint=http://127.0.0.1:1/devstoreaccount1;SharedAccessSignature=${sas}`,
    `DefaultEndpointsProtocol=http;AccountName=a;AccountKey=${key};TableEndpoint=http://example.invalid/a;`,
    `AccountKey=${key};nonsense`,
    `DefaultEndpointsProtocol=https;AccountKey=${key}`,
  ];

  it.each([0, 1, 2, 3, 4, 5, 6])('case %i: never appear in an error', async (index) => {
    const attempt = async () => {
      const ledger = connectTableLedger(cases()[index] ?? '', { retry: NO_RETRY });
      const errors: unknown[] = [];
      for (const work of [
        () => ledger.prepare(),
        () => ledger.control('one'),
        () => ledger.summaries({ top: 1 }),
        () => ledger.appendJournal('one', [anEntry('x')]),
        () => ledger.recordBackup('one', aRecord('a', '"1"'), aBackupLine('x')),
        () => all(ledger.currentBackups('one')),
      ])
        await work().catch((error: unknown) => errors.push(error));
      expect(errors).toHaveLength(6);
      throw new AggregateError(errors, 'all');
    };
    const error: unknown = await attempt().catch((reason: unknown) => reason);
    const shown = inspect(error, {
      depth: 30,
      showHidden: true,
      customInspect: false,
      maxStringLength: null,
    });
    expect(shown).toMatch(/Cannot /);
    expect(shown).not.toMatch(/MARKED|SharedKey|Bearer/);
    expect(shown).not.toContain(key);
  });
});
