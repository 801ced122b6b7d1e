/** Rows about the backups as their headers and names tell them. */
import { ENGINE_KINDS } from '../engine/engine-status';
import {
  type KnownSet,
  allTold,
  knownFiles,
  knownSets,
  setsOf,
  shortName,
  withoutDoubt,
} from './known-backups';
import { noFull, setFullRecovery, takeFull } from './full-backup';
import { bind, countOf, information, met, someOf, unmet } from './outcomes';
import type { PreflightPlan } from './plan';
import { type Proof, end, endUnknown, told } from './proof';
import type { PreflightRow } from './row';

/** Rows BKP-01 to BKP-08 and BKP-14, BKP-15. */
export const BACKUP_ROWS: readonly PreflightRow[] = [
  {
    id: 'BKP-01',
    engines: ENGINE_KINDS,
    demand: 'a full backup of the database is there',
    why: 'the services take no backups: without a full there is nothing to restore',
    severity: 'blocks',
    sources: ['S2 introduction', 'S3 Prerequisites'],
    implies: ['BKP-06'],
    *prove(plan) {
      const files = yield* knownFiles(plan, 'Is a full backup there, with every log backup since?');
      const full = setsOf(files).find(({ type }) => type === 'full');
      if (full !== undefined) return met(`full backup '${full.file}'`);
      yield* withoutDoubt(files);
      return bind(noFull(plan, `no full backup among ${countOf(files.length, 'file')}`), 'no full backup');
    },
  },
  {
    id: 'BKP-02',
    engines: ENGINE_KINDS,
    demand: 'every backup was taken WITH CHECKSUM, so that damage shows',
    why: 'the services of Database Migration refuse others (error 2009); the Log Replay Service is slower with them',
    severity: 'blocks',
    severityIn: { lrs: 'warns' },
    sources: ['S2 introduction', 'E1 error 2009', 'E5'],
    *prove(plan) {
      const sets = yield* knownSets(plan, 'Was every backup taken WITH CHECKSUM?');
      const without = sets.filter(({ hasBackupChecksums }) => hasBackupChecksums === false);
      if (without.length > 0)
        return bind(
          unmet(
            `${without.length} of ${sets.length} backups have no checksums: ${filesOf(without)}`,
            'take a new full backup WITH CHECKSUM, and every log after it',
            takeFull(plan),
          ),
          `no checksums: ${[...new Set(without.map(({ type }) => type))].sort().join(', ')}`,
        );
      yield* allTold(sets, ({ hasBackupChecksums }) => hasBackupChecksums, 'whether it has checksums');
      return met(`all ${sets.length} backups have checksums`);
    },
  },
  {
    id: 'BKP-03',
    engines: ENGINE_KINDS,
    demand: 'each backup is in a file of its own, never appended to another',
    why: 'the services read the first backup of a file only, so an appended log is lost',
    severity: 'blocks',
    sources: ['S2 introduction', 'S3 Prerequisites', 'E2'],
    *prove(plan) {
      const files = yield* knownFiles(plan, 'Is each backup in a file of its own (WITH INIT, FORMAT)?');
      const appended = files.filter(({ sets }) => sets.length > 1);
      if (appended.length > 0)
        return bind(
          unmet(
            `${appended.length} files hold more than one backup: ${someOf(appended.map(({ name }) => name))}`,
            'write each backup to a new file, WITH INIT and FORMAT',
            takeFull(plan),
          ),
          `more than one backup in ${appended.length} files: ${appended.map(({ name }) => name).join(', ')}`,
        );
      yield* withoutDoubt(files);
      return met(`${files.length} files, one backup in each`);
    },
  },
  {
    id: 'BKP-04',
    engines: ['dms', 'lrs'],
    demand: 'of a backup in several files (stripes) every file is there; log backups are in one file each',
    why: 'a backup with a missing stripe cannot be restored; the Log Replay Service takes no striped logs',
    severity: 'blocks',
    sources: ['S3 Prerequisites', 'E5'],
    prove: proveStripes,
  },
  {
    id: 'BKP-05',
    engines: ENGINE_KINDS,
    demand: 'compressed backups are fine, and better for large databases',
    why: 'they are uploaded and restored faster',
    severity: 'info',
    sources: ['S2 introduction', 'S3 Prerequisites'],
    *prove(plan) {
      const sets = yield* knownSets(plan, 'Are the backups compressed?');
      const told = sets.filter(({ compressed }) => compressed !== undefined);
      const compressed = told.filter((set) => set.compressed);
      return information(
        told.length === 0
          ? 'compressed backups are uploaded and restored faster'
          : `${compressed.length} of ${told.length} backups are compressed`,
      );
    },
  },
  {
    id: 'BKP-06',
    engines: ENGINE_KINDS,
    demand: 'the database is in the full recovery model, and the log backups follow the full without a gap',
    why: 'a restore cannot go past a missing log, and in the simple model there are no logs at all',
    severity: 'blocks',
    sources: ['S2 introduction', 'E5'],
    prove: proveChain,
  },
  {
    id: 'BKP-07',
    engines: ENGINE_KINDS,
    demand: 'the folder holds backups of the registered database only',
    why: 'the service takes the first full that it finds, whichever database it is of',
    severity: 'blocks',
    sources: ['S3 Limitations', 'E1 error 2009'],
    implies: ['STO-15'],
    prove: proveOneDatabase,
  },
  {
    id: 'BKP-08',
    engines: ENGINE_KINDS,
    demand: 'files that are no backups are ignored',
    why: 'they do no harm, unless the final log backup is one of them: then it is never restored',
    severity: 'info',
    sources: ['S3 Configure migration settings'],
    *prove(plan) {
      const files = yield* knownFiles(plan, 'Is every file on the share a backup?');
      const foreign = files.filter(({ state }) => state === 'notABackup' || state === 'unusable');
      const tail = foreign.find(({ name }) => isNamed(name, plan.tailName));
      if (tail !== undefined)
        return unmet(
          `the final log backup '${tail.name}' is no backup: ${tail.reason ?? tail.state}`,
          'take the final log backup again, and name it as the tail',
          undefined,
          'blocks',
        );
      return information(
        foreign.length === 0
          ? `all ${files.length} files are backups`
          : `${foreign.length} files are ignored: ${someOf(foreign.map(({ name }) => name))}`,
      );
    },
  },
  {
    id: 'BKP-14',
    engines: ['lrs'],
    demand:
      'the files end in .bak, .diff, .log or .trn, and none is newer than the last one of a restore that completes by itself',
    why: 'the Log Replay Service passes other names over, and a file after the last one makes the restore fail',
    severity: 'warns',
    sources: ['E5', 'E7 section 2'],
    prove: proveNames,
  },
  {
    id: 'BKP-15',
    engines: ['lrs'],
    demand:
      'SQL Server 2016 and later back up to the container directly; older ones to a disk, and the files are uploaded',
    why: 'BACKUP TO URL with a SAS is new in SQL Server 2016',
    severity: 'info',
    sources: ['E5'],
    prove: () =>
      end(
        information(
          'SQL Server 2016 and later can back up to the container directly; upload the backups of older versions',
        ),
      ),
  },
];

