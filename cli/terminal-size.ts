/** The size of a terminal that may not know its own. */

interface Size {
  readonly columns: number;
  readonly rows: number;
}

const USUAL: Size = { columns: 80, rows: 24 };

/**
 * What a terminal says, and the usual where it says 0 or nothing, as one that a script has opened.
 *
 * @example terminalSize({ columns: 0, rows: 0 }) // { columns: 80, rows: 24 }
 */
export function terminalSize({ columns, rows }: Partial<Size>): Size {
  return { columns: said(columns) ?? USUAL.columns, rows: said(rows) ?? USUAL.rows };
}

function said(count: number | undefined): number | undefined {
  return count === 0 ? undefined : count;
}
