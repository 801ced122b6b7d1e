/** What a refusal means for the next attempt. */

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
