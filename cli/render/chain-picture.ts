/** The chain as a small picture: full, differential, logs, and the hole where there is one. */
import type { ChainGap, ChainVerdict, PathStep } from '../../shared/core/chain/verdict';
import { formatLsn } from '../../shared/core/lsn';
import type { Paint } from './paint';
import { printable } from './paint';

const KEPT_FIRST = 4;
const KEPT_LAST = 3;
const TYPE_WIDTH = 'differential'.length;

/**
 * Draws the chain.
 *
 * @param options.all every step; otherwise the middle of a long chain is left out
 */
export function renderChain(
  verdict: ChainVerdict,
  { paint, all }: { readonly paint: Paint; readonly all: boolean },
): readonly string[] {
  const { path, gap, chainEnd } = verdict;
  if (path.length === 0) return [`  ${paint.red('✗ no full backup to start from')}`];
  const width = Math.max(...path.map((step) => filesText(step).length));
  return [
    ...shorten(path, all).flatMap((step, index) => [
      ...(index === 0 ? [] : [paint.dim('    │')]),
      typeof step === 'number'
        ? paint.dim(`    ⋮ ${step} more logs (--all shows them)`)
        : stepLine(step, width, paint),
    ]),
    ...(gap ? gapLines(gap, verdict, paint) : []),
    '',
    `  Chain end: LSN ${chainEnd === undefined ? 'unknown' : paint.bold(formatLsn(chainEnd))}${finishedText(path.at(-1))}`,
  ];
}

function stepLine(step: PathStep, width: number, paint: Paint): string {
  const range = `${formatLsn(step.firstLsn)} → ${formatLsn(step.lastLsn)}`;
  return `  ${paint.green('■')} ${step.type.padEnd(TYPE_WIDTH)}  ${filesText(step).padEnd(width)}  ${range}`;
}

function gapLines(gap: ChainGap, { status, files }: ChainVerdict, paint: Paint): readonly string[] {
  const waiting = files.filter(({ state }) => state === 'beyondGap').length;
  const others = waiting > 1 ? `, and ${waiting - 1} more beyond the gap` : '';
  const title = status === 'gap' ? 'GAP' : 'STOP';
  return [
    paint.red('    ╳'),
    paint.red(`  ✗ ${title}: LSN ${formatLsn(gap.needLsn)} is needed after ${printable(gap.lastGoodFile)}`),
    paint.red('    ╳'),
    paint.yellow(`  □ ${printable(gap.nextFile)} begins at LSN ${formatLsn(gap.firstAvailableLsn)}${others}`),
  ];
}

function filesText({ files }: PathStep): string {
  return files.map(printable).join(' + ');
}

function finishedText(step: PathStep | undefined): string {
  return step?.finishedAt === undefined
    ? ''
    : `, taken ${printable(step.finishedAt)} (local time of the source)`;
}

/** Steps, or the number of steps left out in their place. */
function shorten(path: readonly PathStep[], all: boolean): readonly (PathStep | number)[] {
  const hidden = path.length - KEPT_FIRST - KEPT_LAST;
  if (all || hidden < 2) return path;
  return [...path.slice(0, KEPT_FIRST), hidden, ...path.slice(-KEPT_LAST)];
}
