/** The picture of the chain: what the layout says, as SVG; hover and arrow keys tell of each set. */
import { type TemplateResult, html, nothing, svg } from 'lit-html';
import { momentText } from '../text/time';
import { blockText, chainText, laneText, stateWord } from './describe';
import { type Axis, type Block, type ChainFacts, type ChainPicture, layOutChain } from './layout';

/** What an operator does with it. */
export interface PictureActs {
  readonly onAxis: (axis: Axis) => void;
  /** A block by its first file; undefined: none. */
  readonly onPick: (key: string | undefined) => void;
}

/** How it is shown. */
export interface PictureView {
  readonly axis: Axis;
  readonly picked?: string;
  /** Units of the layout. */
  readonly width: number;
  readonly now: number;
}

/** Units of the layout in one rem: the picture grows with the text of the page. */
export const REM = 14;

/** The figure. */
export function chainFigure(facts: ChainFacts, view: PictureView, acts: PictureActs): TemplateResult {
  const picture = layOutChain(facts, view.axis, view.width);
  const index = picture.blocks.findIndex(({ sets }) => sets[0]?.key === view.picked);
  return html`<figure class="chain">
    <div class="scroll">
      <svg
        viewBox="0 0 ${picture.width} ${picture.height}"
        width="${picture.width / REM}rem"
        height="${picture.height / REM}rem"
        role="group"
        aria-label=${`The chain. ${chainText(facts)} Left and right go from backup to backup.`}
        @keydown=${(event: KeyboardEvent) => step(event, picture.blocks, index, acts)}
        @mouseleave=${() => acts.onPick(undefined)}
      >
        ${lanes(picture)} ${axis(picture, view)} ${gap(picture)} ${path(picture)}
        ${picture.blocks.map((block, at) => blockShape(block, at === Math.max(0, index), at === index, acts))}
        ${ends(picture)}
      </svg>
    </div>
    <figcaption>
      <span class="told" aria-live="polite">${told(facts, picture, index)}</span>
      ${axisSwitch(view.axis, acts)} ${legend(picture)}
    </figcaption>
  </figure>`;
}

function told(facts: ChainFacts, { blocks }: ChainPicture, index: number): string {
  const block = blocks[index];
  return block === undefined ? chainText(facts) : blockText(block);
}

const ORDER: readonly Block['state'][] = [
  ...([
    'restored',
    'restoring',
    'waiting',
    'covered',
    'beyondGap',
    'incomplete',
    'otherFork',
    'ignored',
  ] as const),
];

/** The states that occur; to a screen reader each block says its own. */
function legend({ blocks }: ChainPicture): TemplateResult {
  const states = ORDER.filter((one) => blocks.some(({ state }) => state === one));
  return html`<span class="legend" aria-hidden="true"
    >${states.map(
      (state) =>
        html`<span
          ><svg width="18" height="16">
            <g class="block ${state}">
              <rect class="shape" x="1" y="1" width="16" height="14" rx="2"></rect>
              <text class="mark-text" x="9" y="12" text-anchor="middle">${SIGNS[state] ?? nothing}</text>
            </g></svg
          >${stateWord(state)}</span
        >`,
    )}</span
  >`;
}

function axisSwitch(axis: Axis, { onAxis }: PictureActs): TemplateResult {
  const choice = (one: Axis, text: string): TemplateResult =>
    html`<button type="button" aria-pressed=${one === axis ? 'true' : 'false'} @click=${() => onAxis(one)}>
      ${text}
    </button>`;
  return html`<span class="switch" role="group" aria-label="Axis of the picture"
    >${choice('lsn', 'by LSN')}${choice('time', 'by arrival')}</span
  >`;
}

function lanes({ lanes: all, width }: ChainPicture): unknown {
  return all.map(
    ({ lane, y, height }) => svg`
      <line class="lane" x1="0" x2=${width} y1=${y + height} y2=${y + height}></line>
      <text class="lane-name" x="0" y=${y + height / 2 + 4}>${laneText(lane)}</text>`,
  );
}

