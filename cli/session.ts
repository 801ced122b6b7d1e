/** One run of the command. */
import type { Terminal } from './terminal';

/** The world of the run, and how it will end. */
export interface Session {
  readonly terminal: Terminal;
  /** Set by the command that ran. */
  exitCode: number;
}
