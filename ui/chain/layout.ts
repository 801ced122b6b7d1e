/** Where everything of the picture of the chain is drawn: numbers only, without a document. */
import type { ChainSet, Lane, SetState } from './sets';

/** Along which axis the sets are drawn: one column a set in the order of LSNs, or by when they arrived. */
export type Axis = 'lsn' | 'time';

/** A missing log. */
export interface GapFacts {
  readonly needLsn: string;
  readonly firstAvailableLsn: string;
}

/** What is drawn. */
export interface ChainFacts {
  readonly sets: readonly ChainSet[];
  readonly gap?: GapFacts;
  readonly chainEndLsn?: string;
}

/** A rectangle; 14 units are a rem. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A stripe of a set: drawn filled when it is here. */
export interface Stripe extends Box {
  readonly isHere: boolean;
}

/** A set, or several logs of the same state that are drawn as one. */
export interface Block extends Box {
  readonly sets: readonly ChainSet[];
  readonly state: SetState;
  readonly stripes: readonly Stripe[];
}

/** The picture. */
export interface ChainPicture {
  readonly width: number;
  readonly height: number;
  readonly lanes: readonly { readonly lane: Lane; readonly y: number; readonly height: number }[];
  /** In the order of LSNs or times, from left to right. */
  readonly blocks: readonly Block[];
  /** From block to block of what is restored: the points of a line. */
  readonly path: readonly { readonly x: number; readonly y: number }[];
  readonly gap?: Box & GapFacts;
  /** Where what the service has restored ends, and where the chain ends. */
  readonly restoredX?: number;
  readonly endX?: number;
  /** Moments along the time axis, ISO 8601 UTC. */
  readonly ticks: readonly { readonly x: number; readonly at: string }[];
}

const LANES: readonly Lane[] = ['full', 'differential', 'log', 'otherFork', 'ignored'];
/** These are always drawn, so that what is missing is seen. */
const ALWAYS: readonly Lane[] = ['full', 'differential', 'log'];
const LANE_HEIGHT = 34;
const BLOCK_HEIGHT = 22;
/** Left of the columns: the names of the lanes. */
const MARGIN = 92;
const RIGHT = 16;
const TOP = 22;
const BOTTOM = 26;
const GAP_BETWEEN = 3;
const WIDEST = 56;
const NARROWEST = 7;
const gapWidth = (width: number): number => (width < 500 ? 40 : 64);
/** Columns at the end that are never folded: where things happen. */
const NEVER_FOLDED = 8;

/** Lays out the picture. @param width of the room */
export function layOutChain(facts: ChainFacts, axis: Axis, width: number): ChainPicture {
  const lanes = lanesOf(facts.sets);
  const height = TOP + lanes.length * LANE_HEIGHT + BOTTOM;
  const places =
    axis === 'time' ? placesInTime(facts.sets, width) : placesInOrder(facts.sets, facts.gap, width);
  const blocks = places.blocks.map((place) => blockOf(place, lanes));
  const restored = blocks.findLast(({ state }) => state === 'restored');
  const end = blocks.findLast(({ sets }) => sets.some(({ boardState }) => boardState === 'inChain'));
  const log = lanes.find(({ lane }) => lane === 'log');
  return {
    width: places.width,
    height,
    lanes,
    blocks,
    path: blocks.filter(({ sets }) => sets[0]?.boardState === 'inChain').map(middleOf),
    gap: facts.gap && places.gap && { ...facts.gap, ...places.gap, y: log?.y ?? TOP, height: LANE_HEIGHT },
    restoredX: restored && restored.x + restored.width,
    endX: end && end.x + end.width,
    ticks: places.ticks,
  };
}

function lanesOf(sets: readonly ChainSet[]): ChainPicture['lanes'] {
  const used = new Set(sets.map(({ lane }) => lane));
  return LANES.filter((lane) => ALWAYS.includes(lane) || used.has(lane)).map((lane, index) => ({
    lane,
    y: TOP + index * LANE_HEIGHT,
    height: LANE_HEIGHT,
  }));
}

interface Place {
  readonly sets: readonly ChainSet[];
  readonly x: number;
  readonly width: number;
}

interface Places {
  readonly width: number;
  readonly blocks: readonly Place[];
  readonly gap?: { readonly x: number; readonly width: number };
  readonly ticks: ChainPicture['ticks'];
}

