/** The chain as a small picture: full, differential, logs, and the hole where there is one. */
import type { ChainGap, ChainVerdict, PathStep } from '../../shared/core/chain/verdict';
import { formatLsn } from '../../shared/core/lsn';
import type { Line } from './fit';
import { type Paint, printable } from './paint';

const KEPT_FIRST = 4;
const KEPT_LAST = 3;
const TYPE_WIDTH = 'differential'.length;
/** Where names begin. */
const INDENT = 6 + TYPE_WIDTH;
/** More stripes of one set are counted. */
const MOST_STRIPES = 3;

/** How much of the chain is drawn, and how wide. */
export interface PictureOptions {
  readonly paint: Paint;
  /** Every step and every stripe; otherwise the middle of long ones is left out. */
  readonly all: boolean;
  /** Width of the terminal; undefined where there is none. */
  readonly columns?: number;
}

/** Draws the chain. */
export function renderChain(verdict: ChainVerdict, options: PictureOptions): readonly Line[] {
  const { path, gap, chainEnd } = verdict;
  const { paint, all } = options;
  if (path.length === 0) return [{ text: `  ${paint.red('✗ no full backup to start from')}` }];
  const steps = shorten(path, all);
  const names = steps.map((step) => (typeof step === 'number' ? '' : filesText(step, all)));
  const width = Math.max(...names.map((name) => name.length));
  return [
    ...steps.flatMap((step, index) => [
      ...(index === 0 ? [] : [{ text: paint.dim('    │') }]),
      ...(typeof step === 'number'
        ? [{ text: paint.dim(`    ⋮ ${step} more logs (--all shows them)`) }]
        : stepLines(step, names[index] ?? '', width, options)),
    ]),
    ...(gap ? gapLines(gap, verdict, paint).map((text) => ({ text, indent: 4 })) : []),
    { text: '' },
    {
      text: `  Chain end: LSN ${chainEnd === undefined ? 'unknown' : paint.bold(formatLsn(chainEnd))}${finishedText(path.at(-1))}`,
      indent: 4,
    },
  ];
}

/** Where the line does not fit, the range has one of its own. */
function stepLines(
  step: PathStep,
  name: string,
  width: number,
  { paint, columns }: PictureOptions,
): readonly Line[] {
  const range = `${formatLsn(step.firstLsn)} → ${formatLsn(step.lastLsn)}`;
  const head = `  ${paint.green('■')} ${step.type.padEnd(TYPE_WIDTH)}  `;
  if (columns === undefined || INDENT + width + 2 + range.length <= columns)
    return [{ text: `${head}${name.padEnd(width)}  ${range}` }];
  return [
    { text: `${head}${name}`, indent: INDENT },
    { text: `${' '.repeat(INDENT)}${range}`, indent: INDENT },
  ];
}

function gapLines(gap: ChainGap, { status, files }: ChainVerdict, paint: Paint): readonly string[] {
  const waiting = files.filter(({ state }) => state === 'beyondGap').length;
  const others = waiting > 1 ? `, and ${waiting - 1} more beyond the gap` : '';
  const title = status === 'gap' && gap.cause !== 'unread' ? 'GAP' : 'STOP';
  return [
    paint.red('    ╳'),
    paint.red(`  ✗ ${title}: LSN ${formatLsn(gap.needLsn)} is needed after ${printable(gap.lastGoodFile)}`),
    paint.red('    ╳'),
    paint.yellow(`  □ ${nextText(gap)} begins at LSN ${formatLsn(gap.firstAvailableLsn)}${others}`),
  ];
}

function nextText({ nextFile, nextPosition }: ChainGap): string {
  return nextPosition === undefined ? printable(nextFile) : `${printable(nextFile)} (set ${nextPosition})`;
}

function filesText({ files, positions }: PathStep, all: boolean): string {
  const names = files.map((file, index) => {
    const position = positions?.[index];
    return position === undefined ? printable(file) : `${printable(file)} (set ${position})`;
  });
  if (all || names.length <= MOST_STRIPES) return names.join(' + ');
  return `${names[0] ?? ''} … ${names.at(-1) ?? ''} (${names.length} stripes)`;
}

function finishedText(step: PathStep | undefined): string {
  if (step?.finishedAt === undefined) return '';
  const zone = step.finishedAt.endsWith('Z') ? 'UTC' : 'local time of the source';
  return `, taken ${printable(step.finishedAt.replace(/Z$/, ''))} (${zone})`;
}

/** Steps, or the number of steps left out in their place. */
function shorten(path: readonly PathStep[], all: boolean): readonly (PathStep | number)[] {
  const hidden = path.length - KEPT_FIRST - KEPT_LAST;
  if (all || hidden < 2) return path;
  return [...path.slice(0, KEPT_FIRST), hidden, ...path.slice(-KEPT_LAST)];
}
