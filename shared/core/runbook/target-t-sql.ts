/**
 * T-SQL for the target, once it is online, and what of the server does not come along.
 *
 * Sources: Microsoft Learn, "Troubleshoot orphaned users", "DBCC CHECKDB", "T-SQL differences between SQL Server and Azure SQL
 * Managed Instance", and the tutorials of the services (logins, Agent jobs and server objects are not migrated).
 */
import { onSource, onTarget } from './commands';
import type { RunbookCommand } from './document';
import { type RunbookNames, quotedTarget } from './names';
import { rowCounts } from './source-t-sql';

/** What shows that the target is what the source was. */
export function verifyCommands(names: RunbookNames): readonly RunbookCommand[] {
  const { name, text } = quotedTarget(names);
  return [
    onTarget(
      'shows state and settings: ONLINE, MULTI_USER, not read-only; the compatibility level of the source',
      'SELECT name, state_desc, user_access_desc, is_read_only, compatibility_level, recovery_model_desc,',
      '  collation_name, is_encrypted, is_trustworthy_on, is_broker_enabled, snapshot_isolation_state_desc',
      `FROM sys.databases WHERE name = ${text};`,
    ),
    onTarget('counts rows, to compare with what the source had', ...rowCounts(name)),
    onTarget(
      'lists users whose login does not exist here',
      'SELECT u.name, u.type_desc, u.authentication_type_desc',
      `FROM ${name}.sys.database_principals AS u`,
      'LEFT JOIN sys.server_principals AS l ON l.sid = u.sid',
      "WHERE u.authentication_type_desc IN (N'INSTANCE', N'WINDOWS') AND l.sid IS NULL AND u.principal_id > 4;",
    ),
    onTarget('checks every page; it takes long on a large database', checkDatabase(name)),
    serverObjects('target'),
    serverObjects('source'),
  ];
}

function checkDatabase(name: string): string {
  return `DBCC CHECKDB (${name}) WITH NO_INFOMSGS, ALL_ERRORMSGS;`;
}

/** One query for both servers: what only the source lists has not come along. */
function serverObjects(where: 'source' | 'target'): RunbookCommand {
  const make = where === 'source' ? onSource : onTarget;
  return make(
    where === 'target'
      ? 'lists what belongs to the server: what the source has and this does not did not come along'
      : 'the same query on the source, to compare',
    "SELECT N'login' AS kind, name FROM sys.server_principals WHERE type IN ('S', 'U', 'G', 'E', 'X') AND name NOT LIKE N'##%'",
    "UNION ALL SELECT N'Agent job', name FROM msdb.dbo.sysjobs",
    "UNION ALL SELECT N'Agent operator', name FROM msdb.dbo.sysoperators",
    "UNION ALL SELECT N'linked server', name FROM sys.servers WHERE is_linked = 1",
    "UNION ALL SELECT N'credential', name FROM sys.credentials",
    "UNION ALL SELECT N'server trigger', name FROM sys.server_triggers",
    "UNION ALL SELECT N'server audit', name FROM sys.server_audits",
    'ORDER BY kind, name;',
  );
}

/** The name under which the target is reached: the server knows it. */
export function targetAddress(): RunbookCommand {
  return onTarget('shows the name to connect to', 'SELECT @@SERVERNAME AS connect_to;');
}
