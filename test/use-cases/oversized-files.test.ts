/** G7: what a file holds may be of any size; it never stops an assessment, nor the ingest of other files. */
import { packRow } from '../../shared/adapters/table-ledger/row-codec';
import type { Ledger } from '../../shared/ports/ledger';
import { readFileBoard } from '../../shared/use-cases/read/read-file-board';
import { BackupHistory } from '../../tools/demo/backup-writer/backup-history';
import type { BackupSetSpec } from '../../tools/demo/backup-writer/backup-spec';
import { seededGuid } from '../../tools/demo/backup-writer/seeded-guid';
import { writeBackup } from '../../tools/demo/backup-writer/write-backup';
import { ID, World } from '../support/world';

const LONGEST_BLOB_NAME = 1_024;
const one = (taken: { readonly files: readonly Uint8Array[] }): Uint8Array => taken.files[0]!;

/** What the transaction of a recording takes: three versions of the record. */
const TRANSACTION_BYTES = 4 * 1024 * 1024;

/** The ledger in memory, with the limits of a table's rows. */
function sized(inner: Ledger): Ledger {
  return new Proxy(inner, {
    get(target, name: string) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      const call = method.bind(target) as (...args: readonly unknown[]) => unknown;
      if (name !== 'recordBackup') return call;
      return async (...args: readonly unknown[]) => {
        const columns = packRow('record', args[1], 'token');
        expect(3 * Buffer.byteLength(JSON.stringify(columns))).toBeLessThan(TRANSACTION_BYTES);
        return call(...args);
      };
    },
  });
}

async function following(): Promise<{ world: World; history: BackupHistory }> {
  const world = new World({ ledger: sized });
  await world.register();
  world.runs();
  const history = new BackupHistory({ databaseName: 'Shop', seed: 3 });
  world.put('full.bak', one(history.full()));
  await world.assess();
  return { world, history };
}

function appended(history: BackupHistory, count: number, fields: Partial<BackupSetSpec> = {}): Uint8Array {
  const sets = Array.from({ length: count }, () => ({ ...history.work(1).log().set, ...fields }));
  return writeBackup({ media: { mediaSetGuid: seededGuid('media') }, sets });
}

async function boardOf(world: World) {
  const page = await readFileBoard(world.caps, ID, 100, undefined);
  return new Map((page?.items ?? []).map((item) => [item.name, item]));
}

test.each([
  ['one device of 300 logs', 300, {}],
  ['one device of more logs than the reader takes', 520, {}],
  [
    'one device of 200 logs with the longest names in another script',
    200,
    { databaseName: '数'.repeat(128) },
  ],
])('%s is a row with a sentence, and the rest goes on', async (_, count, fields) => {
  const { world, history } = await following();
  const name = `${'d'.repeat(LONGEST_BLOB_NAME - 4)}.trn`;
  world.put(name, appended(history, count, fields));
  world.put('log_ok.trn', one(history.work().log()));
  const { facts } = await world.assess();
  expect(facts.chain.counts).toMatchObject({ unusable: 1 });
  const board = await boardOf(world);
  expect([...board.keys()].sort()).toEqual([name, 'full.bak', 'log_ok.trn'].sort());
  expect(board.get(name)).toMatchObject({ state: 'unusable' });
  expect(board.get(name)?.reason).toContain('write each backup to its own file');
  await expect(world.assess('whole')).resolves.toBeDefined();
});

test('a few sets of one file are all kept', async () => {
  const { world, history } = await following();
  world.put('device.trn', appended(history, 20));
  await world.assess();
  const [record] = await world.stored.backupVersions(ID, 'device.trn');
  expect(record).toMatchObject({ state: 'read' });
  expect(record?.sets).toHaveLength(20);
});

test('a name longer than SQL Server has is no header: the file cannot be read, the rest goes on', async () => {
  const { world, history } = await following();
  world.put('endless.trn', one(history.work().log({ fields: { databaseName: 'x'.repeat(30_000) } })));
  world.put('log_ok.trn', one(history.work().log()));
  await world.assess();
  const board = await boardOf(world);
  expect(board.get('endless.trn')).toMatchObject({
    state: 'unreadable',
    reason: expect.stringContaining('the name of its database has 30000 characters, 128 are possible'),
  });
  expect(board.has('log_ok.trn')).toBe(true);
});
