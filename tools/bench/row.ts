/** A figure that was measured, and how figures are made from many single values and shown. */

/** One figure. */
export interface Row {
  readonly what: string;
  readonly figure: number;
  readonly unit: string;
  /** What the figure should not exceed, in the same unit. */
  readonly target?: number;
}

/** How a figure is made. */
interface FigureOptions {
  readonly target?: number;
  /** Places after the point; default 2. */
  readonly places?: number;
}

/** Makes a row of one figure. */
export function row(what: string, figure: number, unit: string, options: FigureOptions = {}): Row {
  const { target, places = 2 } = options;
  return { what, figure: round(figure, places), unit, ...(target !== undefined && { target }) };
}

/** Makes the rows of many values: median, p95 (which the target is for) and the largest. */
export function spread(
  what: string,
  values: readonly number[],
  unit: string,
  options: FigureOptions = {},
): readonly Row[] {
  const { target, places } = options;
  return [
    row(`${what}, p50 of ${values.length}`, percentile(values, 0.5), unit, { places }),
    row(`${what}, p95`, percentile(values, 0.95), unit, { target, places }),
    row(`${what}, longest`, Math.max(...values), unit, { places }),
  ];
}

/** Makes the rows of too few values for a p95: median (which the target is for) and the largest. */
export function medianAndLongest(
  what: string,
  values: readonly number[],
  unit: string,
  options: FigureOptions = {},
): readonly Row[] {
  const { places } = options;
  return [
    row(`${what}, median of ${values.length}`, percentile(values, 0.5), unit, options),
    row(`${what}, longest`, Math.max(...values), unit, { places }),
  ];
}

/** The value that `share` of all values do not exceed (nearest rank). @throws {Error} When there is none. */
function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const found = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  if (found === undefined) throw new Error('Cannot take a percentile: nothing was measured');
  return found;
}

/** The rows as lines of text, in columns. */
export function toTable(rows: readonly Row[]): readonly string[] {
  const lines = [
    ['what', 'figure', 'unit', 'target'],
    ...rows.map(({ what, figure, unit, target }) => [
      what,
      String(figure),
      unit,
      target === undefined ? '' : `≤ ${target}${figure > target ? '  MISSED' : ''}`,
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines.map((line) =>
    line
      .map((cell, column) =>
        column === 1 ? cell.padStart(widths[1] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}

function round(value: number, places: number): number {
  return Number(value.toFixed(places));
}
