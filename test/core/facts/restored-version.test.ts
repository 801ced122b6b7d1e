/** Which version of the tail's file was restored: every way to know it, and everything that looks like one. */
import type { BackupSetRow } from '../../../shared/core/backup-set-row';
import { collectSets } from '../../../shared/core/chain/collect-sets';
import type { EngineSet, EngineStatus } from '../../../shared/core/engine/engine-status';
import {
  isSameBackup,
  judgeRestoredVersion,
  mayBeRestored,
  type FileVersions,
  type VersionContext,
} from '../../../shared/core/facts/restored-version';
import type { BackupRecord } from '../../../shared/core/migration/backup-record';
import type { EarlierVersion } from '../../../shared/core/migration/earlier-versions';
import { AZURE_TIMING } from '../../../shared/core/timing';
import { aStatus, at } from '../../support/facts';
import { guid, log, lsn } from '../chain/rows';

const FILE = 'tail.trn';
const TIMES = { startedAt: '2026-03-01T22:50:00', finishedAt: '2026-03-01T22:51:00' };
/** The tail as it is there now, and what lay there before. */
const NOW_ROW = log(FILE, 4_000_000, 5_000_000, { backupSetGuid: guid('now'), ...TIMES });
const FIRST_ROW = log(FILE, 3_000_000, 4_000_000, {
  backupSetGuid: guid('first'),
  startedAt: '2026-03-01T21:50:00',
  finishedAt: '2026-03-01T21:51:00',
});

function version(change: Partial<BackupRecord> = {}, row: BackupSetRow = NOW_ROW): BackupRecord {
  return {
    name: FILE,
    etag: '"now"',
    size: 1000,
    lastModified: at(0),
    seenAt: at(1),
    state: 'read',
    misplaced: false,
    sets: [row],
    current: true,
    ...change,
  };
}

const FIRST = version(
  { etag: '"first"', lastModified: at(-3600), seenAt: at(-3599), current: false },
  FIRST_ROW,
);

/** What the service tells of the set under the tail's name. */
function told(change: Partial<EngineSet> = {}): EngineSet {
  return {
    type: 'log',
    restored: true,
    files: [{ name: FILE, state: 'restored', rawState: 'Restored' }],
    ignoreReasons: [],
    ...change,
  };
}

/** What a service tells that shows the facts of the header. */
const FACTS: Partial<EngineSet> = {
  firstLsn: lsn(4_000_000),
  lastLsn: lsn(5_000_000),
  backupStartedAt: TIMES.startedAt,
  backupFinishedAt: TIMES.finishedAt,
};

function judge(
  status: Partial<EngineStatus>,
  file: Partial<FileVersions> = {},
  context: Partial<VersionContext> = {},
) {
  const [set] = collectSets([NOW_ROW]);
  if (set === undefined) throw new Error('no set');
  return judgeRestoredVersion({
    set,
    by: 'names',
    status: aStatus({ lastRestoredFile: FILE, ...status }),
    files: [
      {
        current: version(),
        others: [],
        same: ['"now"'],
        earlier: { kind: 'told', versions: [] },
        unnamedAt: undefined,
        ...file,
      },
    ],
    confirmed: undefined,
    clocksApart: AZURE_TIMING.clocksApart,
    ...context,
  });
}

