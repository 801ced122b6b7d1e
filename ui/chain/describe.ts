/** The chain in words: for each set, and for whoever does not see the picture. */
import type { Block, ChainFacts } from './layout';
import type { ChainSet, Lane, SetState } from './sets';

const LANES: Readonly<Record<Lane, string>> = {
  full: 'Full',
  differential: 'Differential',
  log: 'Logs',
  otherFork: 'Other fork',
  ignored: 'Not used',
};

/** The name of a lane. */
export function laneText(lane: Lane): string {
  return LANES[lane];
}

const STATES: Readonly<Record<SetState, string>> = {
  restored: 'restored by the service',
  restoring: 'being restored',
  waiting: 'in the chain, not restored yet',
  covered: 'covered: not needed',
  beyondGap: 'beyond the gap',
  incomplete: 'stripes are missing',
  otherFork: 'on another recovery fork',
  ignored: 'not used',
};

/** A state in a few words. */
export function stateWord(state: SetState): string {
  return STATES[state];
}

/** What became of a set, in a few words. */
export function stateText({ state, boardState }: Pick<ChainSet, 'state' | 'boardState'>): string {
  return state === 'ignored' ? `not used (${boardState})` : stateWord(state);
}

/** What a block says on hover and to a screen reader. @example 'shop_log_7.trn · log · LSN 34 to 36 · restored by the service' */
export function blockText({ sets }: Pick<Block, 'sets'>): string {
  const [first] = sets as readonly [ChainSet];
  const last = sets.at(-1) ?? first;
  if (sets.length === 1) return setText(first);
  return [
    `${sets.length} logs, ${first.key} to ${last.key}`,
    lsnText(first.firstLsn, last.lastLsn),
    stateText(first),
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function setText(set: ChainSet): string {
  const { files, type, stripes, firstLsn, lastLsn, reason, isTail } = set;
  return [
    files.join(', '),
    isTail ? 'the tail' : type,
    stripes === undefined ? '' : `${stripes.here.length} of ${stripes.of} stripes`,
    lsnText(firstLsn, lastLsn),
    stateText(set),
    reason ?? '',
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function lsnText(first: bigint | undefined, last: bigint | undefined): string {
  return first === undefined || last === undefined ? '' : `LSN ${first} to ${last}`;
}

/** The whole picture in sentences. */
export function chainText({ sets, gap, chainEndLsn }: ChainFacts): string {
  const inChain = sets.filter(({ boardState }) => boardState === 'inChain');
  const restored = inChain.filter(({ state }) => state === 'restored').length;
  const unused = sets.filter(({ lane }) => lane === 'ignored' || lane === 'otherFork').length;
  const covered = sets.filter(({ state }) => state === 'covered').length;
  return [
    inChain.length === 0
      ? 'No backup is in the chain.'
      : `${inChain.length} ${inChain.length === 1 ? 'backup set is' : 'backup sets are'} in the chain, ${restored} restored by the service.`,
    gap
      ? `Gap: a log that contains LSN ${gap.needLsn} is missing; the next one begins at ${gap.firstAvailableLsn}.`
      : '',
    chainEndLsn === undefined ? '' : `The chain ends at LSN ${chainEndLsn}.`,
    covered === 0 ? '' : `${covered} covered.`,
    unused === 0 ? '' : `${unused} not used.`,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}
