import { startEmulator, type RunningEmulator } from '../../tools/emulator/server';
import { roundLsn } from '../../tools/emulator/wire/backup-set-body';
import { formatTime } from '../../tools/emulator/wire/json';
import type { DetailsShape } from '../../tools/emulator/wire/status-details';
import { ask, control, create, EXPAND, migrationPath } from './arm-client';
import { FakeContainers, putChain } from './fake-backups';

const MINIMAL = [
  'migrationState',
  'blobContainerName',
  'isFullBackupRestored',
  'currentRestoringFilename',
  'lastRestoredFilename',
  'pendingLogBackupsCount',
];
const SETS = ['fullBackupSetInfo', 'lastRestoredBackupSetInfo', 'activeBackupSets', 'invalidFiles'];
const NEWER = [
  'pendingDiffBackupsCount',
  'lastUploadedFileName',
  'lastUploadedFileTime',
  'lastRestoredFileTime',
  'detectedFiles',
  'queuedFiles',
  'skippedFiles',
  'unrestorableFiles',
  'restoredFiles',
  'restoringFiles',
  'currentRestoredSize',
  'currentRestorePlanSize',
  'restorePercentCompleted',
  'miRestoreState',
];

describe('migrationStatusDetails of a blob migration', () => {
  let emulator: RunningEmulator;
  afterEach(() => emulator.close());

  async function detailsAfter(shape: DetailsShape, waits: readonly number[]) {
    const containers = new FakeContainers();
    putChain(containers, 2);
    containers.putForeign('readme.txt');
    emulator = await startEmulator({ port: 0, backupReader: containers, scanIntervalMs: 0, details: shape });
    await control(emulator, 'POST', 'clock', { frozen: true });
    await create(emulator, 'db1', 'backups/folder');
    const seen = [];
    for (const ms of waits) {
      await control(emulator, 'POST', 'clock', { advanceMs: ms });
      seen.push(
        (await ask(emulator, 'GET', migrationPath('db1'), { query: EXPAND })).body.properties
          .migrationStatusDetails,
      );
    }
    return seen;
  }

  test.each([
    ['minimal', MINIMAL],
    ['sets', [...MINIMAL, ...SETS]],
    ['newer', [...MINIMAL, ...SETS, ...NEWER]],
  ] as const)('%s: exactly these keys once everything is restored', async (shape, keys) => {
    const [details] = await detailsAfter(shape, [5000]);
    expect(Object.keys(details).sort()).toEqual([...keys].sort());
    expect(details).toMatchObject({
      migrationState: 'MonitorMigration',
      blobContainerName: 'backups/folder',
      lastRestoredFilename: 'log2.trn',
      currentRestoringFilename: 'log2.trn',
      pendingLogBackupsCount: 0,
    });
  });

  it('leaves out what is not known yet: file names, the last restored set while it is the full', async () => {
    const [begun, fullRestored, logRestoring] = await detailsAfter('sets', [0, 300, 10]);
    expect(begun).not.toHaveProperty('lastRestoredFilename');
    expect(begun).toMatchObject({
      isFullBackupRestored: false,
      currentRestoringFilename: 'full.bak',
      pendingLogBackupsCount: 2,
    });
    expect(fullRestored).toMatchObject({
      isFullBackupRestored: true,
      lastRestoredFilename: 'full.bak',
      currentRestoringFilename: 'log1.trn',
      pendingLogBackupsCount: 2,
    });
    expect(logRestoring).not.toHaveProperty('lastRestoredBackupSetInfo');
  });

  it('newer: counts files and tells the restore status of each set', async () => {
    const [details] = await detailsAfter('newer', [450]);
    expect(details).toMatchObject({
      detectedFiles: 4,
      restoredFiles: 1,
      restoringFiles: 1,
      queuedFiles: 1,
      skippedFiles: 1,
      unrestorableFiles: 0,
      pendingDiffBackupsCount: 0,
      miRestoreState: 'Restoring',
    });
    const statuses = details.activeBackupSets.map((set: { restoreStatus: string }) => set.restoreStatus);
    expect(statuses.sort()).toEqual(['Queued', 'Restored', 'Restoring']);
  });
});

test.each([
  ['486000000131000037', '486000000131000000'],
  ['486000000132600001', '486000000132600000'],
  ['17126658000004509500001', '17126658000004509500000'],
  ['0', '0'],
])('roundLsn() drops the slot of %s', (lsn, rounded) => expect(roundLsn(lsn)).toBe(rounded));

test.each([
  ['2021-12-23T16:54:54.190Z', '2021-12-23T16:54:54.19Z'],
  ['2021-12-27T04:20:35.743Z', '2021-12-27T04:20:35.743Z'],
  ['2021-12-27T04:20:16.400Z', '2021-12-27T04:20:16.4Z'],
  ['2021-12-27T04:20:10.000Z', '2021-12-27T04:20:10Z'],
])('formatTime() writes %s as %s', (iso, text) => expect(formatTime(Date.parse(iso))).toBe(text));
