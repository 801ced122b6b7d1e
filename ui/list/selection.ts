/** Rows of the list that are selected for an action. */

/** What is selected. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  /** The row that was selected last: where a range begins. */
  readonly anchor?: string;
}

/** Nothing. */
export const NO_SELECTION: Selection = { ids: new Set() };

/**
 * After a row was selected, or no longer.
 *
 * @param rows ids of the rows that are shown, in their order
 * @param isRange true: everything from the anchor to it, too
 */
export function selectedAfter(
  { ids, anchor }: Selection,
  id: string,
  rows: readonly string[],
  isRange: boolean,
): Selection {
  const next = new Set(ids);
  const [from, to] = [rows.indexOf(anchor ?? id), rows.indexOf(id)];
  if (isRange && from >= 0 && to >= 0) {
    for (const one of rows.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(one);
    return { ids: next, anchor: anchor ?? id };
  }
  if (!next.delete(id)) next.add(id);
  return { ids: next, anchor: id };
}
