/** How a migration stands, as a line of the log: rules look at the newest one of each migration, so an alert ends with its cause. */
import { type EventLine, eventLine } from '../migration/events';
import { hasEnded } from '../migration/phase';
import type { MigrationSummary } from '../migration/status-document';

/** When the line is written, and who found out. */
interface Teller {
  readonly at: string;
  readonly by: 'watch' | 'sweep';
}

/**
 * The line of a row of the list, whose `attention` is that of `attentionNow`.
 *
 * @returns undefined for what has ended and is no longer shown
 * @example standingOf(summary, { at, by: 'sweep' })?.attention // 'ready'
 */
export function standingOf(summary: MigrationSummary, { at, by }: Teller): EventLine | undefined {
  const { id, phase, attention, newestBackupAt, asOf, headline } = summary;
  if (attention === undefined && hasEnded(summary)) return undefined;
  return eventLine({
    event: 'standing',
    migration: id,
    at,
    ...(attention !== undefined && { since: attention.since }),
    by,
    ...(attention?.block !== undefined && { block: attention.block }),
    phase,
    ...(attention !== undefined && { attention: attention.kind }),
    ...(newestBackupAt !== undefined && { newestBackupAt }),
    asOf,
    text: headline,
  });
}
