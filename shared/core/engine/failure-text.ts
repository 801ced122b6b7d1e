/** A failure of the service as one sentence: what it says, and what the product knows about it. */
import { clipMiddle } from '../text';
import type { EngineFailure } from './engine-status';

/** The reason of an end passes a durable boundary that keeps this many characters (shared/durable/contracts.ts). */
const LONGEST = 1_000;

/**
 * Writes code and message as the service gave them, then cause and remedy where the failure catalogue knows them. A
 * long message gives way, so that the diagnosis is never cut off; it keeps its end, where the service puts its link.
 *
 * @param failure undefined when the service names no reason
 * @example failureText({ code: '2009', message: 'no checksum', cause: 'A.', remedy: 'B.' }) // '2009 no checksum — cause: A. Remedy: B.'
 */
export function failureText(failure: EngineFailure | undefined): string {
  if (failure === undefined)
    return 'the service failed without a reason: check the migration in the Azure portal, and ask Microsoft support';
  const { code, message, cause, remedy } = failure;
  const diagnosis = [cause && ` — cause: ${cause}`, remedy && ` Remedy: ${remedy}`].filter(Boolean).join('');
  return `${clipMiddle(`${code} ${message}`.trim(), LONGEST - diagnosis.length)}${diagnosis}`;
}
