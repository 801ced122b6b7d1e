/** Files that the chain needs and the service does not take: it calls them invalid, leaves their set out, or cancelled it. */
import type { BackupSet } from '../chain/collect-sets';
import type { ChainVerdict } from '../chain/verdict';
import type { EngineSet, EngineStatus } from '../engine/engine-status';
import { isSameFile } from '../file-names';
import type { EngineJoin } from './engine-join';
import type { RefusedFile, TailFacts } from './facts';

/** Files that are kept at most: one sentence names the first. */
const KEPT = 4;

/** States in which the service is meant to restore what is there. */
const RESTORES: readonly EngineStatus['state'][] = ['running', 'readyForCutover', 'unknown'];

/**
 * Finds them, in the order of the path. A set that the service has restored, or has restored something beyond, needs none
 * of its files any more; a stripe that lies there twice is refused once every copy is.
 *
 * @param sets the sets that the chain is made from, excluded files left out
 * @example refusedFiles(chain, tail, { ...status, invalidFiles: ['log2.trn'] })[0]?.file // 'log2.trn'
 */
export function refusedFiles(
  { verdict, sets, join }: { verdict: ChainVerdict; sets: readonly BackupSet[]; join: EngineJoin },
  tail: TailFacts,
  status: EngineStatus,
): readonly RefusedFile[] {
  if (!mayRefuse(status)) return [];
  const tailKey = tail.kind === 'one' ? tail.tail.setKey : undefined;
  const wanted = new Set([...verdict.path.map((step) => step.setKey), ...(tailKey ? [tailKey] : [])]);
  // What was restored last may lead past a set that the service left out on another way: the logs instead of a differential.
  const isPassed = ({ key, lastLsn }: BackupSet): boolean =>
    key !== tailKey && join.last !== undefined && lastLsn <= join.last.lastLsn;
  const found: RefusedFile[] = [];
  for (const set of sets) {
    if (!wanted.has(set.key) || join.isRestored(set) || isPassed(set)) continue;
    for (const copies of byStripe(set)) {
      const [file = set.head.file] = copies;
      const all = copies.map((copy) => refusalOf(copy, status));
      const [reported] = all;
      if (reported === undefined || all.includes(undefined)) continue;
      found.push({ file, reported, type: set.type, isTail: set.key === tailKey });
    }
  }
  return found.slice(0, KEPT);
}

/** True when the service refuses anything while it restores, needed or not. */
export function mayRefuse({ state, invalidFiles, sets }: EngineStatus): boolean {
  return RESTORES.includes(state) && (invalidFiles.length > 0 || sets.some(isLeftOut));
}

function byStripe({ stripes, spares }: BackupSet): readonly (readonly string[])[] {
  const copies = new Map<number, string[]>();
  for (const { familySequenceNumber = 1, file } of [...stripes, ...spares]) {
    const others = copies.get(familySequenceNumber) ?? [];
    copies.set(familySequenceNumber, [...others, file]);
  }
  return [...copies.values()];
}

/** What the service says against a file, a clause about it; undefined when nothing. */
function refusalOf(file: string, { invalidFiles, sets }: EngineStatus): string | undefined {
  if (invalidFiles.some((other) => isSameFile(file, other))) return 'reports it as an invalid file';
  const set = sets.find((one) => isLeftOut(one) && one.files.some(({ name }) => isSameFile(file, name)));
  if (set === undefined) return undefined;
  const own = set.files.find(({ name }) => isSameFile(file, name));
  const does = own?.state === 'canceled' ? 'has cancelled its restore' : 'leaves it out';
  return [does, set.ignoreReasons.join('; ')].filter((part) => part !== '').join(': ');
}

function isLeftOut({ restored, files, ignoreReasons }: EngineSet): boolean {
  if (restored === true) return false;
  return ignoreReasons.length > 0 || files.some(({ state }) => state === 'ignored' || state === 'canceled');
}