describe('(a) by the id of its set', () => {
  const byId = { by: 'setIds' } as const;
  test.each<[name: string, status: Partial<EngineStatus>, kind: string]>([
    ['named as the last', { lastRestoredSet: told({ backupSetId: guid('now') }) }, 'proven'],
    ['listed as restored', { sets: [told({ backupSetId: guid('now').toUpperCase() })] }, 'proven'],
    ['listed, and not restored', { sets: [told({ backupSetId: guid('now'), restored: false })] }, 'another'],
    [
      'listed without a word about its restore',
      { sets: [told({ backupSetId: guid('now'), restored: undefined })] },
      'another',
    ],
    ['absent, another id under its name', { sets: [told({ backupSetId: guid('first') })] }, 'another'],
    ['absent, no id under its name', { sets: [told()] }, 'another'],
    [
      'named as the last, and listed as not restored',
      {
        lastRestoredSet: told({ backupSetId: guid('now') }),
        sets: [told({ backupSetId: guid('now'), restored: false })],
      },
      'another',
    ],
  ])('%s', (_name, status, kind) => {
    // Nothing else counts where ids are the headers'.
    const rest = { others: [], unnamedAt: at(100) };
    expect(judge(status, rest, byId)).toMatchObject({ kind, ...(kind === 'proven' && { by: 'setId' }) });
  });

  test('ids of which only that of an overwritten version is known are the headers’, too', () => {
    const status = { lastRestoredSet: told({ backupSetId: guid('first') }) };
    expect(judge(status, { others: [FIRST], unnamedAt: at(100) })).toEqual({
      kind: 'another',
      reason: 'the service names the set of an earlier version of tail.trn by its id',
    });
  });
});

describe('(b) by what is told of the backup', () => {
  const reason = 'the service reports its LSNs, and the time of its backup';
  test('its LSNs and times prove it, though another version was recorded', () => {
    expect(judge({ sets: [told(FACTS)] }, { others: [FIRST] })).toEqual({
      kind: 'proven',
      by: 'facts',
      reason,
    });
    expect(judge({ lastRestoredSet: told({ ...FACTS, files: [] }) }, { others: [FIRST] })).toMatchObject({
      by: 'facts',
    });
  });

  test('LSNs that are rounded as the service rounds them agree', () => {
    const row = log(FILE, 486_000_000_131_000_037, 486_000_000_145_100_001, { backupSetGuid: guid('now') });
    const [set] = collectSets([row]);
    const reported = told({
      firstLsn: lsn(486_000_000_131_000_000n),
      lastLsn: lsn(486_000_000_145_100_000n),
    });
    expect(judge({ sets: [reported] }, { current: version({}, row) }, { set })).toMatchObject({
      by: 'facts',
    });
  });

  test('other LSNs mean another version, whatever else is so', () => {
    const first = told({ firstLsn: lsn(3_000_000), lastLsn: lsn(4_000_000) });
    const judged = judge({ sets: [first] }, { others: [FIRST], unnamedAt: at(100) });
    expect(judged).toEqual({
      kind: 'another',
      reason:
        'the service restored a set of LSN 3000000 to 4000000 as tail.trn, which now holds LSN 4000000 to 5000000: another version',
    });
    expect(judge({ sets: [told({ lastLsn: lsn(4_000_000) })] }, { unnamedAt: at(100) })).toMatchObject({
      kind: 'another',
    });
  });

  test.each<[name: string, facts: Partial<EngineSet>, size: number | undefined]>([
    ['only one LSN', { ...FACTS, firstLsn: undefined }, undefined],
    ['no LSN', { backupStartedAt: TIMES.startedAt, backupFinishedAt: TIMES.finishedAt }, undefined],
    ['another time of the backup', { ...FACTS, backupStartedAt: '2026-03-01T22:49:59' }, undefined],
    ['another size', FACTS, 999],
  ])('%s proves nothing', (_name, facts, size) => {
    const files = [
      { name: FILE, state: 'restored', rawState: '', ...(size !== undefined && { size }) },
    ] as const;
    expect(judge({ sets: [told({ ...facts, files })] }, { others: [FIRST] }).kind).toBe('unproven');
  });

  test('LSNs so large that rounding hides a block need the time of the backup', () => {
    const large = 600_000_000_000_000_000_000n;
    const row = { ...NOW_ROW, firstLsn: lsn(large), lastLsn: lsn(large + 100_000n) };
    const [set] = collectSets([row]);
    const reported = { firstLsn: lsn(large), lastLsn: lsn(large) };
    const file = { current: version({}, row), others: [FIRST] };
    expect(judge({ sets: [told(reported)] }, file, { set }).kind).toBe('unproven');
    expect(judge({ sets: [told({ ...FACTS, ...reported })] }, file, { set }).kind).toBe('proven');
  });

  test('two recorded versions that look alike are not told apart', () => {
    const twin = version({ etag: '"twin"' }, { ...NOW_ROW, backupSetGuid: guid('twin') });
    expect(judge({ sets: [told(FACTS)] }, { others: [twin] }).kind).toBe('unproven');
  });

  test('of two sets under the name the one restored last is compared', () => {
    const first = told({ firstLsn: lsn(3_000_000), lastLsn: lsn(4_000_000) });
    expect(judge({ sets: [first, told(FACTS)] }, { others: [FIRST] })).toMatchObject({ by: 'facts' });
  });
});

