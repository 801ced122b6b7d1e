/** What comes of asking a service: for the migration, and for its target database. */
import type { EngineStatus } from './engine-status';

/** A reading, or why there is none. */
export type EngineReading =
  | { readonly kind: 'read'; readonly status: EngineStatus }
  /** No such migration at the service. */
  | { readonly kind: 'absent' }
  | EngineTrouble;

/** The service could not be asked: nothing is known about the migration's state. */
export interface EngineTrouble {
  readonly kind: 'trouble';
  readonly code: 'unreachable' | 'throttled' | 'denied' | 'serverError' | 'unreadable';
  /** A sentence without secrets. */
  readonly message: string;
  readonly retryAfterSeconds?: number;
}

/** The target database as Azure SQL reports it. */
export type TargetReading =
  | { readonly kind: 'found'; /** Online, Restoring, … the service's own word. */ readonly status: string }
  | { readonly kind: 'absent' }
  /** This target kind cannot tell (a SQL virtual machine). */
  | { readonly kind: 'notTold' }
  | EngineTrouble;
