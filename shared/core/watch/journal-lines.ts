/** The journal lines of a decision: what changed since the last one. */
import type { JournalEntry } from '../migration/journal';
import type { Phase } from '../migration/status-document';
import type { Facts } from '../readiness/facts';
import type { Readiness } from '../readiness/checks';
import { unmetChecks } from '../readiness/checks';
import type { WatchMemory } from './memory';

/** From here on the service no longer restores, so no check can be met; to say so would sound like trouble. */
const CHECKS_ARE_OVER: readonly Phase[] = ['cuttingOver', 'confirming', 'completed', 'failed', 'canceled'];

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
  if (before.ready !== after.ready && !(before.ready && CHECKS_ARE_OVER.includes(after.phase))) {
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
  // What blocked it has not gone because it has ended.
  if (before.blocked && !after.blocked && facts.control.ended === undefined)
    entries.push({ at: facts.at, kind: 'trouble', by: 'watch', text: 'No longer blocked' });
  return entries;
}
