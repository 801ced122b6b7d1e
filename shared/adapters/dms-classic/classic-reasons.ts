/**
 * Everything in a task that speaks against a cutover, in the service's own words.
 *
 * Errors come as ODataError (`code, message, details`), ReportableException (`message, actionableMessage, hResult`) or
 * in rows of their own. A value of an unexpected type is still evidence: it is shown as JSON rather than dropped.
 * Warnings come in one list with exceptions and cannot be told apart, so they block as well.
 */
import type { EngineFailure } from '../../core/engine/engine-status';
import { redact } from '../arm/redact';
import { diagnose } from '../failures/failure-catalogue';
import { isQuietMigrationState, toCommandState } from './classic-state';
import type { ClassicDatabase } from './classic-databases';
import type { WireCommand, WireTask } from './classic-wire';

/** One thing the service says; `code` is empty when it gives none. */
export interface ClassicFinding {
  readonly code: string;
  readonly message: string;
}

/**
 * Collects what the task says of a database, or of itself, each once and without secrets.
 *
 * @param commands those given for the database; a failed one blocks, because the service does not tell what it left
 */
export function toFindings(
  task: WireTask,
  database: ClassicDatabase,
  commands: readonly WireCommand[],
): ClassicFinding[] {
  const rows = task.output ?? [];
  const findings = [
    ...findingsIn(task.errors),
    ...findingsIn(database.row?.exceptionsAndWarnings),
    ...rows.filter((row) => isAbout(row.id, database, task)).flatMap((row) => findingsIn(row.error)),
    ...rows.flatMap(({ resultType, state }) =>
      resultType?.toLowerCase() !== 'migrationleveloutput' ||
      state === undefined ||
      isQuietMigrationState(state)
        ? []
        : [{ code: '', message: `the migration is in state ${redact(state)}` }],
    ),
    ...commands.flatMap(failedCommand),
  ];
  const texts = findings.map(findingText);
  return findings.filter((_, index) => texts.indexOf(texts[index] ?? '') === index);
}

/** The finding as one text. */
export function findingText({ code, message }: ClassicFinding): string {
  return [code, message].filter((part) => part !== '').join(': ');
}

/** The first finding with its diagnosis; for a migration that failed. */
export function toFailure(findings: readonly ClassicFinding[]): EngineFailure | undefined {
  const diagnosed = findings.map(({ code, message }) => diagnose(code, message));
  return diagnosed.find((failure) => failure.remedy !== undefined) ?? diagnosed[0];
}

/** Findings in a value of any shape; blank, null and absent give none. */
export function findingsIn(value: unknown): ClassicFinding[] {
  if (value === undefined || value === null || value === false) return [];
  if (Array.isArray(value)) return value.flatMap(findingsIn);
  if (typeof value === 'object') return findingsInObject(value as Readonly<Record<string, unknown>>);
  const message = typeof value === 'string' ? redact(value.trim()) : asJson(value);
  return message === '' ? [] : [{ code: '', message }];
}

function findingsInObject(value: Readonly<Record<string, unknown>>): ClassicFinding[] {
  const { code, message, actionableMessage, details, errors, error } = value;
  const texts = [message, actionableMessage].map(textOf).filter((text) => text !== '');
  const own = { code: textOf(code), message: [...new Set(texts)].join(' ') };
  const inner = [details, errors, error].flatMap(findingsIn);
  if (own.code !== '' || own.message !== '') return [own, ...inner];
  if (inner.length > 0 || isEmptyShape(value)) return inner;
  return [{ code: '', message: asJson(value) }];
}

/** Texts lose their secrets before JSON escapes the quotes around them, and named values once more afterwards. */
function asJson(value: unknown): string {
  return redact(JSON.stringify(value, (_key, one: unknown) => (typeof one === 'string' ? redact(one) : one)));
}

/** Nothing in it but empty values: no evidence of anything. */
function isEmptyShape(value: Readonly<Record<string, unknown>>): boolean {
  return Object.values(value).every(
    (one) => one === undefined || one === null || one === '' || (Array.isArray(one) && one.length === 0),
  );
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return redact(value.trim());
  return typeof value === 'number' ? String(value) : '';
}

/** Rows of errors carry the prefix of their database (`der|<name>|`); one that fits no other database concerns all. */
function isAbout(rowId: string | undefined, database: ClassicDatabase, task: WireTask): boolean {
  const others = (task.output ?? []).filter((row) => row !== database.row && (row.errorPrefix ?? '') !== '');
  return !others.some(({ errorPrefix = '' }) => rowId?.startsWith(errorPrefix) === true);
}

function failedCommand(command: WireCommand): ClassicFinding[] {
  if (toCommandState(command.state) !== 'failed') return [];
  const findings = [...findingsIn(command.errors), ...findingsIn(command.output)];
  const name = redact(command.commandType ?? 'without a name');
  return findings.length > 0 ? findings : [{ code: '', message: `the command ${name} failed` }];
}
