/** Runs `work` for 0 to `count - 1`, `width` at a time; results in order. */
export async function inParallel<T>(
  count: number,
  width: number,
  work: (number: number) => Promise<T>,
): Promise<readonly T[]> {
  const results = new Map<number, T>();
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      const number = next;
      next += 1;
      results.set(number, await work(number));
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, count) }, worker));
  return [...results].toSorted(([a], [b]) => a - b).map(([, result]) => result);
}
