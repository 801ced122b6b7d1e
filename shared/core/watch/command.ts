/** The commands a decision consists of. */
import type { TerminalPhase } from '../migration/phase';

/** What the orchestrator is to do, in order; `wait` and `end` come last. */
export type Command =
  /** Run the preflight that the creation waits for. */
  | { readonly kind: 'preflight' }
  /** Create the migration at the service (once). */
  | { readonly kind: 'create' }
  /** Bind this migration to the service's operation. */
  | { readonly kind: 'adopt'; readonly operationId: string }
  /**
   * Begin attempt `attempt`, or take up the one of this number again: an intended one to send or withdraw, one in
   * flight to observe. An order to try, never a permission to send.
   */
  | { readonly kind: 'cutOver'; readonly attempt: number }
  /** Carry out the cancel intent in the control row. */
  | { readonly kind: 'cancel' }
  /** Carry out the retry intent in the control row. */
  | { readonly kind: 'retry' }
  /** Write the end into the control row and stop watching. */
  | { readonly kind: 'end'; readonly phase: TerminalPhase; readonly reason: string }
  /** Assess again at `until` (ISO 8601 UTC), or earlier when nudged. */
  | { readonly kind: 'wait'; readonly until: string };
