import type { RangeRequest } from '../../../shared/core/backup-header';
import { readBackupHeader } from '../../../shared/core/mtf/read-backup-header';
import { aBackup, stretched } from './samples';
import { trace } from './support';

const KIB = 1024;

describe('readBackupHeader() costs', () => {
  test.each([
    ['a file up to 80 KiB', aBackup({ dataBytes: 30_000 }), 1, 80],
    ['a larger file', aBackup({ dataBytes: 500_000 }), 2, 80],
    ['4 KiB filemarks', aBackup({ dataBytes: 500_000 }, { filemarkBlock: 4096 }), 2, 80],
    ['64 KiB filemarks', aBackup({ dataBytes: 2_000_000 }, { filemarkBlock: 65_536 }), 3, 16 + 512 + 8],
    ['ten appended sets', aBackup({ dataBytes: 500_000 }, {}, 10), 20, 80 + 18 * 17],
  ])('of %s', (_, bytes, reads, kibibytes) => {
    const { reading, requests } = trace(bytes);
    expect(reading.error).toBeUndefined();
    expect(reading.sets.every(({ origin }) => origin === 'final')).toBe(true);
    expect(requests.length).toBeLessThanOrEqual(reads);
    expect(reading.cost.bytes).toBeLessThanOrEqual(kibibytes * KIB);
  });

  test('the same for a full of 12 TB, whose offsets need more than 32 bits', () => {
    const { head, tail, tailAt, size } = stretched(12 * 1024);
    const { reading, requests } = traceSparse(head, tail, tailAt, size);
    expect(reading.error).toBeUndefined();
    expect(reading).toMatchObject({ size, complete: true, sets: [{ origin: 'final' }] });
    expect(requests).toBe(2);
  });

  test('one range, at the start, of something that is no backup', () => {
    const { requests } = trace(new Uint8Array(1_000_000).fill(7));
    expect(requests).toEqual([{ offset: 0, length: 16 * KIB }]);
  });
});

function traceSparse(head: Uint8Array, tail: Uint8Array, tailAt: number, size: number) {
  let requests = 0;
  const walk = readBackupHeader(size);
  let step = walk.next();
  while (!step.done) {
    requests++;
    step = walk.next(sliceSparse(step.value, head, tail, tailAt));
  }
  return { reading: step.value, requests };
}

function sliceSparse(
  { offset, length }: RangeRequest,
  head: Uint8Array,
  tail: Uint8Array,
  tailAt: number,
): Uint8Array {
  const bytes = new Uint8Array(length);
  if (offset < head.length) bytes.set(head.subarray(offset, offset + length));
  if (offset + length > tailAt)
    bytes.set(tail.subarray(Math.max(0, offset - tailAt)), Math.max(0, tailAt - offset));
  return bytes;
}