describe('(c) by when its restore began', () => {
  const started = (...seconds: readonly number[]) => ({
    sets: seconds.map((second) => told({ restoreStartedAt: at(second) })),
  });
  test.each<[name: string, status: Partial<EngineStatus>, kind: string]>([
    ['a minute after the last change', started(60), 'proven'],
    ['within the minute: clocks differ', started(59), 'unproven'],
    ['before the last change', started(-1800), 'unproven'],
    ['the later of two restores under the name', started(-1800, 90), 'proven'],
    [
      'of a set that is not restored',
      { sets: [told({ restored: false, restoreStartedAt: at(90) })] },
      'unproven',
    ],
    [
      'of another file',
      {
        sets: [
          told({ restoreStartedAt: at(90), files: [{ name: 'log8.trn', state: 'restored', rawState: '' }] }),
        ],
      },
      'unproven',
    ],
    ['when only its end is told', { sets: [told()], progress: { lastRestoredAt: at(600) } }, 'unproven'],
  ])('%s', (_name, status, kind) => {
    expect(judge(status, { others: [FIRST] })).toMatchObject({
      kind,
      ...(kind === 'proven' && { by: 'restoreStart' }),
    });
  });
});

describe('(d) as the only version there ever was', () => {
  const inTime = { unnamedAt: at(61) };
  test('recorded before a reading that did not name it', () => {
    expect(judge({}, inTime)).toMatchObject({ kind: 'proven', by: 'onlyVersion' });
  });

  test.each<[name: string, file: Partial<FileVersions>]>([
    ['no reading before it was named', { unnamedAt: undefined }],
    ['uploaded after that reading', { unnamedAt: at(-1) }],
    ['at the very moment of that reading', { unnamedAt: at(0), current: version({ seenAt: at(-100) }) }],
    ['recorded after that reading, though storage dates it before', { unnamedAt: at(0.5) }],
    [
      'dated by storage after that reading',
      { unnamedAt: at(61), current: version({ lastModified: at(63) }) },
    ],
    ['seconds before a reading that a replica behind may have answered', { unnamedAt: at(2) }],
    ['recorded less than a minute before that reading', { unnamedAt: at(60.9) }],
    [
      'dated by storage less than a minute before it',
      { unnamedAt: at(61), current: version({ lastModified: at(1.1) }) },
    ],
    ['recorded at no time', { unnamedAt: at(61), current: version({ seenAt: '' }) }],
  ])('%s: only an operator can know', (_name, file) => {
    expect(judge({}, file)).toEqual({
      kind: 'confirmable',
      tail: { blob: FILE, setKey: guid('now'), lastLsn: lsn(5_000_000) },
      versions: [{ blob: FILE, etag: '"now"' }],
      reason: expect.stringMatching(/^the service restored tail\.trn before this app could read/),
    });
  });

  test.each<[name: string, file: Partial<FileVersions>, kind: string, reason: RegExp]>([
    [
      'two recorded versions: unknown for good',
      { ...inTime, others: [FIRST] },
      'unproven',
      /^tail\.trn was uploaded more than once \(now the version of .*22:00:00.*, before that of .*21:00:00/,
    ],
    [
      'an earlier version that only storage knows',
      { ...inTime, earlier: { kind: 'told', versions: [past('"first"')] } },
      'unproven',
      /^storage keeps an earlier version of tail\.trn, of .*21:00:00/,
    ],
    [
      'an earlier version that was recorded as the same backup',
      { ...inTime, same: ['"now"', '"first"'], earlier: { kind: 'told', versions: [past('"first"')] } },
      'proven',
      /^it is the only version/,
    ],
    [
      'versions that storage does not list',
      { ...inTime, earlier: { kind: 'untold', reason: 'access is denied' } },
      'untold',
      /^whether tail\.trn was overwritten is not known: access is denied$/,
    ],
  ])('%s', (_name, file, kind, reason) => {
    expect(judge({}, file)).toMatchObject({ kind, reason: expect.stringMatching(reason) });
  });

  test('storage is asked only where nothing else tells', () => {
    expect(judge({}, { ...inTime, earlier: undefined })).toEqual({ kind: 'ask' });
    expect(judge({}, { earlier: undefined, others: [FIRST] }).kind).toBe('unproven');
    expect(judge({ sets: [told(FACTS)] }, { earlier: undefined }).kind).toBe('proven');
  });
});

describe('an operator’s word', () => {
  const word = {
    by: 'ada@example.com',
    at: at(30),
    tail: { blob: FILE, setKey: guid('now'), lastLsn: lsn(5_000_000) },
    versions: [{ blob: FILE, etag: '"now"' }],
  };
  test('stands for the reading in time, and for nothing else', () => {
    expect(judge({}, {}, { confirmed: word })).toEqual({
      kind: 'proven',
      by: 'operator',
      reason: `ada@example.com confirmed at ${at(30)} that it was never overwritten`,
    });
    expect(judge({}, { others: [FIRST] }, { confirmed: word }).kind).toBe('unproven');
    const earlier = { kind: 'told', versions: [past('"first"')] } as const;
    expect(judge({}, { earlier }, { confirmed: word }).kind).toBe('unproven');
    expect(judge({ sets: [told({ lastLsn: lsn(4_000_000) })] }, {}, { confirmed: word }).kind).toBe(
      'another',
    );
  });

  test.each([
    ['another version', { versions: [{ blob: FILE, etag: '"first"' }] }],
    ['another set', { tail: { ...word.tail, setKey: guid('first') } }],
    ['another end', { tail: { ...word.tail, lastLsn: lsn(4_000_000) } }],
    ['another file', { versions: [{ blob: 'other.trn', etag: '"now"' }] }],
  ])('does not cover %s', (_name, change) => {
    expect(judge({}, {}, { confirmed: { ...word, ...change } }).kind).toBe('confirmable');
  });
});

describe('what counts as another version', () => {
  const now = version();
  test.each<[name: string, other: BackupRecord, counts: boolean]>([
    ['another backup', FIRST, true],
    ['another backup that is gone', { ...FIRST, state: 'removed' }, true],
    ['what could not be read', version({ etag: '"x"', state: 'unreadable', sets: [] }), true],
    ['the same backup, its metadata changed', version({ etag: '"x"' }), false],
    ['the same header in a file of another size', version({ etag: '"x"', size: 1001 }), true],
    ['blocks that were never committed', version({ etag: '', state: 'growing', sets: [], size: 0 }), false],
    [
      'a part of it, seen while it grew',
      version({ etag: '"x"', state: 'growing', sets: [], size: 900 }),
      false,
    ],
    [
      'a cut-off file that was larger',
      version({ etag: '"x"', state: 'growing', sets: [], size: 1001 }),
      true,
    ],
    ['certainly no backup', version({ etag: '"x"', state: 'notABackup', sets: [] }), false],
    ['itself', now, false],
  ])('%s', (_name, other, counts) => expect(mayBeRestored(other, now)).toBe(counts));

  test('without a GUID nothing is the same backup', () => {
    const bare = version({}, { ...NOW_ROW, backupSetGuid: undefined });
    expect(isSameBackup(bare, { ...bare, etag: '"x"' })).toBe(false);
    expect(isSameBackup(now, version({ etag: '"x"' }))).toBe(true);
  });
});

function past(etag: string): EarlierVersion {
  return { etag, size: 900, lastModified: at(-3600) };
}
