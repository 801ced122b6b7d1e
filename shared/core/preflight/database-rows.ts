/** Rows about the source database: what headers tell in part, and the source tells whole. */
import { ENGINE_KINDS } from '../engine/engine-status';
import { judgeSource } from '../migration/source-notes';
import { quoteName, quoteText } from '../t-sql';
import { knownSets, setsOf } from './known-backups';
import { AT_SOURCE, bind, forYou, met, sql, unmet } from './outcomes';
import type { PreflightPlan } from './plan';
import { type Outcome, type Proof, end, told } from './proof';
import type { PreflightRow } from './row';
import { targetInstance } from './service-rows';

/** Rows BKP-09 to BKP-13, LIM-04 and LIM-07. */
export const DATABASE_ROWS: readonly PreflightRow[] = [
  {
    id: 'BKP-09',
    engines: ENGINE_KINDS,
    demand:
      'for a database under transparent data encryption (TDE), or for encrypted backups, the certificate is on the managed instance first (keys of Always Encrypted move by themselves)',
    why: 'the restore stops at once: the instance cannot find the server certificate (error 2009)',
    severity: 'blocks',
    sources: ['S3 Prerequisites', 'E1 error 2009'],
    prove: (plan) => end(askForCertificate(plan)),
  },
  {
    id: 'BKP-10',
    engines: ENGINE_KINDS,
    demand:
      'the source is SQL Server 2008 or later, and not newer than the update policy of the instance accepts',
    why: 'an older or newer backup is refused (errors 2056 and 3169)',
    severity: 'blocks',
    sources: ['E1 error 2056', 'E5'],
    prove: proveVersion,
  },
  {
    id: 'BKP-11',
    engines: ['dms', 'lrs'],
    demand:
      'the database is not partially contained (users inside the database), or the instance allows contained users',
    why: 'the restore fails with error 12824',
    severity: 'blocks',
    sources: ['E1 error 12824', 'E6'],
    prove: (plan) =>
      end(
        forYou(
          `Does this show NONE for '${plan.migration.source.databaseName}'? For PARTIAL (contained users), first set 'contained database authentication' to 1 on the instance`,
          sql(
            AT_SOURCE,
            `SELECT containment_desc FROM sys.databases WHERE name = ${quoteText(plan.migration.source.databaseName)};`,
          ),
        ),
      ),
  },
  {
    id: 'BKP-12',
    engines: ENGINE_KINDS,
    demand: 'the database has one log file, no FILESTREAM and no FileTables, and all its files are online',
    why: 'a managed instance cannot restore another layout',
    severity: 'blocks',
    sources: ['E2', 'E6 IncompatiblePhysicalLayout'],
    *prove(plan) {
      const name = plan.migration.source.databaseName;
      const list = sql(
        AT_SOURCE,
        `SELECT name, type_desc, state_desc FROM ${quoteName(name)}.sys.database_files;`,
      );
      const full = fullWithFiles(plan);
      const logs = full?.databaseFiles?.filter(({ type }) => type === 'L').length;
      if (full !== undefined && logs !== undefined && logs > 1)
        return unmet(
          `the database has ${logs} log files in '${full.file}'`,
          'empty and remove all but one, then take a new full backup',
          list,
        );
      return yield* end(
        forYou(`Does '${name}' have one log file, no FILESTREAM, and every file online?`, list),
      );
    },
  },
  {
    id: 'BKP-13',
    engines: ['dms-classic'],
    demand: 'no column of a table is of type sql_variant, which holds values of different types',
    why: 'the classic online migration does not support it',
    severity: 'warns',
    sources: ['E2'],
    prove: (plan) =>
      end(
        forYou(
          'Does this show no column?',
          sql(AT_SOURCE, variantColumns(plan.migration.source.databaseName)),
        ),
      ),
  },
  {
    id: 'LIM-04',
    engines: ENGINE_KINDS,
    demand: 'on an instance of tier General Purpose the database has no memory-optimised tables',
    why: 'the restore fails with error 41915; tier Business Critical takes them',
    severity: 'blocks',
    sources: ['S3 Limitations'],
    *prove(plan) {
      const instance = yield* targetInstance(plan);
      const tier = yield* told(instance.tier, 'tier of the instance');
      if (tier === 'BusinessCritical') return met('tier Business Critical takes memory-optimised tables');
      const files = fullWithFiles(plan)?.databaseFiles;
      if (files?.every(({ type }) => type === 'D' || type === 'L') === true)
        return met('the full backup lists no memory-optimised files');
      const name = quoteName(plan.migration.source.databaseName);
      return forYou(
        `Does this show no filegroup with memory-optimised data (the instance is of tier ${tier})?`,
        sql(AT_SOURCE, `SELECT name FROM ${name}.sys.filegroups WHERE type = 'FX';`),
      );
    },
  },
  {
    id: 'LIM-07',
    engines: ENGINE_KINDS,
    demand: 'the database is not SSISDB, the catalog of Integration Services',
    why: 'it is not migrated: its packages are deployed again to an SSISDB of the instance',
    severity: 'blocks',
    sources: ['S2 Specify source details', 'S3 Limitations'],
    prove: ({ migration: { source } }) =>
      end(
        source.databaseName.toLowerCase() === 'ssisdb'
          ? unmet(
              'the source database is SSISDB',
              'deploy the packages again, to an Integration Services runtime in Data Factory',
            )
          : met(`'${source.databaseName}' is not SSISDB`),
      ),
  },
];

