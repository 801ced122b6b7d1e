/** Short forms of outcomes and commands, so that a row reads as what it says. */
import type { Command, Outcome, Proof, Severity } from './proof';

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

/** Binds an answer to something else than the sentence, which counts what goes on by itself. @example bind(unmet('2 of 9 logs …', …), 'logs without checksums') */
export function bind(outcome: Outcome, boundTo: string): Outcome {
  return outcome.state === 'unmet' || outcome.state === 'forYou' ? { ...outcome, boundTo } : outcome;
}

/** What several proofs come to: the first outcome that is not met. */
export function* allMet(proofs: readonly Proof[]): Proof {
  const found: string[] = [];
  for (const proof of proofs) {
    const outcome = yield* proof;
    if (outcome.state !== 'met') return outcome;
    found.push(outcome.found);
  }
  return met(found.join('; '));
}

/** A line of the Azure CLI; a word with parentheses, which names of resource groups may have, is quoted for the shell. */
export function az(text: string): Command {
  return {
    language: 'az',
    text: `az ${text.replaceAll(/(?<= )[^\s'"$]*\([^\s'"$]*\)[^\s'"$]*(?= |$)/g, '"$&"')}`,
  };
}

/** Where T-SQL about the source is run; it names the database where one is meant. */
export const AT_SOURCE = 'at the source, in any database';
/** Where T-SQL about certificates, logins and storage of the target is run. */
export const ON_INSTANCE = 'on the managed instance, in database master';
/** Where PowerShell about the source is run. */
export const ON_SOURCE_SERVER = 'on the source server';
/** Where PowerShell about the integration runtime is run. */
export const ON_RUNTIME = 'on the machine of the integration runtime';

/** T-SQL, and where to run it. */
export function sql(where: string, text: string): Command {
  return { language: 'sql', text, where };
}

/** PowerShell, and where to run it when not just anywhere. */
export function powershell(text: string, where?: string): Command {
  return { language: 'powershell', text, ...(where !== undefined && { where }) };
}

/** A text as PowerShell quotes it, whose single quotes are five characters. @example quotePowerShell("it's") // "'it''s'" */
export function quotePowerShell(text: string): string {
  return `'${text.replaceAll(/['\u2018-\u201b]/g, '$&$&')}'`;
}

/** @example countOf(1, 'file') // '1 file' */
export function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** At most three names, and how many more. @example someOf(['a', 'b', 'c', 'd']) // "'a', 'b', 'c' and 1 more" */
export function someOf(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `'${name}'`);
  const more = names.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
