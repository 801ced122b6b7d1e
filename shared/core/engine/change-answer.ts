/** The answer of a service to a request that changes something. */

/** The answer to a request that changes something. */
export type ChangeAnswer =
  /** The service took it (2xx). */
  | { readonly kind: 'accepted' }
  /** The service refused it with an error envelope (4xx): nothing was done. */
  | {
      readonly kind: 'refused';
      readonly httpStatus: number;
      readonly code: string;
      readonly message: string;
      readonly retryAfterSeconds?: number;
    }
  /** No answer, a reset, a 5xx, an unreadable 4xx: it may or may not have been done. Never send again; observe. */
  | { readonly kind: 'unknown'; readonly reason: string }
  /**
   * Certainly not sent: the deadline had passed before the request was written, or the adapter's own look right before
   * it found a reason; `absent` when that is that the service knows no such migration.
   */
  | { readonly kind: 'notSent'; readonly reason: string; readonly absent?: true };
