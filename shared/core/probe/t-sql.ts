/**
 * The T-SQL of a probe: it only reads, and answers with one text in rows of one column.
 *
 * Sources: Microsoft Learn, "sys.databases", "backupset", "sys.master_files", "sys.database_recovery_status",
 * "sys.dm_tran_database_transactions", "HAS_PERMS_BY_NAME", "HASHBYTES". Nothing here needs more than SQL Server 2008, and nothing is
 * asked inside the database: one that is restoring cannot be opened.
 */
import type { ProbeSide } from '../migration/probe-reading';
import { quoteText } from '../t-sql';

/** Characters of a row: every client shows as many, and none cuts them (SSMS shows 256 of a column as text). */
const ROW = 70;
/** Rows there may be; the longest answer has about 2,500 characters. */
const ROWS = 50;

/**
 * Writes it. The answer holds letters, digits and `=;:.-` only: names are hexadecimal, so that no code page, blank or line
 * end that a client adds changes them, and `check` is a hash of what stands before it.
 *
 * @param database its name on that server
 * @example probeTSql('source', 'Shop').startsWith('SET NOCOUNT ON;') // true
 */
export function probeTSql(side: ProbeSide, database: string): string {
  return [
    'SET NOCOUNT ON;',
    'DECLARE @name sysname, @all varchar(8000), @found varchar(2000), @status varchar(500);',
    ...(side === 'source' ? SOURCE_VARIABLES : []),
    `SET @name = ${quoteText(database)};`,
    ...FOUND,
    ...(side === 'source' ? OF_THE_SOURCE : []),
    `SET @all = 'probe=${side}-1;at=' + CONVERT(varchar(27), SYSUTCDATETIME(), 126)`,
    `  + 'Z;server=' + ${hex('@@SERVERNAME')}`,
    "  + ';version=' + ISNULL(CONVERT(varchar(40), SERVERPROPERTY('ProductVersion')), '')",
    `  + ';database=' + ${hex('@name')} + ';' + @found + @status${side === 'source' ? ' + @log + @open' : ''};`,
    "SET @all = @all + 'check=' + CONVERT(varchar(40), HASHBYTES('SHA1', @all), 2) + ';';",
    `SELECT CONVERT(varchar(${ROW}), SUBSTRING(@all, ${ROW} * n + 1, ${ROW})) AS probe_result`,
    `FROM (VALUES ${Array.from({ length: ROWS }, (_unused, row) => `(${row})`).join(', ')}) AS piece (n)`,
    `WHERE ${ROW} * n < LEN(@all)`,
    'ORDER BY n;',
  ].join('\n');
}

/** UTF-16, as SQL Server stores names; empty for NULL. */
function hex(name: string): string {
  return `ISNULL(CONVERT(varchar(1024), CONVERT(varbinary(512), CONVERT(nvarchar(256), ${name})), 2), '')`;
}

/** `key=value;` of a column, empty for NULL; pieces are added up with `+`. */
function field(key: string, type: string, column: string): string {
  return `'${key}=' + ISNULL(CONVERT(${type}, ${column}), '') + ';'`;
}

const FOUND: readonly string[] = [
  "SET @found = 'state=;';",
  `SELECT @found = ${field('state', 'varchar(60)', 'd.state_desc')}`,
  `  + ${field('readonly', 'varchar(1)', 'd.is_read_only')}`,
  `  + ${field('access', 'varchar(60)', 'd.user_access_desc')}`,
  `  + ${field('recovery', 'varchar(60)', 'd.recovery_model_desc')}`,
  `  + ${field('compatibility', 'varchar(3)', 'd.compatibility_level')}`,
  `  + ${field('bytes', 'varchar(20)', '(SELECT SUM(CONVERT(bigint, f.size)) * 8192 FROM sys.master_files AS f WHERE f.database_id = d.database_id AND f.type = 0)')}`,
  'FROM sys.databases AS d WHERE d.name = @name;',
  "SET @status = '';",
  `SELECT @status = ${field('family', 'varchar(36)', 'r.family_guid')}`,
  `  + ${field('loggedto', 'varchar(25)', 'r.last_log_backup_lsn')}`,
  'FROM sys.database_recovery_status AS r WHERE r.database_id = DB_ID(@name);',
];

const SOURCE_VARIABLES: readonly string[] = [
  'DECLARE @history varchar(10), @log varchar(1000), @open varchar(100);',
];

/** What may not be read is told as denied; the restore history of another server's backups is in the same table. */
const OF_THE_SOURCE: readonly string[] = [
  "SET @history = CASE WHEN HAS_PERMS_BY_NAME(N'msdb.dbo.backupset', N'OBJECT', N'SELECT') = 1 THEN 'none' ELSE 'denied' END;",
  "SET @log = 'history=' + @history + ';';",
  "IF @history = 'none'",
  `  SELECT TOP (1) @log = 'history=read;' + ${field('log', 'varchar(36)', 'b.backup_set_uuid')}`,
  `    + ${field('first', 'varchar(25)', 'b.first_lsn')}`,
  `    + ${field('last', 'varchar(25)', 'b.last_lsn')}`,
  `    + ${field('finished', 'varchar(19)', 'CASE WHEN b.time_zone BETWEEN -48 AND 48 THEN CONVERT(varchar(19), DATEADD(minute, -15 * b.time_zone, b.backup_finish_date), 126) END')}`,
  `    + ${field('logfamily', 'varchar(36)', 'b.family_guid')}`,
  `    + ${field('copyonly', 'varchar(1)', 'b.is_copy_only')}`,
  `    + ${field('damaged', 'varchar(1)', 'b.is_damaged')}`,
  `    + ${field('logreadonly', 'varchar(1)', 'b.is_readonly')}`,
  `    + ${field('norecovery', 'varchar(1)', 'b.is_force_offline')}`,
  '  FROM msdb.dbo.backupset AS b',
  "  WHERE b.type = 'L' AND b.database_name = @name AND ISNULL(b.server_name, N'') = ISNULL(@@SERVERNAME, N'')",
  '  ORDER BY b.backup_set_id DESC;',
  `SET @open = ${field('groups', 'varchar(1)', "SERVERPROPERTY('IsHadrEnabled')")} + 'open=;';`,
  "IF HAS_PERMS_BY_NAME(NULL, NULL, N'VIEW SERVER STATE') = 1",
  `  SET @open = ${field('groups', 'varchar(1)', "SERVERPROPERTY('IsHadrEnabled')")}`,
  "    + 'open=' + (SELECT CONVERT(varchar(20), COUNT_BIG(*)) FROM sys.dm_tran_database_transactions AS t",
  "      WHERE t.database_id = DB_ID(@name) AND t.database_transaction_log_record_count > 0) + ';';",
];
