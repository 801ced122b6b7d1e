/** Draws a picture of an estate, as text and as SVG; what is wrong or missing is red and says so in words, too. */
import { escapeMarkup } from './escape-markup';
import { type EstatePicture, type Part, type PartState, type PictureBox, partsOf, showRows } from './picture';

const MARKS: Readonly<Record<PartState, string>> = {
  found: '✓',
  missing: '✗ WRONG',
  unknown: '? UNKNOWN',
  asked: '· FOR YOU',
  notApplicable: '– not demanded:',
};

/** A line of the drawing: the state of the part on it, and how far what does not fit is indented. */
export interface DrawnLine {
  readonly text: string;
  readonly indent: number;
  readonly state?: PartState;
}

/** The drawing as lines of text. */
export function drawAsText({ title, figure, boxes }: EstatePicture): DrawnLine[] {
  return [{ text: title, indent: 2 }, { text: `as in ${figure}`, indent: 2 }, ...boxes.flatMap(boxLines)];
}

/** True when nothing of the picture is missing or unknown. */
export function isWholePicture(picture: EstatePicture): boolean {
  return partsOf(picture).every(({ state }) => state !== 'missing' && state !== 'unknown');
}

function boxLines({ name, link, parts }: PictureBox): DrawnLine[] {
  const arrow: DrawnLine[] =
    link === undefined
      ? []
      : [
          { text: `    │ ${partText(link)}`, indent: 8, state: link.state },
          { text: '    ▼', indent: 4 },
        ];
  const inside = parts.map((part, index): DrawnLine => ({
    text: `    ${index === parts.length - 1 ? '└' : '├'}─ ${partText(part)}`,
    indent: 9,
    state: part.state,
  }));
  return [...arrow, { text: `  ${name}`, indent: 4 }, ...inside];
}

/** Why a part is unknown stands with the rows: one reason is often that of many parts. */
function partText(part: Part): string {
  return `${labelOf(part)}${part.note === undefined || part.state === 'unknown' ? '' : `: ${part.note}`}`;
}

function labelOf({ label, rows, state }: Part): string {
  return `${MARKS[state]} ${label}${rows.length === 0 ? '' : ` (${showRows(rows)})`}`;
}

const WIDTH = 640;
const LINE = 20;
/** Characters that fit into a box, at 14 pixels and at 12. */
const FITS = { label: 74, note: 92 };

/** Colours that differ in lightness, with a contrast of 4.5 and more on white (WCAG 2.2, 1.4.3); a page may replace them by class. */
const COLOURS: Readonly<Record<PartState, string>> = {
  found: '#1b5e20',
  missing: '#b3261e',
  unknown: '#7a4f01',
  asked: '#1d4e89',
  notApplicable: '#444444',
};

/**
 * The drawing as an SVG document that refers to nothing outside itself.
 *
 * @param id begins the ids in it, so that two drawings can stand on one page
 */
export function drawAsSvg(picture: EstatePicture, id: string): string {
  const titles = wrap(picture.title, FITS.label);
  let y = 24 + titles.length * LINE + LINE;
  const shapes: string[] = [];
  for (const box of picture.boxes) {
    if (box.link !== undefined) {
      const height = partHeight(box.link) + 28;
      shapes.push(linkShape(box.link, y, height));
      y += height;
    }
    shapes.push(boxShape(box, y));
    y += boxHeight(box) + 8;
  }
  const height = y + 8;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="${id}-title ${id}-description" font-family="sans-serif" font-size="14">`,
    `<title id="${id}-title">${escapeMarkup(picture.title)}</title>`,
    `<desc id="${id}-description">${escapeMarkup(describe(picture))}</desc>`,
    `<rect class="paper" width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    ...titles.map((line, at) =>
      textShape(line, 16, 26 + at * LINE, 'class="ink" font-weight="bold" fill="#1a1a1a"'),
    ),
    textShape(picture.figure, 16, 26 + titles.length * LINE, 'class="ink" font-size="12" fill="#444444"'),
    ...shapes,
    '</svg>',
    '',
  ].join('\n');
}

function partHeight(part: Part): number {
  return linesOf(part).length * LINE;
}

function boxHeight({ name, parts }: PictureBox): number {
  return 14 + wrap(name, FITS.label).length * LINE + parts.reduce((sum, part) => sum + partHeight(part), 0);
}

function boxShape(box: PictureBox, top: number): string {
  const names = wrap(box.name, FITS.label);
  let y = top + 22 + names.length * LINE;
  const parts = box.parts.map((part) => {
    const shape = partShape(part, 40, y);
    y += partHeight(part);
    return shape;
  });
  return [
    `<rect class="box" x="16" y="${top}" width="${WIDTH - 32}" height="${boxHeight(box)}" rx="8" fill="#f4f6f8" stroke="#44546a"/>`,
    ...names.map((line, at) =>
      textShape(line, 28, top + 22 + at * LINE, 'class="ink" font-weight="bold" fill="#1a1a1a"'),
    ),
    ...parts,
  ].join('\n');
}

function linkShape(link: Part, y: number, height: number): string {
  const dashes = link.state === 'found' ? '' : ' stroke-dasharray="6 4"';
  return [
    `<line class="line-${link.state}" x1="40" y1="${y - 8}" x2="40" y2="${y + height}" stroke="${COLOURS[link.state]}" stroke-width="3"${dashes}/>`,
    partShape(link, 56, y + 24),
  ].join('\n');
}

interface PartLine {
  readonly text: string;
  readonly isNote: boolean;
}

function linesOf(part: Part): readonly PartLine[] {
  return [
    ...wrap(labelOf(part), FITS.label).map((text) => ({ text, isNote: false })),
    ...(part.note === undefined ? [] : wrap(part.note, FITS.note).map((text) => ({ text, isNote: true }))),
  ];
}

function partShape(part: Part, x: number, y: number): string {
  const weight = part.state === 'found' ? '' : ' font-weight="bold"';
  return linesOf(part)
    .map(({ text, isNote }, at) => {
      const look = isNote ? ' font-size="12"' : weight;
      const style = `class="${part.state}" fill="${COLOURS[part.state]}"${look}`;
      return textShape(text, isNote || at > 0 ? x + 16 : x, y + at * LINE, style);
    })
    .join('\n');
}

function textShape(text: string, x: number, y: number, attributes: string): string {
  return `<text x="${x}" y="${y}" ${attributes}>${escapeMarkup(text)}</text>`;
}

/** Lines of at most so many characters; a longer word is cut. */
function wrap(text: string, most: number): string[] {
  const words = text.split(' ').flatMap((word) => word.match(new RegExp(`.{1,${most}}`, 'gsu')) ?? []);
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function describe({ boxes }: EstatePicture): string {
  return boxes
    .map(({ name, link, parts }) => {
      const before = link === undefined ? '' : `Connection: ${partText(link)}. `;
      return `${before}${name}: ${parts.map(partText).join('; ')}.`;
    })
    .join(' ');
}
