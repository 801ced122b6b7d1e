/** The ledger of 0.1.0 under the current program: every row is read, by the codec and through the ledger itself. */
import { connectTableLedger } from '../../shared/adapters/table-ledger/open-table-ledger';
import { unpackRow, type StoredRow } from '../../shared/adapters/table-ledger/row-codec';
import type { TableLedger } from '../../shared/adapters/table-ledger/table-ledger';
import { lsnSortKey, parseLsn } from '../../shared/core/lsn';
import type { JournalEntry } from '../../shared/core/migration/journal';
import { startAzurite, type Azurite } from '../support/azurite';
import { recordedRows, restoreRows, type RecordedRow } from './recorded-version';

const rows = recordedRows();
const ENGINES = ['dms', 'lrs', 'classic'];
const ids = rows.flatMap(({ table, rowKey }) =>
  table.endsWith('Register') && rowKey.startsWith('r!') ? [rowKey.slice(2)] : [],
);
const of = (id: string, part: string): readonly RecordedRow[] =>
  rows.filter(
    ({ partitionKey, rowKey }) => partitionKey === id && (rowKey === part || rowKey.startsWith(`${part}!`)),
  );

test.each([...new Set(rows.map(({ table, rowKey }) => `${table} ${rowKey.split('!')[0]}`))])(
  'the codec reads every row of %s',
  (kind) => {
    const [table, part] = kind.split(' ');
    const ofKind = rows.filter((row) => row.table === table && row.rowKey.split('!')[0] === part);
    for (const row of ofKind) {
      const { partitionKey: partition, rowKey } = row;
      const stored: StoredRow = { partition, row: rowKey, etag: '', columns: row };
      expect(unpackRow(stored)).toEqual(expect.any(Object));
    }
  },
);

test('the recording holds every state for every engine', () => {
  const states = [
    'registered',
    'seeding',
    'gap',
    'tail',
    'excluded',
    'held',
    'approved',
    'sending',
    'sent',
    'unknown',
    'completed',
    'canceled',
  ];
  expect([...ids].sort()).toEqual(
    ENGINES.flatMap((engine) => states.map((state) => `${engine}-${state}`)).sort(),
  );
  const attempts = ids.map((id) => JSON.parse(String(of(id, 'control')[0]?.d0)).attempt?.state);
  expect(attempts).toEqual(expect.arrayContaining(['sending', 'sent', 'unknown', 'confirmed']));
});

describe('through the ledger', () => {
  let azurite: Azurite;
  let ledger: TableLedger;
  beforeAll(async () => {
    azurite = await startAzurite();
    await restoreRows(azurite.connectionString);
    ledger = connectTableLedger(azurite.connectionString);
    await ledger.prepare();
  }, 60_000);
  afterAll(() => azurite.close());

  test('every migration is registered, listed, and has its status', async () => {
    expect((await all(ledger.registrations())).map(({ id }) => id).sort()).toEqual([...ids].sort());
    const { items } = await ledger.summaries({ top: 500 });
    expect(items.map(({ id }) => id).sort()).toEqual([...ids].sort());
    const next: (string | undefined)[] = [];
    for (const id of ids) {
      const status = await ledger.status(id);
      expect(status).toMatchObject({ id });
      next.push(status?.next?.who);
    }
    expect(new Set(next)).toEqual(new Set(['operator', 'service', 'app']));
  });

  test.each(ENGINES)('what is in the control rows of %s', async (engine) => {
    const control = async (state: string) => (await ledger.control(`${engine}-${state}`))?.value;
    expect(await control('tail')).toMatchObject({
      namedTail: { blob: `${engine}-tail/tail.trn`, by: 'local:dba' },
    });
    expect(await control('excluded')).toMatchObject({
      exclusions: [{ blob: `${engine}-excluded/notes.trn` }],
    });
    expect(await control('approved')).toMatchObject({
      approvals: [
        {
          by: 'local:dba',
          tail: { blob: `${engine}-approved/tail.trn`, lastLsn: expect.any(BigInt) },
          ended: { state: 'expired' },
        },
      ],
    });
    expect((await control('approved'))?.attempt).toBeUndefined();
    expect(await control('sent')).toMatchObject({ attempt: { number: 1, state: 'sent' } });
    expect(await control('unknown')).toMatchObject({ attempt: { number: 1, state: 'unknown' } });
    expect(await control('completed')).toMatchObject({
      attempt: { state: 'confirmed' },
      ended: { phase: 'completed' },
    });
    expect(await control('canceled')).toMatchObject({
      cancel: { by: 'local:dba' },
      ended: { phase: 'canceled' },
    });
  });

  test.each(['dms', 'classic'])('an attempt of %s that is being sent names its sender', async (engine) => {
    expect((await ledger.control(`${engine}-sending`))?.value.attempt).toMatchObject({
      state: 'sending',
      sender: { token: expect.any(String), notAfter: expect.any(String) },
    });
  });

  test('every backup, version, log, working state and inbox item', async () => {
    for (const id of ids) {
      const current = await all(ledger.currentBackups(id));
      expect(current).toHaveLength(of(id, 'b').length);
      expect(await ledger.backupIndex(id)).toHaveLength(current.length);
      const versions = await Promise.all(current.map(({ name }) => ledger.backupVersions(id, name)));
      expect(versions.flat()).toHaveLength(of(id, 'b').length + of(id, 'v').length);
      for (const { name, etag } of versions.flat())
        expect(await ledger.backup(id, name, etag)).toMatchObject({ name, etag });
      expect(await ledger.logsBeyond(id, lsnSortKey(parseLsn('0')))).toHaveLength(of(id, 'l').length);
      expect(await ledger.inbox(id, 50)).toHaveLength(of(id, 'i').length);
      for (const { rowKey } of of(id, 'state'))
        expect(await ledger.workingState(id, rowKey.slice('state!'.length))).toMatchObject({
          value: { json: expect.any(String) },
        });
    }
  }, 60_000);

  test('every line of the journals, in both orders', async () => {
    for (const id of ids) {
      const lines = await journal(id, false);
      expect(lines).toHaveLength(of(id, 'j').length);
      expect(await journal(id, true)).toEqual(lines.toReversed());
    }
  }, 60_000);

  async function journal(id: string, newestFirst: boolean): Promise<readonly JournalEntry[]> {
    const { items } = await ledger.journal(id, { top: 500, newestFirst });
    return items;
  }
});

async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
