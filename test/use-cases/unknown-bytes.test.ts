/** Unknown bytes may be the newest log: only a recognised foreign format is certainly not a backup. */
import { gzipSync } from 'node:zlib';
import { NO_LSN } from '../../shared/core/lsn';
import type { Assessed } from '../../shared/use-cases/assess/assess-migration';
import { recordIntent } from '../../shared/use-cases/cutover/record-intent';
import { triggerCutover } from '../../shared/use-cases/cutover/trigger-cutover';
import { adoptMigration } from '../../shared/use-cases/register/adopt-migration';
import { BackupHistory } from '../../tools/demo/backup-writer/backup-history';
import { ID, OPERATION, World } from '../support/world';

const one = (taken: { readonly files: readonly Uint8Array[] }): Uint8Array => taken.files[0]!;
const utf8 = (text: string) => new Uint8Array(Buffer.from(text, 'utf8'));

function damaged(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  copy[0] = 0x0d;
  return copy;
}

interface Following {
  readonly world: World;
  /** Another log of the source, newer than the tail. */
  readonly newer: Uint8Array;
  readonly history: BackupHistory;
}

/** The service has restored the marked tail: without another file the next assessments order the cutover. */
async function following(): Promise<Following> {
  const world = new World();
  await world.register();
  world.runs();
  const history = new BackupHistory({ databaseName: 'Shop', seed: 11 });
  world.put('full.bak', one(history.full()));
  world.put('log1.trn', one(history.work().log()));
  world.put('tail.final.trn', one(history.work().log()));
  await world.assess();
  await adoptMigration(world.caps, ID, OPERATION);
  await world.readInTime();
  world.runs('tail.final.trn');
  return { world, history, newer: one(history.work().log()) };
}

async function settle(world: World): Promise<Assessed> {
  await world.assess();
  world.clock.forward(31);
  await world.assess();
  world.clock.forward(16);
  return world.assess();
}

async function expectBlocked(world: World, file: string, reason: RegExp): Promise<void> {
  const { decision } = await settle(world);
  expect(decision.readiness.ready).toBe(false);
  const check = decision.readiness.checks.find(
    ({ state, reason: why }) => state !== 'met' && why.includes(file),
  );
  expect(check?.reason).toMatch(reason);
  await recordIntent(world.caps, ID, 1);
  await triggerCutover(world.caps, ID, 1);
  expect(world.sends).toBe(0);
}

test.each<[string, (newer: Uint8Array) => Uint8Array, RegExp]>([
  [
    'damaged in its first byte',
    damaged,
    /log2\.trn.*unknown format: it is encrypted.*damaged at its beginning/,
  ],
  ['without its first sector', (newer) => newer.subarray(512), /log2\.trn.*unknown format/],
  ['whose first sector is zeros', (newer) => newer.slice().fill(0, 0, 512), /log2\.trn.*unknown format/],
  ['that is zeros only', (newer) => new Uint8Array(newer.length), /log2\.trn.*zeros: it is a sparse copy/],
  ['gzipped on its way', (newer) => new Uint8Array(gzipSync(newer)), /log2\.trn.*gzip archive; unpack it/],
  ['of another tool', (newer) => Uint8Array.from([...utf8('LITESPD5'), ...newer]), /log2\.trn.*LiteSpeed/],
  [
    'whose vendor is damaged',
    (newer) => {
      const copy = newer.slice();
      copy[87] = 0x34;
      return copy;
    },
    /log2\.trn.*tape file of/,
  ],
])('a newer log %s blocks, with its name and reason', async (_, spoil, reason) => {
  const { world, newer } = await following();
  world.put('log2.trn', spoil(newer));
  await expectBlocked(world, 'log2.trn', reason);
});

test.each<[string, Uint8Array]>([
  ['a web page', utf8('<!DOCTYPE html><html></html>')],
  ['XML with a byte order mark', utf8('\ufeff<?xml version="1.0"?><settings/>')],
  ['a note in UTF-16', new Uint8Array(Buffer.from('\ufeffread me\n', 'utf16le'))],
])('%s does not block: it certainly is no backup', async (_, bytes) => {
  const { world } = await following();
  world.put('readme', bytes);
  const { decision } = await settle(world);
  expect(decision.readiness.ready).toBe(true);
});

test.each([
  [
    'log2.trn',
    '<?xml version="1.0"?><Error><Code>AuthenticationFailed</Code></Error>',
    /AuthenticationFailed/,
  ],
  ['log2', '<?xml version="1.0"?><Error><Code>BlobNotFound</Code></Error>', /BlobNotFound/],
  ['log2.trn', '<!DOCTYPE html><html><title>502 Bad Gateway</title></html>', /a web page/],
  ['log2.trn', 'Access is denied.\r\n', /a text/],
])('%s that holds %j blocks: the newest log may be missing in its place', async (name, text, reason) => {
  const { world } = await following();
  world.put(name, utf8(text));
  await expectBlocked(world, name, reason);
});

test.each<[string, (tail: Uint8Array) => Uint8Array]>([
  ['damaged in its first byte', damaged],
  ['replaced by a web page', () => utf8('<!DOCTYPE html><html></html>')],
])('a second marked tail, %s: neither is taken', async (_, spoil) => {
  const { world, history } = await following();
  world.put('b.final.trn', spoil(one(history.work().log({ tail: true }))));
  await expectBlocked(world, 'b.final.trn', /more than one tail is marked/);
});

test('a newer log whose header has no LSNs blocks', async () => {
  const { world, history } = await following();
  const fields = { firstLsn: NO_LSN, lastLsn: NO_LSN };
  world.put('log2.trn', one(history.work().log({ fields })));
  await expectBlocked(world, 'log2.trn', /FirstLSN 0 and LastLSN 0/);
});

test('what 0.1.0 recorded as no backup blocks until it is read anew, and for what it then is', async () => {
  const { world, newer } = await following();
  const blob = world.put('log2.trn', damaged(newer));
  const old = {
    ...blob,
    state: 'notABackup' as const,
    errorName: 'NotABackup',
    reason: 'Cannot read the backup: the file looks like an unknown format',
    seenAt: blob.lastModified,
    misplaced: false,
    sets: [],
    current: true,
  };
  await world.stored.recordBackup(ID, old, {
    at: old.seenAt,
    kind: 'backupRecorded',
    by: 'ingest',
    text: 'x',
  });
  await expectBlocked(world, 'log2.trn', /unknown format: it is encrypted/);
  const [record] = await world.stored.backupVersions(ID, 'log2.trn');
  expect(record).toMatchObject({ state: 'unreadable', errorName: 'UnknownFormat' });
});
