/** The file board as a table: what is left out on a narrow terminal is said below it. */
import type { BoardView } from '../documents';
import { type Line, fit } from './fit';
import type { Paint } from './paint';
import { type Cell, type Column, renderTable, sizeText, tableWidth } from './table';

interface BoardColumn extends Column {
  readonly cell: (item: BoardView, paint: Paint) => Cell;
  /** Left out on a narrow terminal, the lowest number first; absent: never. */
  readonly leave?: number;
}

const COLUMNS: readonly BoardColumn[] = [
  { title: 'FILE', cell: ({ name }) => ({ text: name }) },
  { title: 'TYPE', leave: 6, cell: ({ setType }) => ({ text: setType ?? '' }) },
  { title: 'FIRST LSN', align: 'right', leave: 3, cell: ({ firstLsn }) => ({ text: firstLsn ?? '' }) },
  { title: 'LAST LSN', align: 'right', leave: 7, cell: ({ lastLsn }) => ({ text: lastLsn ?? '' }) },
  { title: 'STRIPE', leave: 4, cell: ({ stripe }) => ({ text: stripe ?? '' }) },
  {
    title: 'SIZE',
    align: 'right',
    leave: 2,
    cell: ({ size }) => ({ text: size === undefined || size === null ? '?' : sizeText(size) }),
  },
  { title: 'STATE', cell: stateCell },
  { title: 'ENGINE', leave: 5, cell: ({ engineState }) => ({ text: engineState ?? '' }) },
  // Bare: quotes would be lost on the way through a shell.
  { title: 'ETAG', leave: 1, cell: ({ etag }) => ({ text: etag?.replaceAll('"', '') ?? '' }) },
];
const REASON = { title: 'REASON' } as const;

const HARMLESS = ['covered', 'duplicate', 'superseded', 'excluded', 'removed'];
/** What holds a cutover back by itself: it may be the newest log. */
const BLOCKING = ['unreadable', 'notABackup'];

/** Writes the table. @param width of the terminal: a file keeps one line, and its reason those below it */
export function boardTable(items: readonly BoardView[], paint: Paint, width?: number): readonly string[] {
  const columns = width === undefined ? COLUMNS : fitting(items, paint, width);
  const rows = items.map((item) => [
    ...columns.map(({ cell }) => cell(item, paint)),
    { text: item.reason ?? '' },
  ]);
  const left = COLUMNS.filter(
    (column) => !columns.includes(column) && items.some((item) => column.cell(item, paint).text !== ''),
  );
  return [
    ...renderTable([...columns, REASON], rows, paint, width),
    ...(left.length === 0 ? [] : fit([leftLine(left, paint)], width)),
  ];
}

function leftLine(left: readonly BoardColumn[], paint: Paint): Line {
  const titles = left
    .map(({ title }) => title.toLowerCase().replace('lsn', 'LSN').replace('etag', 'ETag'))
    .join(', ');
  return { text: paint.dim(`Not shown: ${titles}. Use a wider window, a pipe or --json to see them.`) };
}

/** Columns that stand side by side; the reasons go below where they have no room. */
function fitting(items: readonly BoardView[], paint: Paint, width: number): readonly BoardColumn[] {
  let columns = COLUMNS;
  for (let next = 1; next < COLUMNS.length && widthOf(columns, items, paint) > width; next++)
    columns = columns.filter(({ leave }) => leave !== next);
  return columns;
}

function widthOf(columns: readonly BoardColumn[], items: readonly BoardView[], paint: Paint): number {
  return tableWidth(
    columns,
    items.map((item) => columns.map(({ cell }) => cell(item, paint))),
  );
}

function stateCell({ state, mayHoldBackup }: BoardView, paint: Paint): Cell {
  if (state === 'inChain') return { text: state, paint: paint.green };
  if (state === 'notABackup' && mayHoldBackup === false) return { text: state, paint: paint.dim };
  if (BLOCKING.includes(state)) return { text: state, paint: paint.red };
  return { text: state, paint: HARMLESS.includes(state) ? paint.dim : paint.yellow };
}
