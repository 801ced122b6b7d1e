/** Finds what of the backups needs an operator: whose they are, which are refused, the chain and its last log. */
import { allowsNewAttempt, isInFlight } from '../cutover/attempt';
import { doubtAtLook } from '../cutover/last-backup-look';
import { knownStatus } from '../engine/known-status';
import type { Facts } from '../facts/facts';
import { isSameFile } from '../file-names';
import { isOffline } from '../migration/offline';
import { describeNames } from '../migration/source';
import { otherSources, sourceMatches } from '../readiness/source-checks';
import { type Timing, hasElapsed, secondsBetween } from '../timing';
import type { Block, ChainBlock } from './block';
import { graceSeconds } from './cadence';
import type { Since, WatchState } from './watch-state';

/** What `backupBlock` looks at beside the facts. */
export interface BackupBlockContext {
  /** The gap or missing stripes, and since when. */
  readonly gap: Since | undefined;
  /** Since when each check is as it is. */
  readonly checkSince: WatchState['checks'];
  readonly timing: Timing;
}

/** The first reason in the backups why an operator is needed; undefined when there is none. @example backupBlock(facts, context)?.kind // 'chainBroken' */
export function backupBlock(facts: Facts, context: BackupBlockContext): Block | undefined {
  return sourceBlock(facts) ?? refusedBlock(facts) ?? chainBlock(facts, context) ?? tailBlock(facts);
}

/** Once a request may be on its way, whose backups arrive is no reason to act. */
function sourceBlock(facts: Facts): Block | undefined {
  const others = isInFlight(facts.control) ? [] : otherSources(facts);
  if (others.length === 0) return undefined;
  const names = others.map(({ source }) => describeNames(source));
  return { kind: 'otherSource', reason: sourceMatches(facts).reason, names };
}

function refusedBlock({ refused = [], control }: Facts): Block | undefined {
  const [first, ...others] = refused;
  if (first === undefined || isInFlight(control)) return undefined;
  return { kind: 'fileRefused', refused: first, more: others.length };
}

function chainBlock(facts: Facts, { gap, checkSince, timing }: BackupBlockContext): Block | undefined {
  const trouble = chainTrouble(facts);
  if (trouble?.kind !== 'chainBroken') return trouble;
  switch (trouble.status) {
    case 'gap':
    case 'incomplete-set':
      return gap !== undefined && secondsBetween(gap.since, facts.at) > graceSeconds(facts.control.policy)
        ? trouble
        : undefined;
    case 'forked':
    case 'simple-recovery':
    case 'damaged':
      return trouble;
    case 'unverified':
      return undefined;
    case 'no-full':
      // Right after the registration the full may not be read yet.
      return hasElapsed(checkSince['chain.complete']?.since ?? facts.at, facts.at, timing.stalled)
        ? trouble
        : undefined;
  }
}

/** What is wrong with the chain, whether or not it blocks yet. @example chainTrouble(facts)?.kind // 'chainBroken' at a gap */
export function chainTrouble({ chain, engine }: Pick<Facts, 'chain' | 'engine'>): ChainBlock | undefined {
  const { status, summary, gap } = chain;
  // Before the service has restored a full, one may yet be uploaded: seeding waits for it.
  const isAwaited = status === 'no-full' && knownStatus(engine)?.fullRestored !== true;
  if (status !== 'complete' && !isAwaited) return { kind: 'chainBroken', status, summary, gap };
  const [message] = chain.errors;
  return message === undefined ? undefined : { kind: 'chainError', message };
}

function tailBlock(facts: Facts): Block | undefined {
  const { control, engine, tail } = facts;
  const told = engine.kind === 'read' ? engine.status.lastBackupName : undefined;
  const named = control.namedTail?.blob;
  if (isOffline(control) && told !== undefined && named !== undefined && !isSameFile(named, told))
    return { kind: 'offlineTailDiffers', told, named };
  const doubt = doubtAtLook(facts);
  if (doubt !== undefined) return { kind: 'lastBackupDoubtful', reason: doubt };
  if (tail.kind === 'unreadable' && tail.isUnnamed === true)
    return { kind: 'tailUnnamed', blob: tail.blob, reason: tail.reason };
  return tail.kind === 'ambiguous' ? { kind: 'tailAmbiguous', blobs: tail.blobs } : versionBlock(facts);
}

/** What storage did not tell, it may tell at the next look; everything else stays as it is. */
function versionBlock({ progress, tail, registration, control }: Facts): Block | undefined {
  const { version, lastIsTail } = progress;
  if (tail.kind !== 'one' || lastIsTail !== true || version === undefined || !allowsNewAttempt(control))
    return undefined;
  if (version.kind === 'proven' || version.kind === 'untold') return undefined;
  const canConfirm = version.kind === 'confirmable';
  return {
    kind: 'tailVersionUnproven',
    blob: tail.tail.blob,
    reason: version.reason,
    migration: registration.id,
    canConfirm,
  };
}
