/** Commands that the output proposes. */
import { commandLine } from '../shared/core/command-line';
import type { Terminal } from './terminal';

/** Writes a command as it can be pasted. @example propose(['watch', 'sales']) // 'npm run cutover -- watch sales' */
export type Propose = (args: readonly string[]) => string;

/** Proposals for a shell, and for the app that was named: what follows is meant for the same one. */
export function proposer({ shell }: Pick<Terminal, 'shell'>, { url }: { readonly url?: string }): Propose {
  return (args) => commandLine(url === undefined ? args : [...args, '--url', url], shell);
}

/** Proposals for the app of the environment, in any shell. */
export const proposeAnywhere: Propose = (args) => commandLine(args);
