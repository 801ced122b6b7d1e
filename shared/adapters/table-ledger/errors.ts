/** What can be wrong with the ledger's storage, in words an operator can act upon. */
import { LedgerUnavailableError, LedgerUnclearError } from '../../ports/ledger';
import { storageFault, type StorageFault } from '../storage-fault';

const REMEDIES = {
  denied:
    'access to its storage is denied; give the app\'s identity the role "Storage Table Data Contributor" on the account, or check the key',
  tablesMissing: 'its tables are missing; they are created when the app starts',
} as const;

/** The ledger's storage answers, but not in a way that waiting would help. */
export class LedgerSetupError extends LedgerUnavailableError {
  constructor(
    action: string,
    readonly reason: keyof typeof REMEDIES,
    options: { cause: unknown },
  ) {
    super(action, options);
    this.name = 'LedgerSetupError';
    this.message = `Cannot ${action}: ${REMEDIES[reason]}`;
  }
}

/** A setting of the ledger cannot be used; the message never repeats a connection string. */
export class LedgerConfigurationError extends Error {
  readonly code = 'LedgerConfiguration';
  constructor(reason: string) {
    super(`Cannot open the ledger: ${reason}`);
    this.name = 'LedgerConfigurationError';
  }
}

/** True for answers that may be different a moment later: no answer, throttling, server errors. */
export function isPassing(fault: StorageFault): boolean {
  const { reason, statusCode: status } = fault;
  if (reason !== 'answered' || status === undefined) return reason === 'noAnswer';
  return status === 408 || status === 429 || (status >= 500 && status !== 501);
}

/**
 * True when a condition of a write did not hold: the row exists (409), has another ETag (412) or is gone (404).
 * A missing or dying table is none of these (Microsoft Learn, "Table Storage error codes").
 */
export function isUnmetCondition(fault: StorageFault): boolean {
  if (fault.statusCode === 412) return true;
  if (fault.statusCode === 409) return fault.code !== 'TableBeingDeleted';
  return isMissingRow(fault);
}

/** True when the row asked for is not there, though its table is. */
export function isMissingRow(fault: StorageFault): boolean {
  return fault.statusCode === 404 && fault.code !== 'TableNotFound';
}

/** Codes of a request that never left this machine. */
const NEVER_LEFT: ReadonlySet<string> = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'],
]);

/**
 * True when a write that met this fault may have been carried out all the same, or may be yet: its answer was lost, or
 * the service failed at it. A refusal, a throttled request (503 Server Busy: Microsoft Learn, "Table Storage error
 * codes") and one that never left are none of these.
 */
export function mayBeCarriedOut({ reason, statusCode, code = '' }: StorageFault): boolean {
  if (reason === 'noAnswer') return !NEVER_LEFT.has(code);
  return statusCode !== undefined && (statusCode === 408 || (statusCode >= 500 && statusCode !== 503));
}

/**
 * The error a caller of the ledger gets for a fault that retries did not cure.
 *
 * @param isUnclear true for a write that may have been carried out
 */
export function asLedgerError(action: string, error: unknown, isUnclear = false): Error {
  if (error instanceof LedgerUnavailableError) return isUnclear ? unclear(action, error) : error;
  const fault = storageFault(error);
  if (fault.reason === 'program') return fault;
  const options = { cause: fault };
  if (fault.reason === 'noToken' || fault.statusCode === 401 || fault.statusCode === 403)
    return new LedgerSetupError(action, 'denied', options);
  if (fault.statusCode === 404 && fault.code === 'TableNotFound')
    return new LedgerSetupError(action, 'tablesMissing', options);
  return isUnclear ? unclear(action, fault) : new LedgerUnavailableError(action, options);
}

function unclear(action: string, cause: Error): LedgerUnclearError {
  return new LedgerUnclearError(action, { cause });
}

/** Too many writers of one row at once; the caller may try again. */
export function contentionError(action: string): LedgerUnavailableError {
  const cause = new Error('other writers changed the row every time');
  return new LedgerUnavailableError(action, { cause });
}
