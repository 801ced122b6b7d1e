/** Commands that a text proposes: they can be pasted as they stand, into bash and into PowerShell. */

/** What a command begins with, in the folder of the product: it asks no registry, and needs nothing on the PATH. */
export const OWN_COMMAND = 'npm run cutover --';

/** The shell that a quotation is for, where one cannot serve both. */
export type Shell = 'posix' | 'powershell';

/** What no shell takes for more than itself, wherever it stands. */
const PLAIN = /^(?:--[a-z-]+|[A-Za-z0-9_./:][A-Za-z0-9_./:=-]*)$/;
/** PowerShell ends a single-quoted text at any of these (PowerShell language specification, 2.3.5.2). */
const SINGLE = /['\u2018\u2019\u201a\u201b]/;
/** What is more than itself within double quotes, of either shell. */
const ACTIVE_IN_DOUBLE = /["\u201c\u201d\u201e$`\\!]/;

/**
 * Quotes a text as one argument, in a form that bash and PowerShell read alike; only where an apostrophe meets a
 * character such as `$` there is none, and `shell` decides.
 *
 * @example shellQuoted('log 1.trn') // "'log 1.trn'"
 * @example shellQuoted("it's.trn") // '"it\'s.trn"'
 */
export function shellQuoted(text: string, shell: Shell = 'posix'): string {
  if (PLAIN.test(text)) return text;
  if (!SINGLE.test(text)) return `'${text}'`;
  if (!ACTIVE_IN_DOUBLE.test(text)) return `"${text}"`;
  return shell === 'posix'
    ? `'${text.replaceAll("'", "'\\''")}'`
    : `'${text.replaceAll(new RegExp(SINGLE, 'g'), '$&$&')}'`;
}

/**
 * A command of the product as it is typed.
 *
 * @example commandLine(['tail', 'sales', 'sales/log 9.trn']) // "npm run cutover -- tail sales 'sales/log 9.trn'"
 */
export function commandLine(args: readonly string[], shell?: Shell): string {
  return [OWN_COMMAND, ...args.map((arg) => shellQuoted(arg, shell))].join(' ');
}
