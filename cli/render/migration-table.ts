/** The list of migrations. */
import type { SummaryView } from '../documents';
import type { Paint } from './paint';
import type { Cell } from './table';
import { renderTable } from './table';

const COLUMNS = [
  { title: 'ID' },
  { title: 'PHASE' },
  { title: 'CONDITION' },
  { title: 'SOURCE' },
  { title: 'TARGET' },
  { title: 'PENDING', align: 'right' },
  { title: 'RESTORED LAST' },
  { title: 'HEADLINE' },
] as const;

/** Writes the table; an unknown number of pending logs is a question mark, not zero. */
export function migrationTable(
  items: readonly SummaryView[],
  paint: Paint,
  width?: number,
): readonly string[] {
  const rows = items.map((item) => [
    { text: item.id },
    { text: item.phase },
    conditionCell(item, paint),
    { text: item.sourceDatabase ?? '' },
    { text: item.targetDatabase ?? '' },
    { text: item.pendingLogs?.toString() ?? '?' },
    { text: item.lastRestoredFile ?? '' },
    { text: item.headline },
  ]);
  return renderTable(COLUMNS, rows, paint, width);
}

function conditionCell({ held, blocked, ready }: SummaryView, paint: Paint): Cell {
  const words = [blocked ? 'blocked' : '', held ? 'held' : '', ready ? 'ready' : ''].filter(
    (word) => word !== '',
  );
  const brush = blocked ? paint.red : held ? paint.yellow : paint.green;
  return { text: words.join(', '), paint: brush };
}
