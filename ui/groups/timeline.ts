/** The timeline of a group: what the layout says, as SVG; hover and arrow keys tell of each member. */
import { type TemplateResult, html, nothing, svg } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import { repeat } from 'lit-html/directives/repeat.js';
import type { MemberView } from '../../shared/core/group/group-view';
import type { Acts } from '../acts';
import { REM } from '../chain/picture';
import { hrefOf } from '../route';
import { rowAfterKey } from '../row-keys';
import type { State } from '../state';
import { minuteText } from '../text/time';
import { type Mark, type MarkKind, type Timeline, type Track, layOutTimeline } from './timeline-layout';
import { lastText, markText, timelineText, trackText } from './timeline-text';
import { memberSign } from './words';
import { MARKS } from '../text/words';

/** Milliseconds after which what runs grows. */
const TICK = 15_000;

/** The figure. @param drawn so many members are drawn already */
export function timelineFigure(
  members: readonly MemberView[],
  drawn: number,
  { picture, now: exact, pickedMember, group }: State,
  acts: Acts,
): TemplateResult {
  const now = Math.floor(exact / TICK) * TICK;
  const line = layOutTimeline(members, {
    ...{ width: picture.width, now, drawn },
    isEnded: group?.board.value?.endedAt !== undefined,
  });
  const told = line.tracks.find(({ member }) => member.id === pickedMember);
  const text = timelineText(members, now);
  return html`<figure class="timeline panel wide">
    <div class="scroll">
      ${axis(line, now)}
      ${tracks(line, { now, pickedMember, text, height: members.length * line.rowHeight }, acts)}
    </div>
    <figcaption>
      <span class="told" aria-live="polite">${told === undefined ? text : trackText(told.member, now)}</span>
      ${legend(line)}
    </figcaption>
  </figure>`;
}

interface Shown {
  readonly now: number;
  readonly pickedMember: string | undefined;
  /** The whole in sentences. */
  readonly text: string;
  readonly height: number;
}

/** The members; written anew only where one of them, the axis or what is picked has changed. */
function tracks(line: Timeline, { now, pickedMember, text, height }: Shown, acts: Acts): TemplateResult {
  const picked = line.tracks.findIndex(({ member }) => member.id === pickedMember);
  const { width, ticks, nowX } = line;
  const scale = [width, ticks.at(0)?.at, ticks.at(-1)?.at].join(' ');
  return html`<svg
    class="tracks"
    viewBox="0 0 ${width} ${height}"
    width="${width / REM}rem"
    height="${height / REM}rem"
    role="group"
    aria-label=${`The members in time. ${text} Up and down go from member to member, Enter opens it.`}
    @keydown=${(event: KeyboardEvent) => step(event, acts, line.tracks)}
    @mouseleave=${() => acts.pickMember(undefined)}
  >
    ${bands(line, height)}
    ${repeat(
      line.tracks,
      ({ member }) => member.id,
      (track, at) => {
        const view = { now, isInOrder: at === Math.max(0, picked), isPicked: at === picked };
        const { isInOrder, isPicked } = view;
        return guard([track.member, track.y, scale, isInOrder, isPicked, isMoving(track) && now], () =>
          row(track, line, view, acts),
        );
      },
    )}
    ${nowX === undefined ? nothing : svg`<line class="now" x1=${nowX} x2=${nowX} y1="0" y2=${height}></line>`}
  </svg>`;
}

/** True for what grows with time. */
function isMoving({ member: { standing } }: Track): boolean {
  return standing === 'inFlight' || standing === 'waits' || standing === 'goes';
}

/** The hours, in sight while the members scroll. */
function axis(line: Timeline, now: number): TemplateResult {
  const { width, ticks, nowX, bands: windows } = line;
  const height = windows.length > 0 ? 40 : 26;
  return html`<svg
    class="axis"
    viewBox="0 0 ${width} ${height}"
    width="${width / REM}rem"
    height="${height / REM}rem"
    aria-hidden="true"
  >
    ${ticks.map(
      ({ x, at }, index) =>
        svg`<text class="tick-text" x=${x} y="11" text-anchor=${index === 0 ? 'start' : index === ticks.length - 1 ? 'end' : 'middle'}
          >${minuteText(at, now)}</text>`,
    )}
    ${nowX === undefined ? nothing : svg`<path class="now-mark" d="M${nowX - 4} 15h8l-4 6z"></path>`}
    ${windows.map(({ x, width: wide }) => svg`<path class="window-mark" d="M${x} 38v-6h${wide}v6"></path>`)}
    ${windowNames(line).map((x) => svg`<text class="window-text" x=${x} y="30" text-anchor="middle">window</text>`)}
  </svg>`;
}

/** Room of the word, units. */
const WORD = 52;

/** In the middle of each window; once where two are about the same. */
function windowNames({ bands: windows, left, right }: Timeline): readonly number[] {
  const middles = windows
    .map(({ x, width }) => Math.min(right - WORD / 2, Math.max(left + WORD / 2, x + width / 2)))
    .sort((one, other) => one - other);
  return middles.filter((x, at) => at === 0 || x - (middles[at - 1] ?? x) > WORD);
}

function bands({ bands: windows, ticks }: Timeline, height: number): unknown {
  return svg`
    ${windows.map(
      ({ x, width, latestX }) => svg`<rect class="window" x=${x} y="0" width=${width} height=${height}></rect>
        <line class="window-edge" x1=${x} x2=${x} y1="0" y2=${height}></line>
        <line class="window-edge" x1=${x + width} x2=${x + width} y1="0" y2=${height}></line>
        ${latestX === undefined ? nothing : svg`<line class="latest" x1=${latestX} x2=${latestX} y1="0" y2=${height}></line>`}`,
    )}
    ${ticks.map(({ x }) => svg`<line class="tick" x1=${x} x2=${x} y1="0" y2=${height}></line>`)}`;
}

