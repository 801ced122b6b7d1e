/** Aligned columns. */
import type { Paint } from './paint';
import { printable } from './paint';

/** A cell: its text, and how it is painted once it is padded. */
export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

/** A column's head; numbers stand on the right. */
export interface Column {
  readonly title: string;
  readonly align?: 'right';
}

const GAP = '  ';

/** Writes a table, a line each; columns in which no row has anything are left out. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  paint: Paint,
): readonly string[] {
  const shown = columns
    .map((column, index) => ({ ...column, index, width: widthOf(column, rows, index) }))
    .filter(({ index }) => rows.some((row) => (row[index]?.text ?? '') !== ''));
  const head = shown.map(({ title, width, align }) => pad(title, width, align)).join(GAP);
  return [
    paint.dim(head.trimEnd()),
    ...rows.map((row) =>
      shown
        .map(({ index, width, align }) => {
          const cell = row[index];
          const padded = pad(printable(cell?.text ?? ''), width, align);
          return cell?.paint ? cell.paint(padded) : padded;
        })
        .join(GAP)
        .trimEnd(),
    ),
  ];
}

function widthOf({ title }: Column, rows: readonly (readonly Cell[])[], index: number): number {
  return rows.reduce((width, row) => Math.max(width, row[index]?.text.length ?? 0), title.length);
}

function pad(text: string, width: number, align: Column['align']): string {
  return align === 'right' ? text.padStart(width) : text.padEnd(width);
}

/** Bytes as people read them. @example sizeText(1460736) // '1.4 MiB' */
export function sizeText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const step = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), units.length - 1);
  const value = bytes / 1024 ** step;
  return `${step === 0 ? value : value.toFixed(1)} ${units[step] ?? ''}`;
}