function filesOf(sets: readonly KnownSet[]): string {
  return someOf(sets.map(({ file }) => file));
}

function isNamed(name: string, wanted: string | undefined): boolean {
  return wanted !== undefined && (name === wanted || shortName(name) === shortName(wanted));
}

function* proveStripes(plan: PreflightPlan): Proof {
  const sets = yield* knownSets(
    plan,
    'Are all files of striped backups there, and all logs in one file each?',
  );
  yield* allTold(sets, ({ familyCount }) => familyCount, 'how many files its backup has');
  const groups = new Map<string, KnownSet[]>();
  for (const set of sets.filter(({ familyCount = 1 }) => familyCount > 1)) {
    const key = set.mediaSetGuid ?? set.file;
    groups.set(key, [...(groups.get(key) ?? []), set]);
  }
  const striped = [...groups.values()];
  const short = striped.find((group) => familiesOf(group) < (group[0]?.familyCount ?? 0));
  if (short?.[0] !== undefined)
    return bind(
      unmet(
        `${familiesOf(short)} of ${short[0].familyCount} files of a striped backup are there: ${filesOf(short)}`,
        'upload the other files of that backup, too',
      ),
      `stripes of ${short[0].mediaSetGuid ?? short[0].file} are missing`,
    );
  const log = striped.find((group) => group[0]?.type === 'log');
  if (log !== undefined && plan.migration.engine === 'lrs')
    return unmet(
      `a log backup is in ${log.length} files: ${filesOf(log)}`,
      'back the log up to one file',
      undefined,
      'warns',
    );
  return met(
    striped.length === 0 ? 'no backup is striped' : `${striped.length} striped backups are complete`,
  );
}

