/** The answer of a service to a request that changes something, and what a refusal means for the next attempt. */

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
   * it found a reason; `absent` when that is that the service knows no such migration, `frozen` when the ledger is frozen.
   */
  | {
      readonly kind: 'notSent';
      readonly reason: string;
      readonly absent?: true;
      readonly frozen?: true;
    };

/**
 * Error codes of a service that is busy: nothing was done, and it may be asked again after a full new assessment.
 *
 * From the error lists of Microsoft.DataMigration and Microsoft.Sql (managed database restore); `NotSent` is ours:
 * the deadline passed before the request was written.
 */
const BUSY_CODES: ReadonlySet<string> = new Set([
  'NotSent',
  'OperationInProgress',
  'SubscriptionOperationInProgress',
  'Conflict',
  'ConflictingDatabaseOperation',
  'ConflictingSystemOperationInProgress',
  'ManagementServiceDatabaseBusy',
  'TooManyRequests',
  'SubscriptionTooManyRequests',
  'SubscriptionTooManyCreateUpdateRequests',
]);

/** The service's code, or a busy one where the HTTP status alone says so. @example refusalCode(429, '') // 'TooManyRequests' */
export function refusalCode(httpStatus: number, code: string): string {
  if (httpStatus === 429 && !BUSY_CODES.has(code)) return 'TooManyRequests';
  if (httpStatus === 409 && code === '') return 'Conflict';
  return code;
}

/** True for a code that says: nothing was done, ask again later. @example isBusyCode('OperationInProgress') // true */
export function isBusyCode(code: string): boolean {
  return BUSY_CODES.has(code);
}