/** Microsoft's own tables in every database have such columns. */
function variantColumns(databaseName: string): string {
  const views = `${quoteName(databaseName)}.sys`;
  return [
    'SELECT s.name AS [schema], t.name AS [table], c.name AS [column]',
    `FROM ${views}.columns AS c JOIN ${views}.tables AS t ON t.object_id = c.object_id`,
    `  JOIN ${views}.schemas AS s ON s.schema_id = t.schema_id`,
    'WHERE c.system_type_id = 98 AND t.is_ms_shipped = 0;',
  ].join('\n');
}

/**
 * Neither headers nor Azure tell: a header knows backup encryption, which is another thing than TDE, and the certificates of an
 * instance cannot be read through the management API. So it is always asked.
 */
function askForCertificate({ backups, migration: { source } }: PreflightPlan): Outcome {
  const name = quoteText(source.databaseName);
  const sets = setsOf(backups?.files ?? []);
  const encrypted = sets.find(({ isEncrypted }) => isEncrypted === true);
  const told = sets.length > 0 && sets.every(({ isEncrypted }) => isEncrypted !== undefined);
  const database = `SELECT name, is_encrypted FROM sys.databases WHERE name = ${name};`;
  const ofBackups = `SELECT DISTINCT encryptor_type FROM msdb.dbo.backupset WHERE database_name = ${name};`;
  const question = forYou(
    encrypted !== undefined
      ? `'${encrypted.file}' is encrypted: is its certificate on the managed instance, and that of the database, too, if this shows is_encrypted 1 (TDE)?`
      : told
        ? `Does this show is_encrypted 0 for '${source.databaseName}'? If it shows 1 (TDE), say yes once the certificate of the database is on the managed instance`
        : `Does this show is_encrypted 0 for '${source.databaseName}', and no encryptor_type but NULL (column of SQL Server 2014 and later)? If not, say yes once the certificates of database and backups are on the managed instance`,
    sql(AT_SOURCE, told || encrypted !== undefined ? database : `${database}\n${ofBackups}`),
  );
  return encrypted === undefined ? question : bind(question, `encrypted backups of '${source.databaseName}'`);
}

function fullWithFiles({ backups }: PreflightPlan) {
  return setsOf(backups?.files ?? []).find(
    ({ type, databaseFiles }) => type === 'full' && databaseFiles !== undefined,
  );
}

/** Versions that the update policy has to allow: Microsoft Learn, "Update policy for Azure SQL Managed Instance". */
const TAKES_2025 = ['alwaysuptodate', 'sqlserver2025'];

function* proveVersion(plan: PreflightPlan): Proof {
  const sets = yield* knownSets(plan, 'Is the source SQL Server 2008 or later, up to 2022?');
  for (const { file, softwareVersion } of sets) {
    const judged = judgeSource({ softwareVersion });
    if (judged.kind === 'tooOld')
      return unmet(`'${file}': ${judged.reason}`, 'upgrade the source, then take a new full backup');
    if (judged.kind === 'dependsOnPolicy') {
      const policy = yield* told(
        (yield* targetInstance(plan)).databaseFormat,
        'update policy of the instance',
      );
      if (!TAKES_2025.includes(policy.toLowerCase()))
        return unmet(
          `'${file}' was taken by version ${softwareVersion}, the update policy of the instance is ${policy}`,
          'migrate to an instance with the update policy Always-up-to-date',
        );
    }
  }
  const silent = sets.find(({ softwareVersion }) => softwareVersion === undefined);
  if (silent === undefined) return met(`taken by version ${sets[0]?.softwareVersion}`);
  return forYou(
    'Is the source SQL Server 2008 or later (10.0 to 16.0; a later one only if the update policy of the instance takes it)?',
    sql(AT_SOURCE, "SELECT SERVERPROPERTY('ProductVersion');"),
  );
}
