/** When there is nothing to start from: what is missing, and what each file waits for (rules F1, F2). */
import { type Lsn, formatLsn } from '../lsn';
import type { ChainEndState } from './chain-end';
import type { BackupSet } from './collect-sets';
import { exclusionOf } from './exclusions';
import { awaitedReason, faultReason, isAwaited } from './faults';
import { normalizeGuid } from './guid';
import { missingBase } from './judge-data';
import type { SetVerdict } from './judge-logs';

/**
 * Says why no route could be found.
 *
 * @param excluded sets an operator excluded: the full may be among them
 */
export function stateWithoutAnchor(
  sets: readonly BackupSet[],
  anchorGuid: string | undefined,
  excluded: readonly BackupSet[],
): ChainEndState {
  const guid = normalizeGuid(anchorGuid);
  const isWanted = (set: BackupSet): boolean =>
    set.type === 'full' && (guid === undefined || set.key === guid);
  const fulls = sets.filter(isWanted);
  const own = exclusionOf(excluded.filter(isWanted), 'is a full backup of this database');
  const awaited = fulls.find(isAwaited);
  if (awaited) {
    const reason = [awaitedReason(awaited), ...own].join(' ');
    return { status: 'incomplete-set', summary: `Cannot start the chain: ${reason}` };
  }
  const faulty = fulls.find((full) => full.fault === 'damaged') ?? fulls[0];
  if (faulty) {
    const status = faulty.fault === 'damaged' ? 'damaged' : 'no-full';
    return { status, summary: ['Cannot start the chain:', faultReason(faulty), ...own].join(' ') };
  }
  return {
    status: 'no-full',
    summary: ['Cannot start the chain:', ...(own.length > 0 ? own : [neededFull(sets, guid)])].join(' '),
  };
}

function neededFull(sets: readonly BackupSet[], guid: string | undefined): string {
  if (guid !== undefined) {
    return `the engine restored the full backup set ${guid}, and no file here holds it. Upload that file again, or check the folder.`;
  }
  const bases = new Set(sets.filter((set) => set.type === 'differential').map(missingBase));
  if (bases.size > 0)
    return `no full backup is here. The differentials need ${[...bases].sort().join(', ')}.`;
  const first = smallestFirstLsn(sets.filter((set) => set.type === 'log'));
  if (first === undefined) return 'no full backup is here. Upload one.';
  return `no full backup is here. Upload one that ends at LSN ${formatLsn(first)} or later: the logs begin there.`;
}

function smallestFirstLsn(sets: readonly BackupSet[]): Lsn | undefined {
  return sets.reduce<Lsn | undefined>(
    (first, set) => (first !== undefined && first <= set.firstLsn ? first : set.firstLsn),
    undefined,
  );
}

/** Judges a set while no full can be restored. */
export function judgeWithoutAnchor(set: BackupSet): SetVerdict {
  if (isAwaited(set)) return { state: 'awaitingStripes', reason: awaitedReason(set) };
  if (set.fault) return { state: 'unusable', reason: faultReason(set) };
  if (set.type === 'differential') {
    return { state: 'beyondGap', reason: `${set.label} needs ${missingBase(set)}, which is not here.` };
  }
  const base = set.type === 'full' ? 'the full the engine restored' : 'a full backup';
  return {
    state: 'beyondGap',
    reason: `${set.label} needs ${base}: there is nothing to start from.`,
  };
}
