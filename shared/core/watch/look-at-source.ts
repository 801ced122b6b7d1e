/**
 * T-SQL that shows why no log comes from the source; it only reads.
 *
 * Sources: Microsoft Learn, "backupset", "backupmediafamily", "sysjobhistory", "sys.fn_hadr_backup_is_preferred_replica",
 * "sys.availability_groups", "sys.credentials". Nothing here needs more than SQL Server 2012.
 */
import type { StallCause } from '../migration/status-document';
import { AT_SOURCE } from '../preflight/outcomes';
import { quoteText } from '../t-sql';

type Command = NonNullable<StallCause['command']>;

function atSource(...lines: readonly string[]): Command {
  return { language: 'sql', where: AT_SOURCE, text: lines.join('\n') };
}

/** The last log backups of a database, with where they were written and by whom. */
export function lastLogBackups(database: string): Command {
  return atSource(
    'SELECT TOP (10) b.backup_finish_date, b.user_name, b.first_lsn, b.last_lsn, b.is_copy_only, f.physical_device_name',
    'FROM msdb.dbo.backupset AS b',
    'JOIN msdb.dbo.backupmediafamily AS f ON f.media_set_id = b.media_set_id',
    `WHERE b.database_name = ${quoteText(database)} AND b.type = 'L'`,
    'ORDER BY b.backup_finish_date DESC;',
  );
}

/** Which replica of an availability group takes backups. */
export function preferredReplica(database: string): Command {
  return atSource(
    `SELECT g.name, g.automated_backup_preference_desc, @@SERVERNAME AS this_server, sys.fn_hadr_backup_is_preferred_replica(${quoteText(database)}) AS is_preferred`,
    'FROM sys.availability_groups AS g;',
  );
}

/** The jobs that take backups, with how they ended last. */
export function backupJobs(): Command {
  return atSource(
    'SELECT TOP (20) j.name, j.enabled, s.step_name, h.run_date, h.run_time, h.run_status, h.message',
    'FROM msdb.dbo.sysjobs AS j',
    'JOIN msdb.dbo.sysjobsteps AS s ON s.job_id = j.job_id',
    'LEFT JOIN msdb.dbo.sysjobhistory AS h ON h.job_id = s.job_id AND h.step_id = s.step_id',
    "WHERE CHARINDEX(N'BACKUP', UPPER(s.command)) > 0",
    'ORDER BY h.run_date DESC, h.run_time DESC;',
  );
}

/** Recovery model and state of a database. */
export function recoveryModel(database: string): Command {
  return atSource(
    'SELECT name, state_desc, recovery_model_desc, is_read_only',
    'FROM sys.databases',
    `WHERE name = ${quoteText(database)};`,
  );
}

/** The credentials of BACKUP TO URL, with when each was renewed. */
export function credentials(): Command {
  return atSource('SELECT name, credential_identity, create_date, modify_date', 'FROM sys.credentials;');
}
