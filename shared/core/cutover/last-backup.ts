/** The backup that a request names as the last one. */
import { lastSegment } from '../file-names';
import type { TailReference } from '../migration/control';

/**
 * What the proof found restored last: the tail, or with an empty tail the file before it that ends at its LSN.
 *
 * @example lastBackupToName('sales/log9.trn', tail) // 'log9.trn'
 */
export function lastBackupToName(lastRestoredFile: string | undefined, tail: TailReference): string {
  return lastSegment(lastRestoredFile ?? tail.blob);
}
