/** The list of migrations: a line each, in the order of the API, the worst first. */
import type { SummaryView } from '../documents';
import type { Paint } from './paint';
import { type Cell, type Column, renderTable } from './table';

interface ListColumn extends Column {
  readonly cell: (item: SummaryView, paint: Paint) => Cell;
  /** Left out on a narrow terminal, the lowest number first; absent: never. */
  readonly leave?: number;
}

const COLUMNS: readonly ListColumn[] = [
  { title: 'ID', cell: ({ id }) => ({ text: id }) },
  { title: 'PHASE', cell: ({ phase }) => ({ text: phase }) },
  { title: 'CONDITION', cell: conditionCell },
  { title: 'SOURCE', leave: 3, cell: ({ sourceDatabase }) => ({ text: sourceDatabase ?? '' }) },
  { title: 'TARGET', leave: 5, cell: (item) => ({ text: targetText(item) }) },
  { title: 'BACKUPS', leave: 2, cell: (item) => ({ text: backupsText(item) }) },
  {
    title: 'PENDING',
    align: 'right',
    leave: 4,
    cell: ({ pendingLogs }) => ({ text: pendingLogs?.toString() ?? '?' }),
  },
  { title: 'RESTORED LAST', leave: 1, cell: ({ lastRestoredFile }) => ({ text: lastRestoredFile ?? '' }) },
];

const HEADLINE = { title: 'HEADLINE' } as const;
const GAP = 2;
/** Characters of a headline that are worth more than another column. */
const WORTH = 60;
/** Of a headline, however narrow the terminal. */
const LEAST = 20;

/**
 * Writes the table; an unknown number of pending logs is a question mark, not zero.
 *
 * @param width of the terminal: columns are left out and headlines cut, so that a migration stays a line
 */
export function migrationTable(
  items: readonly SummaryView[],
  paint: Paint,
  width?: number,
): readonly string[] {
  const columns = width === undefined ? COLUMNS : fitting(items, paint, width);
  const room = width === undefined ? undefined : Math.max(LEAST, width - widthOf(columns, items, paint));
  const rows = items.map((item) => [
    ...columns.map(({ cell }) => cell(item, paint)),
    { text: clipped(item.headline, room) },
  ]);
  return renderTable([...columns, HEADLINE], rows, paint);
}

/** Columns beside which a headline has room. */
function fitting(items: readonly SummaryView[], paint: Paint, width: number): readonly ListColumn[] {
  const longest = Math.max(0, ...items.map(({ headline }) => headline.length));
  const wanted = Math.min(longest, WORTH);
  let columns = COLUMNS;
  for (let next = 1; next <= COLUMNS.length; next++) {
    if (widthOf(columns, items, paint) + wanted <= width) break;
    columns = columns.filter(({ leave }) => leave !== next);
  }
  return columns;
}

/** Of the columns that have anything, each with the gap behind it. */
function widthOf(columns: readonly ListColumn[], items: readonly SummaryView[], paint: Paint): number {
  return columns.reduce((sum, { title, cell }) => {
    const longest = Math.max(0, ...items.map((item) => cell(item, paint).text.length));
    return longest === 0 ? sum : sum + Math.max(longest, title.length) + GAP;
  }, 0);
}

/** What is typed to confirm a step on it; an older app tells the database alone. */
function targetText({ targetInstance, targetDatabase }: SummaryView): string {
  return [targetInstance, targetDatabase].filter((part) => part).join('/');
}

/** Account, container and folder. */
function backupsText({ account, container, prefix }: SummaryView): string {
  return account && container ? `${account}/${container}/${prefix ?? ''}` : '';
}

function clipped(text: string, room: number | undefined): string {
  return room === undefined || text.length <= room ? text : `${text.slice(0, room - 1)}…`;
}

/** What the phase does not say already. */
const WORDS: Readonly<Record<string, string>> = {
  unclear: 'unclear',
  blocked: 'blocked',
  unproven: 'unproven',
  watchStuck: 'watch stuck',
  expires: 'expires',
  gap: 'gap',
  logOverdue: 'log overdue',
  uploadUnfinished: 'upload unfinished',
  ready: 'ready',
  held: 'held',
};

const RED: readonly string[] = ['unclear', 'blocked', 'unproven', 'failed', 'watchStuck', 'expires', 'gap'];

function conditionCell({ attention, held, blocked, ready }: SummaryView, paint: Paint): Cell {
  const kind = attention?.kind ?? (blocked ? 'blocked' : ready ? 'ready' : '');
  const words = [WORDS[kind] ?? '', held && kind !== 'held' ? 'held' : ''].filter((word) => word !== '');
  if (words.length === 0) words.push(held ? 'held' : '');
  const brush = RED.includes(kind) ? paint.red : kind === 'ready' ? paint.green : paint.yellow;
  return { text: words.join(', '), paint: brush };
}
