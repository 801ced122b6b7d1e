/** The readiness checks that the chain of the backups feeds. */
import type { Facts } from '../facts/facts';
import { formatLsn, NO_LSN } from '../lsn';
import { met, unknown, unmet, type CheckRow, type Outcome } from './check';

/** Rows that are judged by our own reading of the backup headers. */
export const CHAIN_CHECKS = [
  {
    code: 'chain.complete',
    evaluate: chainComplete,
    next: { who: 'operator', what: 'upload what is missing', action: 'board' },
    demands: 'a chain without gaps and errors, from a full backup on',
    remedy:
      "a log or a stripe is missing: upload the log that contains the LSN named, or a differential that goes beyond it. Several recovery branches: exclude the files that are not the source's",
  },
  {
    code: 'chain.end-is-tail',
    evaluate: chainEndsAtTail,
    next: {
      who: 'operator',
      what: 'upload what is missing before the tail; if the wrong file is named, name the right one',
      action: 'tail',
    },
    demands: "the chain ends exactly at the tail's last LSN",
    remedy: 'upload what is missing before the tail; if the wrong file is named, name the right one',
  },
] as const satisfies readonly CheckRow[];

function chainComplete({ chain }: Facts): Outcome {
  if (chain.status !== 'complete') return unmet(chain.summary);
  const [error] = chain.errors;
  if (error !== undefined) return unmet(error);
  return chain.pathFiles > 0 ? met(chain.summary) : unknown('no backup is known yet', 'noBackup');
}

function chainEndsAtTail({ chain, tail }: Facts): Outcome {
  if (tail.kind !== 'one') return unmet('no tail is known');
  const { blob, lastLsn } = tail.tail;
  if (chain.chainEnd === undefined || chain.chainEnd === NO_LSN)
    return unknown('the chain has no end yet', 'noBackup');
  if (lastLsn === NO_LSN) return unknown(`the header of ${blob} has no LSN`, 'tailLsn');
  if (chain.chainEnd === lastLsn) return met(`the chain ends at the tail, LSN ${formatLsn(lastLsn)}`);
  return unmet(
    `the chain ends at LSN ${formatLsn(chain.chainEnd)}, the tail ${blob} at LSN ${formatLsn(lastLsn)}`,
  );
}
