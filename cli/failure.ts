/** How a run that failed ends: a sentence for people, or with `--json` a document, on standard error either way. */
import { CommanderError } from 'commander';
import { ContainerUnavailableError } from '../shared/ports/backup-container';
import { CliError, EXIT_ERROR, EXIT_OK } from './exit-codes';
import { printable } from './render/paint';
import type { Terminal } from './terminal';

/** The document of `--json`: `problem` is the app's own, where it refused. */
export interface FailureDocument {
  readonly error: {
    /** `Cannot <verb> <object>: <reason>`, and what to do. */
    readonly message: string;
    readonly exitCode: number;
    readonly problem?: unknown;
  };
}

const STORAGE_REMEDIES: Readonly<Record<ContainerUnavailableError['reason'], string>> = {
  denied:
    'Sign in (az login) as someone with the role Storage Blob Data Reader, and check the firewall of the account.',
  noToken: 'Sign in (az login).',
  notFound: 'Check the URL.',
  accountNotFound: 'Check the URL.',
  notAllowed: 'Check the URL.',
  urlRefused: '',
  unreachable: 'Check the URL and the network; for an emulator, whether it runs and what BackupStorage says.',
};

/** True when a document is wanted. @example wantsJson(['status', '--json']) // true */
export function wantsJson(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).includes('--json');
}

/** Says why the run failed. @returns its exit code */
export function reportFailure(error: unknown, terminal: Terminal, json: boolean): number {
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT_OK;
  const exitCode = error instanceof CliError ? error.exitCode : EXIT_ERROR;
  const message = messageOf(error);
  if (json) {
    const problem = error instanceof CliError ? error.problem : undefined;
    const document: FailureDocument = {
      error: { message, exitCode, ...(problem !== undefined && { problem }) },
    };
    terminal.document(`${JSON.stringify(document, null, 2)}\n`, 'err');
  } else if (!(error instanceof CommanderError)) {
    // Commander has said it, with its hints.
    terminal.err(`${message.split('\n').map(printable).join('\n')}\n`);
  }
  return exitCode;
}

function messageOf(error: unknown): string {
  if (error instanceof CliError) return error.message;
  if (error instanceof CommanderError) return error.message.replace(/^error: /, CANNOT_RUN);
  if (error instanceof ContainerUnavailableError) {
    const remedy = STORAGE_REMEDIES[error.reason];
    return remedy === '' ? error.message : `${error.message}. ${remedy}`;
  }
  return `Cannot continue: internal error\n${error instanceof Error ? (error.stack ?? '') : ''}`;
}

/** What commander's own errors begin with here. */
export const CANNOT_RUN = 'Cannot run the command: ';
