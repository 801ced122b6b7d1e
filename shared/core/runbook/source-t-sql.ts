/**
 * T-SQL for the source: freezing it, taking the tail, and opening it again.
 *
 * Sources: Microsoft Learn, "BACKUP", "Tail-log backups", "SQL Server backup to URL", "sp_update_job", "ALTER DATABASE SET
 * options", "RESTORE Statements". Nothing here needs more than SQL Server 2012. A name is never in a comment, which a line end
 * in it would end.
 */
import { quoteText } from '../t-sql';
import { onSource } from './commands';
import type { RunbookCommand } from './document';
import { type RunbookNames, quotedSource } from './names';

/** Tables whose rows are counted on both sides. */
const LARGEST_TABLES = 20;

/** What still works with the database, and how to stop it. */
export function freezeCommands(names: RunbookNames): readonly RunbookCommand[] {
  const { name, text } = quotedSource(names);
  return [
    onSource(
      'lists the Agent jobs that name the database, take backups or run packages; each row has the statement that disables the job, and the one for the way back: keep both',
      'SELECT j.name, s.step_id, s.step_name, s.subsystem,',
      "  N'EXEC msdb.dbo.sp_update_job @job_id = N''' + CONVERT(nvarchar(36), j.job_id) + N''', @enabled = 0;' AS disable_it,",
      "  N'EXEC msdb.dbo.sp_update_job @job_id = N''' + CONVERT(nvarchar(36), j.job_id) + N''', @enabled = 1;' AS enable_it",
      'FROM msdb.dbo.sysjobs AS j',
      'JOIN msdb.dbo.sysjobsteps AS s ON s.job_id = j.job_id',
      'WHERE j.enabled = 1',
      `  AND (s.database_name = ${text} OR CHARINDEX(${text}, s.command) > 0`,
      "    OR CHARINDEX(N'BACKUP', UPPER(s.command)) > 0 OR s.subsystem = N'SSIS')",
      'ORDER BY j.name, s.step_id;',
    ),
    onSource(
      'lists the jobs that run now: disabling a job does not stop it',
      'SELECT j.name, a.start_execution_date',
      'FROM msdb.dbo.sysjobactivity AS a',
      'JOIN msdb.dbo.sysjobs AS j ON j.job_id = a.job_id',
      'WHERE a.session_id = (SELECT MAX(session_id) FROM msdb.dbo.syssessions)',
      '  AND a.start_execution_date IS NOT NULL AND a.stop_execution_date IS NULL;',
    ),
    onSource(
      'lists who is still connected, with the statement that ends each session; run it again until nothing is left',
      "SELECT session_id, login_name, host_name, program_name, status, last_request_end_time, N'KILL ' + CONVERT(nvarchar(10), session_id) + N';' AS end_it",
      'FROM sys.dm_exec_sessions',
      `WHERE database_id = DB_ID(${text}) AND is_user_process = 1 AND session_id <> @@SPID;`,
    ),
    onSource(
      'lists open transactions: none may be left',
      'SELECT s.session_id, t.database_transaction_begin_time, t.database_transaction_log_bytes_used',
      'FROM sys.dm_tran_database_transactions AS t',
      'JOIN sys.dm_tran_session_transactions AS s ON s.transaction_id = t.transaction_id',
      `WHERE t.database_id = DB_ID(${text}) AND t.database_transaction_log_record_count > 0;`,
    ),
    onSource(
      'keeps everybody out but sysadmin, dbcreator and db_owner',
      'USE [master];',
      `ALTER DATABASE ${name} SET RESTRICTED_USER WITH ROLLBACK IMMEDIATE;`,
    ),
    onSource(
      'counts rows, to compare with the target: after a tail WITH NORECOVERY the source cannot be read',
      ...rowCounts(name),
    ),
  ];
}

/** Row counts of the largest tables of a database. @param database quoted as a name */
export function rowCounts(database: string): readonly string[] {
  return [
    `SELECT TOP (${LARGEST_TABLES}) s.name AS [schema], t.name AS [table], SUM(p.rows) AS [rows]`,
    `FROM ${database}.sys.tables AS t`,
    `JOIN ${database}.sys.schemas AS s ON s.schema_id = t.schema_id`,
    `JOIN ${database}.sys.partitions AS p ON p.object_id = t.object_id AND p.index_id IN (0, 1)`,
    'GROUP BY s.name, t.name',
    'ORDER BY [rows] DESC, [schema], [table];',
  ];
}

/** The tail itself, in both forms; none where its name is not known. */
export function tailCommands(names: RunbookNames): readonly RunbookCommand[] {
  const { name, text } = quotedSource(names);
  const { device, place } = names;
  if (device === undefined) return [];
  const options = place.kind === 'share' ? 'CHECKSUM, INIT' : 'CHECKSUM';
  return [
    ...(place.kind === 'container'
      ? [
          onSource(
            'shows the credential: its name has to be exactly the URL of the container',
            `SELECT name, credential_identity FROM sys.credentials WHERE name = ${quoteText(names.containerUrl)};`,
          ),
        ]
      : []),
    onSource(
      'takes the tail, and leaves the source restoring: nothing can be written after it',
      'USE [master];',
      `BACKUP LOG ${name} TO ${device}`,
      `  WITH NORECOVERY, ${options};`,
    ),
    onSource(
      'or, where the source has to stay readable: makes it read-only first, then takes the log',
      'USE [master];',
      `ALTER DATABASE ${name} SET READ_ONLY WITH ROLLBACK IMMEDIATE;`,
      `BACKUP LOG ${name} TO ${device}`,
      `  WITH ${options};`,
    ),
    onSource(
      'shows that nothing can be written any more: RESTORING, or ONLINE and read-only',
      `SELECT name, state_desc, user_access_desc, is_read_only FROM sys.databases WHERE name = ${text};`,
    ),
  ];
}

/** Opens the source again, whichever way it was closed. */
export function reopenCommands(names: RunbookNames): readonly RunbookCommand[] {
  const { name, text } = quotedSource(names);
  const isState = (condition: string) =>
    `IF EXISTS (SELECT * FROM sys.databases WHERE name = ${text} AND ${condition})`;
  return [
    onSource(
      'opens the source: out of restoring, writable, for all users; what is so already is left alone',
      'USE [master];',
      isState("state_desc = N'RESTORING'"),
      `  RESTORE DATABASE ${name} WITH RECOVERY;`,
      isState('is_read_only = 1'),
      `  ALTER DATABASE ${name} SET READ_WRITE WITH ROLLBACK IMMEDIATE;`,
      isState("user_access_desc <> N'MULTI_USER'"),
      `  ALTER DATABASE ${name} SET MULTI_USER;`,
    ),
  ];
}
