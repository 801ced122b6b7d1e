/** What a person must know about an engine before anything else, in one place for journal, API and command line. */
import type { EngineKind } from './engine-status';

/** What is told once a migration of the engine is registered, and whenever its status is shown; most have nothing to tell. */
const NOTICES: Readonly<Record<EngineKind, readonly string[]>> = {
  dms: [],
  // Azure/EOL service_list.json, id 321; azure-docs includes/deprecation-announcement-dms-classic-sql.md.
  'dms-classic': [
    'Azure Database Migration Service (classic) is retired for SQL Server scenarios since 2026-03-15: what still exists can be watched, cut over and cancelled; start new migrations with the current service (engine dms)',
  ],
  lrs: [],
};

/** The notices of an engine. @example noticesOf('dms-classic').length // 1 */
export function noticesOf(engine: EngineKind): readonly string[] {
  return NOTICES[engine];
}

/**
 * What a cancel does at the service; a clause that follows `the service`.
 *
 * New DMS: the target database is dropped (recorded, azure-powershell Stop-AzDataMigrationToSqlManagedInstance). LRS
 * has no cancel of its own: the database is deleted (Microsoft Learn, "Migrate databases by using Log Replay Service").
 * Classic: the cancel is the task's (Microsoft.DataMigration 2018-07-15-preview, Tasks_Cancel).
 */
const CANCEL_EFFECTS: Readonly<Record<EngineKind, string>> = {
  dms: 'drops the target database',
  'dms-classic':
    'cancels the whole task, which ends every database of the task (so nothing is sent while another of them is under way)',
  lrs: 'deletes the database whatever its state',
};

/** What the service does when a migration of the engine is cancelled. @example cancelEffect('lrs') // 'deletes the database whatever its state' */
export function cancelEffect(engine: EngineKind): string {
  return CANCEL_EFFECTS[engine];
}
