/** Aligned columns. */
import { fit } from './fit';
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

/**
 * Writes a table, a line each; columns in which no row has anything are left out.
 *
 * @param width of the terminal: where a line is wider, the last column's texts follow on lines of their own
 */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  paint: Paint,
  width?: number,
): readonly string[] {
  const shown = columns
    .map((column, index) => ({ ...column, index, width: widthOf(column, rows, index) }))
    .filter(({ index }) => rows.some((row) => (row[index]?.text ?? '') !== ''));
  const total = shown.reduce((sum, column) => sum + column.width, GAP.length * (shown.length - 1));
  const last = shown.at(-1);
  if (width === undefined || total <= width || last === undefined || shown.length < 2)
    return [headLine(shown, paint), ...rows.map((row) => rowLine(shown, row))];
  const others = shown.slice(0, -1);
  return [
    headLine(others, paint),
    ...rows.flatMap((row) => [rowLine(others, row), ...belowLines(row[last.index], width)]),
  ];
}

interface Shown extends Column {
  readonly index: number;
  readonly width: number;
}

function headLine(shown: readonly Shown[], paint: Paint): string {
  return paint.dim(
    shown
      .map(({ title, width, align }) => pad(title, width, align))
      .join(GAP)
      .trimEnd(),
  );
}

function rowLine(shown: readonly Shown[], row: readonly Cell[]): string {
  return shown
    .map(({ index, width, align }) => {
      const cell = row[index];
      const padded = pad(printable(cell?.text ?? ''), width, align);
      return cell?.paint ? cell.paint(padded) : padded;
    })
    .join(GAP)
    .trimEnd();
}

const BELOW = '    ';

function belowLines(cell: Cell | undefined, width: number): readonly string[] {
  if (cell === undefined || cell.text === '') return [];
  return fit([{ text: `${BELOW}${printable(cell.text)}`, indent: BELOW.length }], width);
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
