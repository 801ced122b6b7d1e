/** Mutants of the rows about backups, and of limits that rest on them. */
import type { PreflightFile } from '../../../shared/core/preflight/backup-facts';
import type { PreflightPlan } from '../../../shared/core/preflight/plan';
import { PLACE, backupSet, backups, file, fullFile } from '../backups';
import { type Case, byReplay, fromContainer, fromShare, migrate, note } from '../cases';
import { type Mutant, mutantsOf } from './mutant';

const changed =
  (over: Partial<PreflightPlan>) =>
  (one: Case): void => {
    one.plan = { ...one.plan, ...over };
  };

const holding = (...files: readonly PreflightFile[]) => changed({ backups: backups(files) });
const full = fullFile();
const log = (name: string, over: Parameters<typeof backupSet>[0]) => file(name, { sets: [backupSet(over)] });

/** BKP-…, and LIM-… about backups and running migrations. */
export const BACKUP_MUTANTS: readonly Mutant[] = mutantsOf([
  [
    'BKP-01',
    'no full',
    fromContainer,
    changed({
      backups: {
        readFrom: 'container',
        place: PLACE,
        files: [file('1.trn')],
        chain: { status: 'no-full', summary: 'there is no full backup' },
      },
    }),
    'no full backup',
  ],
  [
    'BKP-02',
    'a log without checksums',
    fromContainer,
    holding(full, log('1.trn', { hasBackupChecksums: false })),
    '1 of 2 backups',
  ],
  [
    'BKP-03',
    'an appended log',
    fromContainer,
    holding(full, file('1.trn', { sets: [backupSet(), backupSet({ position: 2 })] })),
    'more than one backup',
  ],
  [
    'BKP-04',
    'a stripe is missing',
    fromContainer,
    holding(fullFile({ familyCount: 2, mediaSetGuid: 'm' })),
    '1 of 2 files',
  ],
  [
    'BKP-04',
    'a striped log',
    byReplay,
    holding(
      full,
      ...[1, 2].map((n) => log(`1-${n}.trn`, { familyCount: 2, familySequenceNumber: n, mediaSetGuid: 'm' })),
    ),
    'log backup is in 2 files',
  ],
  [
    'BKP-06',
    'simple recovery model',
    fromContainer,
    holding(fullFile({ recoveryModel: 'simple' })),
    'simple recovery model',
  ],
  [
    'BKP-06',
    'bulk-logged recovery model',
    fromContainer,
    holding(full, log('1.trn', { recoveryModel: 'bulk-logged' })),
    'bulk-logged',
  ],
  [
    'BKP-06',
    'a gap',
    fromContainer,
    changed({ backups: { ...backups(), chain: { status: 'gap', summary: 'log is missing after 1.trn' } } }),
    'missing after',
  ],
  [
    'BKP-07',
    'another database',
    fromContainer,
    holding(full, log('o.bak', { databaseName: 'Orders' })),
    '(Orders)',
  ],
  [
    'BKP-07',
    'another database of the same name',
    fromContainer,
    holding(full, log('o.bak', { familyGuid: 'family-2' })),
    "all called 'Shop'",
  ],
  [
    'BKP-08',
    'the tail is no backup',
    fromContainer,
    changed({
      backups: backups([full, file('tail.trn', { state: 'notABackup', sets: [], reason: 'a ZIP archive' })]),
      tailName: 'shop/tail.trn',
    }),
    'no backup: a ZIP archive',
  ],
  ['BKP-10', 'SQL Server 2005', fromContainer, holding(fullFile({ softwareVersion: '9.0.5000' })), '2005'],
  [
    'BKP-10',
    'SQL Server 2025 to an instance of 2022',
    fromContainer,
    holding(fullFile({ softwareVersion: '17.0.1000' })),
    'SQLServer2022',
  ],
  [
    'BKP-12',
    'two log files',
    fromContainer,
    holding(
      fullFile({
        databaseFiles: [
          { type: 'D', size: 1 },
          { type: 'L', size: 1 },
          { type: 'L', size: 1 },
        ],
      }),
    ),
    '2 log files',
  ],
  ['BKP-14', 'an odd extension', byReplay, holding(full, file('1.backup')), 'another extension'],
  [
    'BKP-14',
    'a file newer than the last',
    byReplay,
    (one) => {
      holding(full, file('1.trn'), file('2.trn', { lastModified: '2026-11-29T21:00:00.000Z' }))(one);
      migrate(one, {
        create: { ...one.plan.migration.create, autoComplete: { lastBackupName: '1.trn' } } as never,
      });
    },
    'newer than the last backup',
  ],
  [
    'LIM-01',
    'three days left',
    fromShare,
    changed({ status: { state: 'running', startedOn: '2026-11-03T08:00:00.000Z' } }),
    'in 3 days',
  ],
  [
    'LIM-07',
    'SSISDB',
    fromContainer,
    (one) => {
      holding(fullFile({ databaseName: 'SSISDB' }))(one);
      migrate(one, { source: { databaseName: 'SSISDB' } });
    },
    'SSISDB',
  ],
  [
    'LIM-10',
    'a migration that waits',
    fromShare,
    changed({ status: { state: 'retriable', startedOn: '2026-11-28T08:00:00.000Z' } }),
    'waits for a retry',
  ],
  [
    'LIM-16',
    'log backups too seldom',
    fromContainer,
    (one) => note(one, { downtimeMinutes: 5 }),
    'every 15 min',
  ],
]);