function familiesOf(group: readonly KnownSet[]): number {
  return new Set(group.flatMap(({ familySequenceNumber }) => familySequenceNumber ?? [])).size;
}

function* proveChain(plan: PreflightPlan): Proof {
  const sets = yield* knownSets(
    plan,
    'Is the database in the full recovery model, with every log since the full?',
  );
  const name = plan.migration.source.databaseName;
  const simple = sets.find(({ recoveryModel }) => recoveryModel === 'simple');
  if (simple !== undefined)
    return bind(
      unmet(
        `the database was in the simple recovery model when '${simple.file}' was taken`,
        'change it to the full recovery model, then take a full backup and log backups',
        setFullRecovery(name),
      ),
      'simple recovery model',
    );
  yield* allTold(sets, ({ recoveryModel }) => recoveryModel, 'the recovery model');
  const chain = yield* told(plan.backups?.chain, 'whether the log backups follow each other');
  if (chain.status === 'no-full') return bind(noFull(plan, chain.summary), 'no full backup');
  if (chain.status !== 'complete' && chain.status !== 'unverified')
    return unmet(chain.summary, 'upload what is missing, or take a new full backup', takeFull(plan));
  const bulk = sets.find(({ recoveryModel }) => recoveryModel === 'bulk-logged');
  if (bulk === undefined) return met(chain.summary);
  return unmet(
    `the database was in the bulk-logged recovery model when '${bulk.file}' was taken`,
    'change it to the full recovery model',
    setFullRecovery(name),
    'warns',
  );
}

function* proveOneDatabase(plan: PreflightPlan): Proof {
  const sets = yield* knownSets(plan, 'Does the folder hold backups of the registered database only?');
  yield* allTold(sets, ({ databaseName }) => databaseName, 'the name of its database');
  const wanted = plan.migration.source.databaseName;
  const foreign = sets.filter(({ databaseName }) => databaseName?.toLowerCase() !== wanted.toLowerCase());
  if (foreign.length > 0)
    return bind(
      unmet(
        `${foreign.length} of ${sets.length} backups are of another database than '${wanted}': ${filesOf(foreign)} (${foreign[0]?.databaseName})`,
        'move them to a folder of their own, or correct source.databaseName in the registration',
      ),
      `backups of ${[...new Set(foreign.map(({ databaseName }) => databaseName))].sort().join(', ')}`,
    );
  const families = new Set(sets.flatMap(({ familyGuid }) => familyGuid ?? []));
  return families.size > 1
    ? unmet(
        `the folder holds backups of ${families.size} databases that are all called '${wanted}'`,
        'move the backups of the other database to a folder of their own',
      )
    : met(`all ${sets.length} backups are of '${wanted}'`);
}

const EXTENSIONS = /\.(?:bak|diff|log|trn)$/i;

function* proveNames(plan: PreflightPlan): Proof {
  const files = yield* knownFiles(plan, 'Do all files end in .bak, .diff, .log or .trn?');
  const odd = setsOf(files).filter(({ file }) => !EXTENSIONS.test(file));
  if (odd.length > 0)
    return unmet(
      `${odd.length} backups have another extension: ${filesOf(odd)}`,
      'copy them to names that end in .bak, .diff or .log',
    );
  const { create } = plan.migration;
  const last = create?.engine === 'lrs' ? create.autoComplete?.lastBackupName : undefined;
  if (last === undefined) return met(`${files.length} files with known extensions`);
  const end = files.find(({ name }) => isNamed(name, last));
  if (end?.lastModified === undefined)
    return yield* endUnknown(`the last backup '${last}' is not there yet, or its time is not known`);
  const until = end.lastModified;
  const newer = files.filter(({ lastModified }) => lastModified !== undefined && lastModified > until);
  return newer.length === 0
    ? met(`'${last}' is the newest file`)
    : unmet(
        `${newer.length} files are newer than the last backup '${last}': ${someOf(newer.map(({ name }) => name))}`,
        'name the newest log in create.autoComplete.lastBackupName, or remove the newer files',
      );
}
