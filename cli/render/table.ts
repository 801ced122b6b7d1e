/** Aligned columns. */
import { fit } from './fit';
import { type Paint, printable } from './paint';

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
 * @param width of the terminal: where a line is wider, the last column's texts follow on lines of their own; where that does
 *   not suffice, the columns are folded into several lines, and what is wider than the terminal is broken
 */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  paint: Paint,
  width?: number,
): readonly string[] {
  const shown = shownOf(columns, rows);
  const total = tableWidth(columns, rows);
  const last = shown.at(-1);
  if (width === undefined || total <= width || last === undefined || shown.length < 2)
    return [headLine(shown, paint), ...rows.map((row) => rowLine(shown, row))];
  const bands = toBands(shown.slice(0, -1), width);
  return [
    ...bands.map((band, index) => headLine(band, paint, index)),
    ...rows.flatMap((row) => [
      ...bands.flatMap((band, index) => bandLines(band, row, index)),
      ...belowLines(row[last.index], width),
    ]),
  ];
}

/** Width of a table in which every row is a line. */
export function tableWidth(columns: readonly Column[], rows: readonly (readonly Cell[])[]): number {
  const shown = shownOf(columns, rows);
  return shown.reduce((sum, column) => sum + column.width, GAP.length * (shown.length - 1));
}

function shownOf(columns: readonly Column[], rows: readonly (readonly Cell[])[]): readonly Shown[] {
  return columns
    .map((column, index) => ({ ...column, index, width: widthOf(column, rows, index) }))
    .filter(({ index }) => rows.some((row) => (row[index]?.text ?? '') !== ''));
}

/** Columns side by side as far as they fit; further bands are indented. */
function toBands(columns: readonly Shown[], width: number): readonly (readonly Shown[])[] {
  const bands: Shown[][] = [[]];
  let room = width;
  for (const column of columns) {
    const band = bands.at(-1);
    const needed = column.width + (band?.length ? GAP.length : 0);
    if (band && (band.length === 0 || needed <= room)) {
      band.push({ ...column, width: Math.min(column.width, Math.max(1, room)) });
      room -= needed;
      continue;
    }
    room = width - BELOW.length - column.width;
    bands.push([{ ...column, width: Math.min(column.width, Math.max(1, width - BELOW.length)) }]);
  }
  return bands;
}

/** A row's part in a band; texts wider than their column go on in the next line. */
function bandLines(band: readonly Shown[], row: readonly Cell[], index: number): readonly string[] {
  const texts = band.map((column) => chunks(printable(row[column.index]?.text ?? ''), column.width));
  const count = Math.max(1, ...texts.map((parts) => parts.length));
  return Array.from({ length: count }, (_, line) => {
    const cells: Cell[] = [];
    band.forEach((column, at) => {
      cells[column.index] = { text: texts[at]?.[line] ?? '', paint: row[column.index]?.paint };
    });
    return `${index === 0 ? '' : BELOW}${rowLine(band, cells)}`;
  });
}

function chunks(text: string, width: number): readonly string[] {
  if (text.length <= width) return [text];
  return Array.from({ length: Math.ceil(text.length / width) }, (_, part) =>
    text.slice(part * width, (part + 1) * width),
  );
}

interface Shown extends Column {
  readonly index: number;
  readonly width: number;
}

function headLine(shown: readonly Shown[], paint: Paint, band = 0): string {
  const titles = shown.map(({ title, width, align }) => pad(title.slice(0, width), width, align));
  return paint.dim(`${band === 0 ? '' : BELOW}${titles.join(GAP).trimEnd()}`);
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
