/** Draws a topology, as text and as SVG; what is missing is red and says so in words, too. */
import type { NetworkBox, Part, PartState, TopologyPicture } from './topology-picture';

const MARKS: Readonly<Record<PartState, string>> = { found: '✓', missing: '✗ MISSING', unknown: '? UNKNOWN' };

/** The drawing as lines of text. */
export function drawAsText({ title, figure, networks }: TopologyPicture): string[] {
  return [title, `as in ${figure}`, '', ...networks.flatMap(networkLines)];
}

function networkLines({ name, link, parts }: NetworkBox): string[] {
  const arrow = link === undefined ? [] : ['    │', `    │ ${partText(link)}`, '    ▼'];
  const inside = parts.map(
    (part, index) => `    ${index === parts.length - 1 ? '└' : '├'}─ ${partText(part)}`,
  );
  return [...arrow, `  ${name}`, ...inside];
}

function partText({ label, rows, state, note }: Part): string {
  const by = rows.length === 0 ? '' : ` (${rows.join(', ')})`;
  return `${MARKS[state]} ${label}${by}${note === undefined ? '' : `: ${note}`}`;
}

const WIDTH = 640;
const LINE = 22;
const GAP = 56;
/** Colours that differ in lightness, with a contrast of 4.5 and more on white (WCAG 2.2, 1.4.3). */
const COLOURS: Readonly<Record<PartState, string>> = {
  found: '#1b5e20',
  missing: '#b3261e',
  unknown: '#7a4f01',
};

/** The drawing as an SVG document that refers to nothing outside itself. */
export function drawAsSvg(picture: TopologyPicture): string {
  let y = 64;
  const shapes: string[] = [];
  for (const box of picture.networks) {
    if (box.link !== undefined) {
      shapes.push(linkShape(box.link, y));
      y += GAP;
    }
    shapes.push(boxShape(box, y));
    y += boxHeight(box) + (picture.networks.at(-1) === box ? 0 : 8);
  }
  const height = y + 16;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="topology-title topology-description" font-family="sans-serif" font-size="14">`,
    `<title id="topology-title">${escaped(picture.title)}</title>`,
    `<desc id="topology-description">${escaped(describe(picture))}</desc>`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    `<text x="16" y="26" font-weight="bold" fill="#1a1a1a">${escaped(picture.title)}</text>`,
    `<text x="16" y="46" font-size="12" fill="#444444">${escaped(picture.figure)}</text>`,
    ...shapes,
    '</svg>',
    '',
  ].join('\n');
}

function boxHeight({ parts }: NetworkBox): number {
  return 34 + parts.length * LINE;
}

function boxShape(box: NetworkBox, y: number): string {
  return [
    `<rect x="16" y="${y}" width="${WIDTH - 32}" height="${boxHeight(box)}" rx="8" fill="#f4f6f8" stroke="#44546a"/>`,
    `<text x="28" y="${y + 22}" font-weight="bold" fill="#1a1a1a">${escaped(box.name)}</text>`,
    ...box.parts.map((part, index) => partShape(part, 40, y + 22 + (index + 1) * LINE)),
  ].join('\n');
}

function linkShape(link: Part, y: number): string {
  const dashes = link.state === 'found' ? '' : ' stroke-dasharray="6 4"';
  return [
    `<line x1="40" y1="${y - 6}" x2="40" y2="${y + GAP - 4}" stroke="${COLOURS[link.state]}" stroke-width="3"${dashes}/>`,
    partShape(link, 56, y + GAP / 2 + 2),
  ].join('\n');
}

/** The note is the shape's own title, which a browser shows when pointed at. */
function partShape(part: Part, x: number, y: number): string {
  const { note, ...short } = part;
  const title = note === undefined ? '' : `<title>${escaped(note)}</title>`;
  const weight = part.state === 'found' ? '' : ' font-weight="bold"';
  return `<text x="${x}" y="${y}" fill="${COLOURS[part.state]}"${weight}>${title}${escaped(partText(short))}</text>`;
}

function describe({ networks }: TopologyPicture): string {
  return networks
    .map(({ name, link, parts }) => {
      const before = link === undefined ? '' : `Connection: ${partText(link)}. `;
      return `${before}${name}: ${parts.map(partText).join('; ')}.`;
    })
    .join(' ');
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
