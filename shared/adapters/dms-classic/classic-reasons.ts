/**
 * Everything in a task that speaks against a cutover, in the service's own words.
 *
 * Errors come as ODataError (`code, message, details`), ReportableException (`message, actionableMessage, hResult`) or
 * in rows of their own. Warnings come in one list with exceptions and cannot be told apart, so they block as well.
 */
import type { EngineFailure } from '../../core/engine/engine-status';
import { redact } from '../arm/redact';
import { findingsIn, findingText, type Finding } from '../engine-text/findings';
import { diagnose } from '../failures/failure-catalogue';
import type { ClassicDatabase } from './classic-databases';
import { isQuietMigrationState, toCommandState } from './classic-state';
import type { WireCommand, WireRow, WireTask } from './classic-wire';

/**
 * Collects what the task says of a database, or of itself, each once and without secrets.
 *
 * @param commands those given for the database; a failed one blocks, because the service does not report what it left
 */
export function toFindings(
  task: WireTask,
  database: ClassicDatabase,
  commands: readonly WireCommand[],
): Finding[] {
  const rows = task.output ?? [];
  const findings = [
    ...findingsIn(task.errors),
    ...findingsIn(database.row?.exceptionsAndWarnings),
    ...rows.filter((row) => isAbout(row.id, database, rows)).flatMap((row) => findingsIn(row.error)),
    ...rows.flatMap(({ resultType, state }) =>
      resultType?.toLowerCase() !== 'migrationleveloutput' ||
      state === undefined ||
      isQuietMigrationState(state)
        ? []
        : [{ code: '', message: `the migration is in state ${redact(state)}` }],
    ),
    ...commands.flatMap(failedCommand),
  ];
  return [...new Map(findings.map((one) => [findingText(one), one])).values()];
}

/** The first finding with its diagnosis; for a migration that failed. */
export function toFailure(findings: readonly Finding[]): EngineFailure | undefined {
  const diagnosed = findings.map(({ code, message }) => diagnose(code, message));
  return diagnosed.find((failure) => failure.remedy !== undefined) ?? diagnosed[0];
}

/** Rows of errors carry the prefix of their database (`der|<name>|`); one that fits no other database concerns all. */
function isAbout(rowId: string | undefined, database: ClassicDatabase, rows: readonly WireRow[]): boolean {
  const others = rows.filter((row) => row !== database.row && (row.errorPrefix ?? '') !== '');
  return !others.some(({ errorPrefix = '' }) => rowId?.startsWith(errorPrefix) === true);
}

function failedCommand(command: WireCommand): Finding[] {
  if (toCommandState(command.state) !== 'failed') return [];
  const findings = [...findingsIn(command.errors), ...findingsIn(command.output)];
  const name = redact(command.commandType ?? 'without a name');
  return findings.length > 0 ? findings : [{ code: '', message: `the command ${name} failed` }];
}