/** A column a set; where there is no room for all, runs of logs of one state share a column. */
function placesInOrder(sets: readonly ChainSet[], gap: GapFacts | undefined, width: number): Places {
  const room = width - MARGIN - RIGHT - (gap ? gapWidth(width) : 0);
  const columns = fold(sets, Math.max(NEVER_FOLDED, Math.floor(room / (NARROWEST + GAP_BETWEEN))));
  const each = Math.min(WIDEST, Math.max(NARROWEST, room / Math.max(1, columns.length) - GAP_BETWEEN));
  const gapBefore = gap && columns.findIndex(([first]) => isBeyond(first, gap));
  const blocks: Place[] = [];
  let x = MARGIN;
  let gapPlace: Places['gap'];
  for (const [index, column] of columns.entries()) {
    if (index === gapBefore) {
      gapPlace = { x, width: gapWidth(width) - GAP_BETWEEN };
      x += gapWidth(width);
    }
    blocks.push({ sets: column, x, width: each });
    x += each + GAP_BETWEEN;
  }
  if (gap && gapPlace === undefined) {
    gapPlace = { x, width: gapWidth(width) - GAP_BETWEEN };
    x += gapWidth(width);
  }
  return { width: Math.max(width, x + RIGHT), blocks, gap: gapPlace, ticks: [] };
}

function isBeyond(set: ChainSet | undefined, { needLsn }: GapFacts): boolean {
  return set?.firstLsn !== undefined && set.state === 'beyondGap' && set.firstLsn > BigInt(needLsn);
}

/** Merges runs of plain logs of one state, the oldest runs first, until there are so many columns at most. */
function fold(sets: readonly ChainSet[], most: number): readonly (readonly ChainSet[])[] {
  const columns: ChainSet[][] = [];
  const foldable = sets.length > most ? sets.length - NEVER_FOLDED : 0;
  for (const [index, set] of sets.entries()) {
    const before = columns.at(-1);
    if (index < foldable && before !== undefined && isSameRun(before[0], set)) before.push(set);
    else columns.push([set]);
  }
  return columns;
}

function isSameRun(one: ChainSet | undefined, other: ChainSet): boolean {
  return (
    one?.lane === other.lane &&
    one.lane !== 'full' &&
    one.lane !== 'differential' &&
    one.state === other.state &&
    other.stripes === undefined &&
    one.stripes === undefined
  );
}

const BAR = 7;
const TICKS = 6;

/** By when they arrived; what tells no time is left out. */
function placesInTime(sets: readonly ChainSet[], width: number): Places {
  const timed = sets
    .flatMap((set) => (set.arrivedAt === undefined ? [] : [{ set, at: Date.parse(set.arrivedAt) }]))
    .sort((a, b) => a.at - b.at);
  const [begin, end] = [timed[0]?.at ?? 0, timed.at(-1)?.at ?? 0];
  const room = Math.max(1, width - MARGIN - RIGHT - BAR);
  const xOf = (at: number): number => MARGIN + (end === begin ? 0 : ((at - begin) / (end - begin)) * room);
  const ticks =
    end === begin
      ? [begin]
      : Array.from({ length: TICKS }, (_, n) => begin + ((end - begin) * n) / (TICKS - 1));
  return {
    width,
    blocks: timed.map(({ set, at }) => ({ sets: [set], x: xOf(at), width: BAR })),
    ticks: timed.length === 0 ? [] : ticks.map((at) => ({ x: xOf(at), at: new Date(at).toISOString() })),
  };
}

function blockOf({ sets, x, width }: Place, lanes: ChainPicture['lanes']): Block {
  const [first] = sets as readonly [ChainSet];
  const lane = lanes.find(({ lane: one }) => one === first.lane);
  const y = (lane?.y ?? TOP) + (LANE_HEIGHT - BLOCK_HEIGHT) / 2;
  const box = { x, y, width, height: BLOCK_HEIGHT };
  return { ...box, sets, state: first.state, stripes: stripesOf(first, box) };
}

function stripesOf({ stripes }: ChainSet, { x, y, width, height }: Box): readonly Stripe[] {
  if (stripes === undefined) return [];
  const each = height / stripes.of;
  return Array.from({ length: stripes.of }, (_, index) => ({
    x,
    y: y + index * each,
    width,
    height: Math.max(1, each - 1),
    isHere: stripes.here.includes(index + 1),
  }));
}

function middleOf({ x, y, width, height }: Box): { readonly x: number; readonly y: number } {
  return { x: x + width / 2, y: y + height / 2 };
}
