/** What the watch remembers of what stands still: since when the service does not answer, how backups came, and what was written. */
import type { Facts, NewestBackup } from '../facts/facts';
import type { StallKind } from '../migration/status-document';
import { hasElapsed } from '../timing';

/** How the newest backups were found. */
export interface Arrivals {
  /** The newest one that was counted. */
  readonly file: string;
  /** True once an event has brought one: where events are not set up, none is missed. */
  readonly works: boolean;
  /** Those in a row that the sweep found although an event had had its time, and when it found the first. */
  readonly missed: number;
  readonly since?: string;
}

/** The memory. */
export interface StallMemory {
  /** When the service last answered, ISO 8601 UTC. */
  readonly answeredAt?: string;
  /** When it was first asked in vain, where no answer of it is remembered, ISO 8601 UTC. */
  readonly unansweredAt?: string;
  readonly arrivals?: Arrivals;
  /** Since when each was that has been written to the journal: not again when the clock goes back. */
  readonly told?: Readonly<Partial<Record<StallKind, string>>>;
  /** When each was written last, ISO 8601 UTC: one that comes and goes is not written each time. */
  readonly toldAt?: Readonly<Partial<Record<StallKind, string>>>;
}

/** Seconds after its last change within which a blob's event comes, as the sweep counts them (sweep-container.ts). */
const EVENT_SECONDS = 120;

/** The memory after one look, without what is told of it. */
export function rememberStalls(before: StallMemory, facts: Facts): StallMemory {
  const { engine, at } = facts;
  return {
    told: before.told,
    toldAt: before.toldAt,
    ...(engine.kind === 'trouble'
      ? { answeredAt: before.answeredAt, unansweredAt: before.unansweredAt ?? at }
      : { answeredAt: at }),
    arrivals: nextArrivals(before.arrivals, facts),
  };
}

/** A backup counts once, and only one that came after the registration. */
function nextArrivals(
  before: Arrivals | undefined,
  { newestBackup, registration }: Facts,
): Arrivals | undefined {
  if (newestBackup === undefined || newestBackup.file === before?.file) return before;
  if (!hasElapsed(registration.registeredAt, newestBackup.at, 0)) return before;
  const { file } = newestBackup;
  if (newestBackup.foundBy === 'event') return { file, works: true, missed: 0 };
  const { works, missed, since }: Omit<Arrivals, 'file'> = before ?? { works: false, missed: 0 };
  return isLate(newestBackup)
    ? { file, works, missed: missed + 1, since: since ?? newestBackup.seenAt }
    : { file, works, missed, since };
}

function isLate({ at, seenAt }: NewestBackup): boolean {
  return hasElapsed(at, seenAt, EVENT_SECONDS);
}
