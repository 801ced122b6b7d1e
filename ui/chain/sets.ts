/** The backup sets of a migration as the picture shows them: stripes together, in the order of their LSNs. */
import { isSameFile } from '../../shared/core/file-names';
import type { StatusDocument } from '../../shared/core/migration/status-document';
import type { BoardItem } from '../../shared/core/views/file-board';

/** Where a set is drawn: what is restored by its type, what is not by why. */
export type Lane = 'full' | 'differential' | 'log' | 'otherFork' | 'ignored';

/**
 * What became of a set: `restored` and `restoring` by the service; `waiting`, in the chain and not restored yet; `covered`, not
 * needed; `beyondGap`; `incomplete`, stripes are missing; `ignored`.
 */
export type SetState =
  'restored' | 'restoring' | 'waiting' | 'covered' | 'beyondGap' | 'incomplete' | 'otherFork' | 'ignored';

/** A backup set, or a file of which no set is known. */
export interface ChainSet {
  /** Its first file: no other set has it. */
  readonly key: string;
  readonly files: readonly string[];
  readonly lane: Lane;
  readonly state: SetState;
  /** The word of the file board. */
  readonly boardState: string;
  readonly type: string;
  /** Undefined where no header told them. */
  readonly firstLsn?: bigint;
  readonly lastLsn?: bigint;
  /** Of a striped set: how many stripes are here, of how many; the numbers of those that are. */
  readonly stripes?: { readonly here: readonly number[]; readonly of: number };
  /** When its last file arrived, ISO 8601 UTC. */
  readonly arrivedAt?: string;
  readonly reason?: string;
  readonly isTail: boolean;
}

/** What of the status the sets are judged by. */
export type ChainStatus = Pick<StatusDocument, 'chain' | 'engineStatus' | 'tail'>;

/** Makes the sets of a board. */
export function setsOf(items: readonly BoardItem[], status: ChainStatus): readonly ChainSet[] {
  const groups = new Map<string, BoardItem[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  const sets = [...groups.values()].map((group) => toSet(group, status)).sort(compareSets);
  const last = sets.findLastIndex((set) => isLastRestored(set, status));
  return sets.map((set, index) => ({ ...set, state: stateOf(set, index <= last, status) }));
}

/** Stripes of one set have its type, its LSNs and its state; a file that is not striped is a set of its own. */
function keyOf({ name, setType, firstLsn, lastLsn, stripe, state }: BoardItem): string {
  return stripe === undefined || /^\d+\/1$/.test(stripe)
    ? name
    : [setType, firstLsn, lastLsn, stripe.replace(/^.*\//, ''), state].join(' ');
}

function toSet(group: readonly BoardItem[], { tail }: ChainStatus): ChainSet {
  const items = [...group].sort((a, b) => stripeOf(a) - stripeOf(b));
  const [first] = items as [BoardItem];
  const { setType = 'unknown', firstLsn, lastLsn, stripe, state } = first;
  const of = Number(stripe?.replace(/^.*\//, '') ?? 1);
  const arrived = items.flatMap((item) => item.arrivedAt ?? []).sort();
  return {
    key: first.name,
    files: items.map(({ name }) => name),
    lane: laneOf(first),
    state: 'waiting',
    boardState: state,
    type: setType,
    firstLsn: firstLsn === undefined ? undefined : BigInt(firstLsn),
    lastLsn: lastLsn === undefined ? undefined : BigInt(lastLsn),
    stripes: of > 1 ? { here: items.map(stripeOf), of } : undefined,
    arrivedAt: arrived.at(-1),
    reason: items.find(({ reason }) => reason !== undefined)?.reason,
    isTail: tail !== undefined && items.some(({ name }) => name === tail.blob),
  };
}

function stripeOf({ stripe }: BoardItem): number {
  return Number(stripe?.replace(/\/.*$/, '') ?? 1);
}

const USED: readonly string[] = ['inChain', 'covered', 'beyondGap', 'awaitingStripes'];

function laneOf({ state, setType }: BoardItem): Lane {
  if (state === 'otherFork') return 'otherFork';
  if (!USED.includes(state)) return 'ignored';
  return setType === 'full' || setType === 'differential' ? setType : 'log';
}

/** By where a set ends, then by where it begins; what has no LSN comes last, by name. */
function compareSets(a: ChainSet, b: ChainSet): number {
  if (a.lastLsn === undefined || b.lastLsn === undefined)
    return Number(a.lastLsn === undefined) - Number(b.lastLsn === undefined) || (a.key < b.key ? -1 : 1);
  if (a.lastLsn !== b.lastLsn) return a.lastLsn < b.lastLsn ? -1 : 1;
  const [first, other] = [a.firstLsn ?? 0n, b.firstLsn ?? 0n];
  return first === other ? (a.key < b.key ? -1 : 1) : first < other ? -1 : 1;
}

function isLastRestored({ files, boardState }: ChainSet, { engineStatus }: ChainStatus): boolean {
  const last = engineStatus?.lastRestoredFile;
  return last !== undefined && boardState === 'inChain' && files.some((file) => isSameFile(file, last));
}

function stateOf(
  { boardState, files, type }: ChainSet,
  isPast: boolean,
  { engineStatus }: ChainStatus,
): SetState {
  const restoring = engineStatus?.restoringFile;
  switch (boardState) {
    case 'inChain':
      if (isPast || (type === 'full' && engineStatus?.fullRestored === true)) return 'restored';
      return restoring !== undefined && files.some((file) => isSameFile(file, restoring))
        ? 'restoring'
        : 'waiting';
    case 'covered':
    case 'beyondGap':
    case 'otherFork':
      return boardState;
    case 'awaitingStripes':
      return 'incomplete';
    default:
      return 'ignored';
  }
}
