/** What makes it the same block at the next look, and the same hole. */
import type { ChainGap, ChainStatus } from '../chain/verdict';
import { leadingCode } from '../engine/leading-code';
import { type Block, type ForBlock, forBlock } from './block';

/**
 * What makes it the same block at the next look: its kind, and what it is about. Never its words, in which times, counts,
 * request ids and lists of files change while it stands.
 *
 * @example blockKey({ kind: 'engineUnreadable', message: 'no answer (request 4711)' }) // 'engineUnreadable'
 */
export function blockKey(block: Block): string {
  return [block.kind, ...forBlock(SUBJECTS, block)].join(' ');
}

const SUBJECTS: ForBlock<readonly (string | number)[]> = {
  adoptionRefused: (block) => [block.about, block.failure?.code ?? ''],
  creationFailed: (block) => [block.number, block.state],
  preflightStops: (block) => block.rows.map(({ id, state }) => `${id}:${state}`),
  awaitsRetry: (block) => [block.failure?.code ?? ''],
  serviceFailed: (block) => [block.failure.code],
  cutoverStuck: (block) => [block.attempt, block.state],
  anotherOperation: (block) => [block.running.toLowerCase()],
  serviceBlocked: (block) => [leadingCode(block.reason) ?? ''],
  storageUnreadable: (block) => [block.trouble.reason, block.trouble.code ?? ''],
  checkUnknown: (block) => [block.check, block.cause],
  stateLasts: (block) => [block.state],
  fileRefused: (block) => [block.refused.file],
  stalled: (block) => [block.check],
  chainBroken: (block) => [gapNameOf(block)],
  otherSource: (block) => [...block.names].sort(),
  offlineTailDiffers: (block) => [block.told, block.named],
  tailUnnamed: (block) => [block.blob],
  tailVersionUnproven: (block) => [block.blob],
  approvalLapsed: (block) => [block.given ?? ''],
  attemptObjected: (block) => [block.attempt ?? ''],
  frozen: (block) => [block.freeze.at ?? ''],
  windowOver: () => [],
  watchStuck: () => [],
  engineUnreadable: () => [],
  attemptsFail: () => [],
  adoptionWaits: () => [],
  nothingToAdopt: () => [],
  migrationGone: () => [],
  completingLong: () => [],
  restoredElsewhere: () => [],
  chainError: () => [],
  lastBackupDoubtful: () => [],
  tailAmbiguous: () => [],
};

/**
 * A trouble of the chain by what it needs: which files lie beyond it, and how many stripes have come, is news of the same hole.
 *
 * @example gapNameOf({ status: 'gap', gap }) // 'gap at 37000000129600001'
 */
export function gapNameOf({
  status,
  gap,
}: {
  readonly status: ChainStatus;
  readonly gap?: ChainGap;
}): string {
  const isPlace = status === 'gap' || status === 'incomplete-set' || status === 'damaged';
  return isPlace && gap !== undefined ? `${status} at ${String(gap.needLsn)}` : status;
}
