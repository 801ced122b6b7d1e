/** Backups of a restored copy among those of the source: which branch of history a migration follows. */
import { syncContainer } from '../../shared/use-cases/ingest/sync-container';
import { excludeBlob } from '../../shared/use-cases/operate/exclude-blob';
import { adoptMigration } from '../../shared/use-cases/register/adopt-migration';
import { BackupHistory } from '../../tools/demo/backup-writer/backup-history';
import { ADA, ID, OPERATION, World } from '../support/world';

type Taken = ReturnType<BackupHistory['full']>;
const bytes = ({ files }: Taken): Uint8Array => files[0]!;

/** The source on PROD, and a copy of it restored on TEST, whose full is ahead of the source's tail. */
function backups(): Readonly<Record<string, Uint8Array>> {
  const source = new BackupHistory({ databaseName: 'Shop', seed: 7, serverName: 'PROD' });
  const full = bytes(source.full());
  const log1 = bytes(source.work().log());
  const copy = source.branch();
  const log2 = bytes(source.work().log());
  const tail = bytes(source.work().log({ tail: true }));
  const test = bytes(copy.work(100).full({ fields: { serverName: 'TEST' } }));
  return { 'full.bak': full, 'log1.trn': log1, 'log2.trn': log2, 'log3.final.trn': tail, 'test.bak': test };
}

async function world(serverName?: string): Promise<World> {
  const made = new World();
  await made.register({ source: { databaseName: 'Shop', ...(serverName && { serverName }) } });
  made.runs();
  for (const [name, content] of Object.entries(backups())) made.put(name, content);
  return made;
}

const chainOf = async (made: World) => (await made.assess()).facts.chain;

test('nobody has chosen: blocked, with both branches and what to exclude', async () => {
  const made = await world();
  const { decision, facts } = await made.assess();
  expect(facts.chain.status).toBe('forked');
  expect(decision.headline).toMatch(
    /^Blocked: Cannot determine which of 2 branches of history is the source's: server PROD \(fork .*, 4 files from full\.bak to log3\.final\.trn, .*\); server TEST \(fork .*, test\.bak, .*\)/,
  );
  expect(decision.headline).toContain(
    'If it is server PROD, exclude test.bak: its chain is then complete up to LSN',
  );
});

test('the advice is followed: the chain is whole', async () => {
  const made = await world();
  await made.assess();
  const [record] = await made.stored.backupVersions(ID, 'test.bak');
  await excludeBlob(made.caps, ADA, { blob: 'test.bak', etag: record!.etag, reason: 'a test copy' });
  expect(await chainOf(made)).toMatchObject({ status: 'complete', lastFile: 'log3.final.trn' });
});

test('the registered server chooses', async () => {
  const made = await world('prod');
  expect(await chainOf(made)).toMatchObject({ status: 'complete', lastFile: 'log3.final.trn' });
  const other = await world('TEST');
  expect(await chainOf(other)).toMatchObject({ status: 'complete', lastFile: 'test.bak' });
});

test('what the service has restored chooses, before any server', async () => {
  const made = await world('TEST');
  made.runs('log1.trn');
  const { facts, decision } = await made.assess();
  expect(facts.chain).toMatchObject({ status: 'complete', lastFile: 'log3.final.trn' });
  expect(facts.chain.counts).toMatchObject({ otherFork: 1 });
  expect(decision.block?.kind).not.toBe('chainBroken');
});

test('with everything restored the copy is the last thing in the way, and says so', async () => {
  const made = await world();
  made.runs('log3.final.trn');
  await made.assess();
  await adoptMigration(made.caps, ID, OPERATION);
  made.clock.forward(31);
  const { decision } = await made.assess();
  const check = decision.readiness.checks.find(({ code }) => code === 'nothing-newer');
  expect(check).toMatchObject({ state: 'unmet' });
  expect(check?.reason).toMatch(
    /^test\.bak: it ends at LSN .* test\.bak \(server TEST\) is on recovery fork .* exclude it/,
  );
});

test('what is missing because it was excluded says so, in a routine look as in a whole one', async () => {
  const made = new World();
  await made.register();
  made.runs();
  const { 'test.bak': copy, 'log3.final.trn': tail, ...plain } = backups();
  expect([copy, tail]).toBeDefined();
  for (const [name, content] of Object.entries(plain)) {
    if (name === 'log2.trn') continue;
    made.put(name, content);
  }
  await made.assess();
  await adoptMigration(made.caps, ID, OPERATION);
  made.runs('full.bak');
  await made.assess();
  made.put('log2.trn', plain['log2.trn']!);
  await made.assess('thorough');
  const [record] = await made.stored.backupVersions(ID, 'log2.trn');
  const confirm = record!.sets[0]!.lastLsn.toString();
  await excludeBlob(made.caps, ADA, { blob: 'log2.trn', etag: record!.etag, reason: 'by mistake', confirm });
  const later = new BackupHistory({ databaseName: 'Shop', seed: 7, serverName: 'PROD' });
  later.full();
  later.work().log();
  later.work().log();
  made.put('log4.trn', bytes(later.work().log()));
  for (const look of ['thorough', 'routine', 'whole'] as const) {
    const { facts, decision } = await made.assess(look);
    expect(facts.chain.status).toBe('gap');
    expect(facts.chain.summary).toMatch(/You excluded log2\.trn, which contains LSN \d+: include it again\./);
    expect(decision.headline).toContain('You excluded log2.trn');
  }
});

/** All restored to `log2.final.trn`, and then the source goes on from log 1, by LSN below that. */
async function failedOverByForce(serverName: string) {
  const made = new World();
  const registration = await made.register();
  made.runs();
  const source = new BackupHistory({ databaseName: 'Shop', seed: 3, serverName: 'SQL01' });
  made.put('full.bak', bytes(source.full()));
  made.put('log1.trn', bytes(source.work().log()));
  await made.assess();
  await adoptMigration(made.caps, ID, OPERATION);
  const after = source.branch();
  made.put('log2.final.trn', bytes(source.work(50).log()));
  await syncContainer(made.caps, registration, 100);
  await made.readInTime();
  made.runs('log2.final.trn');
  const fields = { fields: { serverName } };
  const names = ['after_1.trn', 'after_2.trn'];
  for (const name of names) made.put(name, bytes(after.work(10).log(fields)));
  return { made, names };
}

async function looks(made: World): Promise<readonly string[]> {
  const kinds: string[] = [];
  for (let look = 0; look < 3; look++) {
    made.clock.forward(31);
    kinds.push(...(await made.assess('thorough')).decision.commands.map(({ kind }) => kind));
  }
  return kinds;
}

test.each(['SQL01', 'SQL02'])(
  'the source goes on below the tail, on %s: nothing is sent until its files are excluded',
  async (server) => {
    const { made, names } = await failedOverByForce(server);
    expect(await looks(made)).not.toContain('cutOver');
    const { facts, decision } = await made.assess();
    expect(facts.chain.status).toBe('forked');
    expect(decision.headline).toMatch(
      /^Blocked: Cannot call LSN \d+ \(log2\.final\.trn\) the end of the chain: after_1\.trn \(server SQL0\d\), up to LSN \d+, is on recovery fork .*, and newer by history/,
    );
    for (const blob of names) {
      const [record] = await made.stored.backupVersions(ID, blob);
      const order = { blob, etag: record!.etag, reason: 'of a test copy' };
      expect(await excludeBlob(made.caps, ADA, order)).toMatchObject({ kind: 'changed' });
    }
    expect(await looks(made)).toContain('cutOver');
  },
);