function axis({ ticks, height }: ChainPicture, { now }: PictureView): unknown {
  return ticks.map(
    ({ x, at }, index) => svg`
      <line class="tick" x1=${x} x2=${x} y1="18" y2=${height - 22}></line>
      <text class="tick-text" x=${x} y=${height - 8} text-anchor=${index === 0 ? 'start' : index === ticks.length - 1 ? 'end' : 'middle'}
        >${momentText(at, now)}</text>`,
  );
}

function path({ path: points }: ChainPicture): unknown {
  if (points.length < 2) return nothing;
  return svg`<polyline class="path" points=${points.map(({ x, y }) => `${x},${y}`).join(' ')}></polyline>`;
}

function blockShape(block: Block, isInOrder: boolean, isPicked: boolean, acts: PictureActs): unknown {
  const { x, y, width, height, sets, state, stripes } = block;
  const [first] = sets;
  const key = first?.key ?? '';
  return svg`<g
    class="block ${state} ${first?.isTail === true ? 'tail' : ''} ${isPicked ? 'picked' : ''}"
    role="img"
    tabindex=${isInOrder ? 0 : -1}
    aria-label=${blockText(block)}
    @mouseenter=${() => acts.onPick(key)}
    @focus=${() => acts.onPick(key)}
  >
    <rect class="target" x=${x - 1.5} y=${y - 6} width=${width + 3} height=${height + 12}></rect>
    ${
      stripes.length === 0
        ? svg`<rect class="shape" x=${x} y=${y} width=${width} height=${height} rx="2"></rect>`
        : stripes.map(
            (stripe) =>
              svg`<rect class="shape ${stripe.isHere ? '' : 'absent'}" x=${stripe.x} y=${stripe.y} width=${stripe.width} height=${stripe.height} rx="1"></rect>`,
          )
    }
    ${mark(block)}
  </g>`;
}

/** A sign inside the shape, so that no colour has to be told from another. */
function mark({ sets, state, x, y, width, height }: Block): unknown {
  const [first] = sets;
  const text =
    sets.length > 1 && width > 24 ? `×${sets.length}` : first?.isTail === true ? 'T' : SIGNS[state];
  return text === undefined || width < 8
    ? nothing
    : svg`<text class="mark-text" x=${x + width / 2} y=${y + height / 2 + 4} text-anchor="middle">${text}</text>`;
}

const SIGNS: Readonly<Partial<Record<Block['state'], string>>> = {
  restored: '✓',
  restoring: '…',
  beyondGap: '›',
  incomplete: '!',
  otherFork: 'Y',
  ignored: '×',
};

function gap({ gap: hole }: ChainPicture): unknown {
  if (hole === undefined) return nothing;
  const { x, y, width, height, needLsn } = hole;
  return svg`<g class="gap" role="img" aria-label=${`Gap: a log that contains LSN ${needLsn} is missing`}>
    <rect x=${x} y=${y + 4} width=${width} height=${height - 8} rx="2"></rect>
    <text x=${x + width / 2} y=${y + height / 2 + 4} text-anchor="middle">gap</text>
  </g>`;
}

function ends({ restoredX, endX, height, gap: hole }: ChainPicture): unknown {
  const line = (x: number, name: string, text: string, anchor: string): unknown => svg`
    <line class=${name} x1=${x + 1.5} x2=${x + 1.5} y1="14" y2=${height - 22}></line>
    <text class="end-text" x=${x + (anchor === 'end' ? -2 : 4)} y="11" text-anchor=${anchor}>${text}</text>`;
  return svg`
    ${restoredX === undefined ? nothing : line(restoredX, 'restored-end', 'restored to here', 'end')}
    ${
      endX === undefined || endX === restoredX
        ? nothing
        : line(endX, 'chain-end', 'chain ends', hole === undefined ? 'end' : 'start')
    }`;
}

function step(event: KeyboardEvent, blocks: readonly Block[], index: number, acts: PictureActs): void {
  const wanted = wantedIndex(event.key, Math.max(0, index), blocks.length);
  if (wanted === undefined) return;
  event.preventDefault();
  acts.onPick(blocks[wanted]?.sets[0]?.key);
  const shapes = (event.currentTarget as SVGElement).querySelectorAll<SVGElement>('.block');
  shapes[wanted]?.focus();
}

function wantedIndex(key: string, index: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowRight':
      return Math.min(count - 1, index + 1);
    case 'ArrowLeft':
      return Math.max(0, index - 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
