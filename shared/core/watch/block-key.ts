/** What makes it the same block at the next look, and the same hole. */
import { leadingCode } from '../engine/leading-code';
import type { ChainGap, ChainStatus } from '../chain/verdict';
import type { Block } from './block';

/**
 * What makes it the same block at the next look: its kind, and what it is about. Never its words, in which times, counts,
 * request ids and lists of files change while it stands.
 *
 * @example blockKey({ kind: 'engineUnreadable', message: 'no answer (request 4711)' }) // 'engineUnreadable'
 */
export function blockKey(block: Block): string {
  return [block.kind, ...aboutWhat(block)].join(' ');
}

function aboutWhat(block: Block): readonly (string | number)[] {
  switch (block.kind) {
    case 'adoptionRefused':
      return [block.about, block.failure?.code ?? ''];
    case 'creationFailed':
      return [block.number, block.state];
    case 'awaitsRetry':
      return [block.failure?.code ?? ''];
    case 'serviceFailed':
      return [block.failure.code];
    case 'cutoverStuck':
      return [block.attempt, block.state];
    case 'anotherOperation':
      return [block.running.toLowerCase()];
    case 'serviceBlocked':
      return [leadingCode(block.reason) ?? ''];
    case 'storageUnreadable':
      return [block.trouble.reason, block.trouble.code ?? ''];
    case 'checkUnknown':
      return [block.check, block.cause];
    case 'stateLasts':
      return [block.state];
    case 'fileRefused':
      return [block.refused.file];
    case 'stalled':
      return [block.check];
    case 'chainBroken':
      return [holeOf(block)];
    case 'otherSource':
      return [...block.names].sort();
    case 'offlineTailDiffers':
      return [block.told, block.named];
    case 'tailUnnamed':
    case 'tailVersionUnproven':
      return [block.blob];
    case 'approvalLapsed':
      return [block.given ?? ''];
    case 'attemptObjected':
      return [block.attempt ?? ''];
    case 'watchStuck':
    case 'engineUnreadable':
    case 'attemptsFail':
    case 'adoptionWaits':
    case 'nothingToAdopt':
    case 'migrationGone':
    case 'completingLong':
    case 'restoredElsewhere':
    case 'chainError':
    case 'lastBackupDoubtful':
    case 'tailAmbiguous':
      return [];
  }
}

/**
 * A trouble of the chain by what it needs: which files lie beyond it, and how many stripes have come, is news of the same hole.
 *
 * @example holeOf({ status: 'gap', gap }) // 'gap at 37000000129600001'
 */
export function holeOf({ status, gap }: { readonly status: ChainStatus; readonly gap?: ChainGap }): string {
  const isPlace = status === 'gap' || status === 'incomplete-set' || status === 'damaged';
  return isPlace && gap !== undefined ? `${status} at ${String(gap.needLsn)}` : status;
}
