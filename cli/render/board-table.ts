/** The file board as a table. */
import type { BoardView } from '../documents';
import type { Paint } from './paint';
import type { Cell } from './table';
import { renderTable, sizeText } from './table';

const COLUMNS = [
  { title: 'FILE' },
  { title: 'TYPE' },
  { title: 'FIRST LSN', align: 'right' },
  { title: 'LAST LSN', align: 'right' },
  { title: 'STRIPE' },
  { title: 'SIZE', align: 'right' },
  { title: 'STATE' },
  { title: 'ENGINE' },
  { title: 'ETAG' },
  { title: 'REASON' },
] as const;

const HARMLESS = ['covered', 'duplicate', 'superseded', 'excluded', 'removed', 'notABackup'];

/** Writes the table. */
export function boardTable(items: readonly BoardView[], paint: Paint, width?: number): readonly string[] {
  const rows = items.map((item) => [
    { text: item.name },
    { text: item.setType ?? '' },
    { text: item.firstLsn ?? '' },
    { text: item.lastLsn ?? '' },
    { text: item.stripe ?? '' },
    { text: item.size === undefined || item.size === null ? '?' : sizeText(item.size) },
    stateCell(item.state, paint),
    { text: item.engineState ?? '' },
    // Bare: quotes would be lost on the way through a shell.
    { text: item.etag?.replaceAll('"', '') ?? '' },
    { text: item.reason ?? '' },
  ]);
  return renderTable(COLUMNS, rows, paint, width);
}

function stateCell(state: string, paint: Paint): Cell {
  if (state === 'inChain') return { text: state, paint: paint.green };
  return { text: state, paint: HARMLESS.includes(state) ? paint.dim : paint.yellow };
}
