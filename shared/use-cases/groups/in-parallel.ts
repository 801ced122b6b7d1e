/** Rows of the ledger that are read or written side by side. */
const WIDTH = 8;

/** Does the same for each, a few at a time; the results in the order of the items. The first failure ends it. */
export async function inParallel<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += WIDTH)
    results.push(...(await Promise.all(items.slice(start, start + WIDTH).map(work))));
  return results;
}
