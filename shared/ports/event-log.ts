/** The app's log, as far as alerts and the workbook are built on it. */
import type { EventLine } from '../core/migration/events';

/** Writes lines; never fails. */
export interface EventLog {
  write(line: EventLine): void;
}
