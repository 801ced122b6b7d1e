/** Short forms of outcomes and commands, so that a row reads as what it says. */
import type { Command, Outcome, Severity } from './proof';

/** The demand holds; `found` is what shows it, without a full stop. */
export function met(found: string): Outcome {
  return { state: 'met', found };
}

/** Something to know, nothing to do. */
export function information(found: string): Outcome {
  return { state: 'information', found };
}

/** The demand says nothing about this migration; `found` says why. */
export function notApplicable(found: string): Outcome {
  return { state: 'notApplicable', found };
}

/** The demand does not hold; `severity` where this case differs from its row. */
export function unmet(found: string, text: string, command?: Command, severity?: Severity): Outcome {
  return {
    state: 'unmet',
    found,
    remedy: { text, ...(command !== undefined && { command }) },
    ...(severity !== undefined && { severity }),
  };
}

/** A question for an operator, answered with yes when all is well. */
export function forYou(ask: string, command?: Command): Outcome {
  return { state: 'forYou', ask, ...(command !== undefined && { command }) };
}

/** A line of the Azure CLI; a word with parentheses, which names of resource groups may have, is quoted for the shell. */
export function az(text: string): Command {
  return {
    language: 'az',
    text: `az ${text.replaceAll(/(?<= )[^\s'"$]*\([^\s'"$]*\)[^\s'"$]*(?= |$)/g, "'$&'")}`,
  };
}

/** T-SQL. */
export function sql(text: string): Command {
  return { language: 'sql', text };
}

/** PowerShell. */
export function powershell(text: string): Command {
  return { language: 'powershell', text };
}

/** A name as T-SQL quotes it. @example quoteName('a]b') // '[a]]b]' */
export function quoteName(name: string): string {
  return `[${name.replaceAll(']', ']]')}]`;
}

/** A text as T-SQL quotes it. @example quoteText("it's") // "N'it''s'" */
export function quoteText(text: string): string {
  return `N'${text.replaceAll("'", "''")}'`;
}

/** A text as PowerShell quotes it, whose single quotes are five characters. @example quotePowerShell("it's") // "'it''s'" */
export function quotePowerShell(text: string): string {
  return `'${text.replaceAll(/['\u2018-\u201b]/g, '$&$&')}'`;
}

/** At most three names, and how many more. @example someOf(['a', 'b', 'c', 'd']) // "'a', 'b', 'c' and 1 more" */
export function someOf(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `'${name}'`);
  const more = names.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
