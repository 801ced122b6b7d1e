/** When there is nothing to start from: what is missing, and what each file waits for (rules F1, F2). */
import type { Lsn } from '../lsn';
import { formatLsn } from '../lsn';
import type { BackupSet } from './collect-sets';
import { stripeText } from './collect-sets';
import { normalizeGuid } from './guid';
import { missingBase } from './judge-data';
import type { SetVerdict } from './judge-logs';
import type { Standing } from './standing';
import { faultReason } from './standing';

/** Says why no route could be found. */
export function standingWithoutAnchor(sets: readonly BackupSet[], anchorGuid?: string): Standing {
  const guid = normalizeGuid(anchorGuid);
  const fulls = sets.filter((set) => set.type === 'full' && (guid === undefined || set.key === guid));
  const awaited = fulls.find((full) => full.fault === undefined);
  if (awaited) {
    return {
      status: 'incomplete-set',
      summary: `Cannot start the chain: ${stripeText(awaited)} of the full ${awaited.head.file}: upload the rest.`,
    };
  }
  const faulty = fulls.find((full) => full.fault === 'damaged') ?? fulls[0];
  if (faulty) {
    const status = faulty.fault === 'damaged' ? 'damaged' : 'no-full';
    return { status, summary: `Cannot start the chain: ${faultReason(faulty)}` };
  }
  return { status: 'no-full', summary: `Cannot start the chain: ${neededFull(sets, guid)}` };
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
  if (set.fault) return { state: 'unusable', reason: faultReason(set) };
  if (!set.isComplete)
    return { state: 'awaitingStripes', reason: `${stripeText(set)} of ${set.head.file}: upload the rest.` };
  if (set.type === 'differential') {
    return { state: 'beyondGap', reason: `${set.head.file} needs ${missingBase(set)}, which is not here.` };
  }
  const base = set.type === 'full' ? 'the full the engine restored' : 'a full backup';
  return {
    state: 'beyondGap',
    reason: `${set.head.file} waits for ${base}: there is nothing to start from.`,
  };
}
