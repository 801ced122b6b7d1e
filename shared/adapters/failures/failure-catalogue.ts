/**
 * What a code or a text of the service means, and what to do: a diagnosis for the operator.
 *
 * Codes are numbers in older and names in newer answers, and the number also stands in the troubleshooting link of
 * a message (`#error-code-2009---migrationrestorefailed`), so all three are matched (Microsoft Learn, "Known issues,
 * limitations, and troubleshooting" of Azure Database Migration Service). A restore that failed repeats the number of SQL
 * Server's own error, which tells more than the code around it (microsoft/azuredatastudio issue 17332).
 */
import type { EngineFailure } from '../../core/engine/engine-status';
import type { FailureEntry } from './failure-entry';
import { CLASSIC_FAILURES } from './failures-of-classic';
import { LRS_FAILURES } from './failures-of-lrs';
import { REQUEST_FAILURES } from './failures-of-requests';
import { RESTORE_FAILURES } from './failures-of-restores';
import { SERVICE_FAILURES } from './failures-of-service';

/** Every diagnosis, the more telling ones first. */
export const FAILURE_CATALOGUE: readonly FailureEntry[] = [
  ...LRS_FAILURES,
  ...RESTORE_FAILURES,
  ...SERVICE_FAILURES,
  ...CLASSIC_FAILURES,
  ...REQUEST_FAILURES,
];

/** Where the number of SQL Server's error stands in a message: `restoring backup with index 1 - 41915 …`, `Msg 3169`. */
const SQL_ERROR = /\b(?:with index \d+ ?- ?|Msg |SqlError(?:Number)?:? |Error:? )(\d{4,5})\b/gi;

const LINK = /#error-code-(\d+)(?:-+([a-z]+))?/gi;

/**
 * Diagnoses a failure: by code and text, then by a telling text alone, then by code alone.
 *
 * @returns Code and message as given; `cause` and `remedy` only when the catalogue knows them.
 * @example diagnose('2014', '…').cause // 'The self-hosted integration runtime is stopped or not registered.'
 */
export function diagnose(code: string, message: string): EngineFailure {
  const codes = codesOf(code, message);
  const hasCode = (entry: FailureEntry) => entry.codes.some((known) => codes.has(known.toLowerCase()));
  const tells = (entry: FailureEntry) => entry.text?.test(message) === true;
  const fits = (entry: FailureEntry) =>
    hasCode(entry) && (tells(entry) || entry.withCode?.test(message) === true);
  const isPlain = (entry: FailureEntry) => entry.text === undefined && entry.withCode === undefined;
  const entry =
    FAILURE_CATALOGUE.find(fits) ??
    FAILURE_CATALOGUE.find(tells) ??
    FAILURE_CATALOGUE.find((candidate) => isPlain(candidate) && hasCode(candidate));
  return entry === undefined
    ? { code, message }
    : { code, message, cause: entry.cause, remedy: entry.remedy };
}

/** The code, the number and name in the message's troubleshooting link, and SQL Server's error; in lower case. */
function codesOf(code: string, message: string): ReadonlySet<string> {
  const codes = new Set([code.toLowerCase()]);
  for (const [, number = '', name = ''] of message.matchAll(LINK)) codes.add(number).add(name.toLowerCase());
  for (const [, number = ''] of message.matchAll(SQL_ERROR)) codes.add(number);
  codes.delete('');
  return codes;
}
