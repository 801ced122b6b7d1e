/** The journal lines of a decision: what changed since the last one. */
import type { JournalEntry } from '../migration/journal';
import type { Facts } from '../readiness/facts';
import type { Readiness } from '../readiness/readiness';
import { unmetChecks } from '../readiness/readiness';
import type { WatchMemory } from './memory';

/** Writes a line for a new phase, for readiness won or lost, and for a block that came, changed or went. */
export function journalLines(
  before: WatchMemory,
  after: WatchMemory,
  facts: Facts,
  readiness: Readiness,
): readonly JournalEntry[] {
  const entries: JournalEntry[] = [];
  if (before.phase !== after.phase)
    entries.push({
      at: facts.at,
      kind: 'phaseChanged',
      by: 'watch',
      text: `Phase ${before.phase} → ${after.phase}`,
    });
  if (before.ready !== after.ready) {
    const text = after.ready
      ? 'Ready: every check is met or waived'
      : `No longer ready: ${unmetChecks(readiness.checks)
          .map((check) => check.code)
          .join(', ')}`;
    entries.push({ at: facts.at, kind: 'readinessChanged', by: 'watch', text });
  }
  if (after.blocked && before.blocked?.what !== after.blocked.what)
    entries.push({
      at: facts.at,
      kind: 'trouble',
      by: 'watch',
      text: `Blocked: ${after.blocked.what}`,
    });
  if (before.blocked && !after.blocked)
    entries.push({ at: facts.at, kind: 'trouble', by: 'watch', text: 'No longer blocked' });
  return entries;
}
