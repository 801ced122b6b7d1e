import { inParallel } from '../../shared/use-cases/in-parallel';

test('results come in the order of the items, whichever is done first, and no more run at once than the width', async () => {
  let running = 0;
  let most = 0;
  const results = await inParallel([5, 1, 4, 2, 3], 2, async (item) => {
    running += 1;
    most = Math.max(most, running);
    for (let turn = 0; turn < item; turn++) await Promise.resolve();
    running -= 1;
    return item * 10;
  });
  expect(results).toEqual([50, 10, 40, 20, 30]);
  expect(most).toBe(2);
});

test('after a failure no other item is begun', async () => {
  const begun: number[] = [];
  const work = inParallel([1, 2, 3, 4, 5, 6], 2, async (item) => {
    begun.push(item);
    await Promise.resolve();
    if (item === 1) throw new Error('no');
  });
  await expect(work).rejects.toThrow('no');
  expect(begun).toEqual([1, 2]);
});

test('an item that is undefined is an item, and none is none', async () => {
  expect(await inParallel([undefined, 1], 8, async (item) => typeof item)).toEqual(['undefined', 'number']);
  expect(await inParallel([], 8, async () => 1)).toEqual([]);
});
