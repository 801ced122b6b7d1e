/** Where everything of the timeline of a group is drawn: numbers only, without a document. */
import type { MemberView } from '../../shared/core/group/group-view';
import type { Opening } from '../../shared/core/sending/window';

/** What a mark stands for; `failed`: it was settled, and not confirmed. */
export type MarkKind = 'ready' | 'approved' | 'go' | 'sent' | 'confirmed' | 'failed';

/** A moment of a member; 14 units are a rem. */
export interface Mark {
  readonly kind: MarkKind;
  readonly x: number;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** True where it lies before what is drawn, and stands at the edge. */
  readonly isEarlier?: true;
}

/** A member. */
export interface Track {
  readonly member: MemberView;
  readonly y: number;
  /** In the order of time. */
  readonly marks: readonly Mark[];
  /** From ready to sent, or to now. */
  readonly waits?: readonly [from: number, to: number];
  /** From sent to settled, or to now. */
  readonly runs?: readonly [from: number, to: number];
}

/** An opening of a window, as far as it is in the picture. */
export interface Band {
  readonly opening: Opening;
  readonly x: number;
  readonly width: number;
  /** Where the last request may start; undefined where that is not in the picture. */
  readonly latestX?: number;
}

/** The picture; its rows are below each other, each `rowHeight` high. */
export interface Timeline {
  readonly width: number;
  readonly rowHeight: number;
  /** From where to where time goes. */
  readonly left: number;
  readonly right: number;
  /** True where names stand above the tracks, not beside them. */
  readonly isNarrow: boolean;
  readonly ticks: readonly { readonly x: number; readonly at: string }[];
  /** Undefined after the end. */
  readonly nowX: number | undefined;
  readonly bands: readonly Band[];
  readonly tracks: readonly Track[];
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080].map((one) => one * MINUTE);
/** Openings that lie farther away from all else are told, not drawn: the night would shrink to a dot. */
const NEAR = 12 * HOUR;
const NARROW = 620;
/** Room of the names and of the last moments, beside the tracks. */
const NAMES = 176;
const LASTS = 118;
const EDGE = 10;
const TICK_ROOM = 84;

/** How they are laid out. */
export interface Room {
  /** Units. */
  readonly width: number;
  /** Milliseconds. */
  readonly now: number;
  /** So many of the members are drawn, from the first on; the scale is that of all. */
  readonly drawn?: number;
  /** True for a group that has ended: its night stays as it was, however long ago. */
  readonly isEnded?: boolean;
}

/** Lays out members. */
export function layOutTimeline(
  members: readonly MemberView[],
  { width, now, drawn = members.length, isEnded = false }: Room,
): Timeline {
  const isNarrow = width < NARROW;
  const left = isNarrow ? EDGE : NAMES;
  const right = width - (isNarrow ? EDGE : LASTS);
  const scale = scaleOf(members, { now, isEnded }, Math.max(2, Math.floor((right - left) / TICK_ROOM)));
  const { from, to, step } = scale;
  const xOf = (at: number): number =>
    left + ((Math.min(to, Math.max(from, at)) - from) / (to - from)) * (right - left);
  const rowHeight = isNarrow ? 42 : 28;
  return {
    ...{ width, rowHeight, left, right, isNarrow },
    ticks: Array.from({ length: Math.round((to - from) / step) + 1 }, (_, n) => from + n * step).map(
      (at) => ({
        x: xOf(at),
        at: new Date(at).toISOString(),
      }),
    ),
    nowX: isEnded ? undefined : xOf(now),
    bands: openingsOf(members).flatMap((opening) => bandOf(opening, scale, xOf)),
    tracks: members
      .slice(0, drawn)
      .map((member, index) => trackOf(member, index * rowHeight, { from, now, xOf })),
  };
}

