/** The keys that go from row to row, of a list as of a timeline. */

const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  j: 1,
  ArrowUp: -1,
  k: -1,
  PageDown: 10,
  PageUp: -10,
  Home: -Infinity,
  End: Infinity,
};

/**
 * The row that a key leads to, counted from 0; undefined for any other key.
 *
 * @param here negative where no row has the focus yet
 * @example rowAfterKey('j', 3, 4) // 3: the last of four
 */
export function rowAfterKey(key: string, here: number, rows: number): number | undefined {
  const by = STEPS[key];
  return by === undefined ? undefined : Math.max(0, Math.min(rows - 1, Math.max(0, here) + by));
}