interface RowState {
  readonly now: number;
  readonly isInOrder: boolean;
  readonly isPicked: boolean;
}

function row(
  { member, y, marks, waits, runs }: Track,
  { width, rowHeight, isNarrow, left, right }: Timeline,
  { now, isInOrder, isPicked }: RowState,
  acts: Acts,
): unknown {
  const { id } = member;
  const { tone } = memberSign(member);
  const middle = isNarrow ? y + 28 : y + rowHeight / 2;
  const textY = isNarrow ? y + 14 : middle + 4;
  const most = isNarrow ? Math.floor((width - 150) / 7) : 20;
  return svg`<g class="line ${tone} ${member.standing === 'dropped' ? 'gone' : ''} ${isPicked ? 'picked' : ''}">
    <text class="member-mark" aria-hidden="true" x="8" y=${textY}>${MARKS[tone]}</text>
    <text class="member-name" aria-hidden="true" x="22" y=${textY}>${clip(id, most)}</text>
    <text class="last" aria-hidden="true" x=${width - 8} y=${textY} text-anchor="end">${lastText(member, now)}</text>
    <a
      class="track"
      href=${hrefOf({ view: 'migration', id, q: '' })}
      tabindex=${isInOrder ? 0 : -1}
      aria-label=${trackText(member, now)}
      @mouseenter=${() => acts.pickMember(id)}
      @focus=${() => acts.pickMember(id)}
    >
      ${isNarrow ? svg`<line class="row-end" x1="0" x2=${width} y1=${y + rowHeight} y2=${y + rowHeight}></line>` : nothing}
      <line class="base" x1=${left} x2=${right} y1=${middle} y2=${middle}></line>
      ${waits === undefined ? nothing : svg`<line class="waits" x1=${waits[0]} x2=${waits[1]} y1=${middle} y2=${middle}></line>`}
      ${runs === undefined ? nothing : svg`<rect class="runs" x=${runs[0]} y=${middle - 4} width=${Math.max(2, runs[1] - runs[0])} height="8"></rect>`}
      ${marks.map((mark) => markShape(mark, middle))}
      <rect class="target" x="1" y=${y + 1} width=${width - 2} height=${rowHeight - 2} rx="3"></rect>
    </a>
  </g>`;
}

function clip(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** A shape of its own for each, so that no colour has to be told from another. */
function markShape({ kind, x, isEarlier }: Mark, y: number): unknown {
  if (isEarlier) return svg`<path class="mark ${kind}" d="M${x + 5} ${y - 5}l-5 5 5 5"></path>`;
  const at = (path: string): unknown => svg`<path class="mark ${kind}" d=${`M${x} ${y}${path}`}></path>`;
  switch (kind) {
    case 'ready':
      return svg`<circle class="mark ready" cx=${x} cy=${y} r="4"></circle>`;
    case 'approved':
      return at('m-4.5 -4.5h9v9h-9z');
    case 'go':
      return at('m-4 -5.5l9 5.5l-9 5.5z');
    case 'sent':
      return at('m0 -6.5l6 6.5l-6 6.5l-6 -6.5z');
    case 'confirmed':
      return svg`<circle class="mark confirmed" cx=${x} cy=${y} r="6.5"></circle
        ><path class="stroke" d=${`M${x} ${y}m-3 0l2.2 2.4l4 -4.6`}></path>`;
    case 'failed':
      return svg`<circle class="mark failed" cx=${x} cy=${y} r="6.5"></circle
        ><path class="stroke" d=${`M${x} ${y}m-2.6 -2.6l5.2 5.2m0 -5.2l-5.2 5.2`}></path>`;
  }
}

const KINDS: readonly MarkKind[] = ['ready', 'approved', 'go', 'sent', 'confirmed', 'failed'];

/** The marks that occur; to a screen reader each member says its own. */
function legend({ tracks: drawn, bands: windows, nowX }: Timeline): TemplateResult {
  const found = new Set(drawn.flatMap(({ marks }) => marks.map(({ kind }) => kind)));
  const entry = (shape: unknown, text: string): TemplateResult =>
    html`<span><svg width="18" height="16">${shape}</svg>${text}</span>`;
  const line = (name: string): unknown => svg`<line class=${name} x1="9" x2="9" y1="1" y2="15"></line>`;
  return html`<span class="legend" aria-hidden="true"
    >${KINDS.filter((kind) => found.has(kind)).map((kind) => entry(markShape({ kind, x: 9, at: '' }, 8), markText(kind)))}${
      nowX === undefined ? nothing : entry(line('now'), 'now')
    }${windows.some(({ latestX }) => latestX !== undefined) ? entry(line('latest'), 'last request') : nothing}</span
  >`;
}

/** From the member that has the focus: what is picked follows the mouse, too, under which the rows move while keys scroll them. */
function step(event: KeyboardEvent, acts: Acts, tracks: readonly Track[]): void {
  const shapes = [...(event.currentTarget as SVGElement).querySelectorAll<SVGElement>('.track')];
  const here = shapes.findIndex((shape) => shape === document.activeElement);
  const wanted = rowAfterKey(event.key, here, tracks.length);
  if (wanted === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  acts.pickMember(tracks[wanted]?.member.id);
  shapes[wanted]?.focus();
}