interface Scale {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** From the first moment to the last one that belongs to the night, in whole steps: so it stands still while time goes on. */
function scaleOf(
  members: readonly MemberView[],
  { now, isEnded }: Pick<Room, 'now' | 'isEnded'>,
  mostSteps: number,
): Scale {
  const moments = members.flatMap(momentsOf);
  const readies = moments.filter(([kind]) => kind === 'ready').map(timeOf);
  const acted = moments.filter(([kind]) => kind !== 'ready').map(timeOf);
  const acts = isEnded && acted.length > 0 ? acted : [...acted, now];
  const edges = openingsOf(members).flatMap(({ opensAt, closesAt }) => [
    Date.parse(opensAt),
    Date.parse(closesAt),
  ]);
  const [firstAct, lastAct] = [Math.min(...acts), Math.max(...acts)];
  const near = edges.filter((at) => at > firstAct - NEAR && at < lastAct + NEAR);
  const begin = Math.min(firstAct, ...near);
  const end = Math.max(lastAct, ...near);
  const room = Math.max(end - begin, 10 * MINUTE) / 2;
  const first = Math.max(begin - room, Math.min(begin, ...readies));
  const step =
    STEPS.find((one) => (end - first) / one <= mostSteps - 1) ?? Math.ceil((end - first) / mostSteps);
  const from = Math.floor(first / step) * step;
  return { from, to: Math.max(Math.ceil(end / step) * step, from + step), step };
}

function timeOf([, at]: readonly [MarkKind, string]): number {
  return Date.parse(at);
}

/** The moments of a member, in the order of time. */
export function momentsOf({
  moments = {},
  go,
  standing,
}: MemberView): readonly (readonly [MarkKind, string])[] {
  const { readyAt, approvedAt, sentAt, settledAt } = moments;
  const found: readonly (readonly [MarkKind, string | undefined])[] = [
    ['ready', readyAt],
    ['approved', approvedAt],
    ['go', go?.at],
    ['sent', sentAt],
    [standing === 'confirmed' ? 'confirmed' : 'failed', settledAt],
  ];
  return found
    .flatMap(([kind, at]) => (at === undefined || Number.isNaN(Date.parse(at)) ? [] : [[kind, at] as const]))
    .sort((one, other) => timeOf(one) - timeOf(other));
}

function openingsOf(members: readonly MemberView[]): readonly Opening[] {
  const found = new Map<string, Opening>();
  for (const { window, moments } of members)
    for (const opening of [window?.opening, moments?.sentIn])
      if (opening !== undefined)
        found.set(`${opening.opensAt} ${opening.closesAt} ${opening.latestStart}`, opening);
  return [...found.values()];
}

function bandOf(opening: Opening, { from, to }: Scale, xOf: (at: number) => number): readonly Band[] {
  const [opens, closes, latest] = [opening.opensAt, opening.closesAt, opening.latestStart].map((at) =>
    Date.parse(at),
  ) as [number, number, number];
  if (closes <= from || opens >= to) return [];
  const x = xOf(opens);
  const isInside = latest > from && latest < to && latest < closes;
  return [{ opening, x, width: xOf(closes) - x, ...(isInside && { latestX: xOf(latest) }) }];
}

interface Place {
  readonly from: number;
  readonly now: number;
  readonly xOf: (at: number) => number;
}

function trackOf(member: MemberView, y: number, { from, now, xOf }: Place): Track {
  const moments = momentsOf(member);
  const at = (kind: MarkKind): number | undefined => {
    const found = moments.find(([one]) => one === kind);
    return found && timeOf(found);
  };
  const [ready, sent, settled] = [at('ready'), at('sent'), at('confirmed') ?? at('failed')];
  const isOpen = member.standing === 'waits' || member.standing === 'goes';
  const waitsTo = sent ?? (isOpen ? now : undefined);
  const runsTo = settled ?? (member.standing === 'inFlight' ? now : undefined);
  return {
    ...{ member, y },
    marks: moments.map(([kind, iso]) => ({
      ...{ kind, at: iso, x: xOf(Date.parse(iso)) },
      ...(Date.parse(iso) < from && { isEarlier: true as const }),
    })),
    ...(ready !== undefined && waitsTo !== undefined && { waits: [xOf(ready), xOf(waitsTo)] as const }),
    ...(sent !== undefined && runsTo !== undefined && { runs: [xOf(sent), xOf(runsTo)] as const }),
  };
}
