/** Whether anything speaks against freezing the source: the checks that need no tail, and what lies beside them. */
import type { StatusDocument } from '../migration/status-document';
import type { CheckCode } from '../readiness/checks';
import { secondsBetween } from '../timing';
import type { RunbookCheck } from './document';

/** Readiness checks that are met before there is a tail, if all is well. */
const BEFORE_THE_TAIL: readonly CheckCode[] = [
  'engine.running',
  'engine.operation',
  'full.restored',
  'no-blocking-reason',
  'chain.complete',
  'backups.checksums',
  'source.matches',
  'policy.allows',
];

/** The others: they show that the tail is the end, and restored. */
export function isOfTail({ code }: Pick<RunbookCheck, 'code'>): boolean {
  return !BEFORE_THE_TAIL.some((one) => one === code);
}

/**
 * The rows of the first step: readiness checks, then preflight, age of the newest backup, block and freeze.
 *
 * An offline migration leaves `engine.running` and `policy.allows` out: nothing is sent, so neither has to be met.
 */
export function goChecks(status: StatusDocument, isOffline: boolean): readonly RunbookCheck[] {
  const readiness = status.readiness.checks
    .filter((check) => !isOfTail(check))
    .filter(({ code }) => !isOffline || (code !== 'engine.running' && code !== 'policy.allows'))
    .map(({ code, state, reason }) => ({ code, state, reason }));
  return [...readiness, preflight(status), newestBackup(status), block(status), freeze(status)];
}

function preflight({ preflight: summary }: StatusDocument): RunbookCheck {
  const code = 'preflight';
  if (summary === undefined) return { code, state: 'unknown', reason: 'no preflight has run yet' };
  const { unmet, unknown, forYou, stopping, asOf } = summary;
  const open = `${unmet + unknown + forYou} rows open (${unmet} unmet, ${unknown} unknown, ${forYou} questions) at ${asOf}`;
  return stopping.length === 0
    ? { code, state: 'met', reason: `no row blocks; ${open}` }
    : { code, state: 'unmet', reason: `${stopping.join(', ')} would stop a creation; ${open}` };
}

function newestBackup({ chain, asOf }: StatusDocument): RunbookCheck {
  const code = 'newest-backup';
  const newest = chain?.newest;
  if (newest === undefined) return { code, state: 'unknown', reason: 'no backup of the chain is known' };
  const minutes = Math.max(0, Math.floor(secondsBetween(newest.at, asOf) / 60));
  const reason = `${newest.file} came ${minutes} min before this assessment`;
  return newest.overdue
    ? { code, state: 'unmet', reason: `${reason}: the next log is overdue` }
    : { code, state: 'met', reason };
}

function block({ blocked }: StatusDocument): RunbookCheck {
  const code = 'not-blocked';
  return blocked === undefined
    ? { code, state: 'met', reason: 'nothing blocks the migration' }
    : { code, state: 'unmet', reason: `since ${blocked.since}: ${blocked.reason}` };
}

function freeze({ frozen }: StatusDocument): RunbookCheck {
  const code = 'not-frozen';
  return frozen === undefined
    ? { code, state: 'met', reason: 'requests are not frozen' }
    : { code, state: 'unmet', reason: `frozen by ${frozen.by}: ${frozen.reason}` };
}
