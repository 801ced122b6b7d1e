/** Deflates to LZ77+Huffman data ([MS-XCA] 2.1), with one fixed code: correct, not small. */

const SYMBOLS = 512;
/** Every symbol has a code of nine bits, so that a symbol is its own code. */
const CODE_BITS = 9;
const TABLE_BYTE = (CODE_BITS << 4) | CODE_BITS;
const TABLE_BYTES = SYMBOLS / 2;

const FIRST_MATCH_SYMBOL = 256;
const SHORTEST_MATCH = 3;
const LONG_LENGTH = 15;
const LARGEST_BYTE_LENGTH = 255;

/** Input that one code table covers. */
const LONGEST_INPUT = 65_536;

/**
 * Deflates up to 64 KiB.
 *
 * @throws {RangeError} When there is more, which would need a second code table.
 */
export function deflateXpress(input: Uint8Array): Uint8Array {
  if (input.length > LONGEST_INPUT) throw new RangeError(`Cannot deflate ${input.length} bytes at once`);
  const output = new BitWriter(TABLE_BYTES);
  output.bytes.fill(TABLE_BYTE, 0, TABLE_BYTES);
  const lastSeen = new Map<number, number>();
  for (let at = 0; at < input.length;) {
    const key = keyAt(input, at);
    const earlier = lastSeen.get(key);
    const length = earlier === undefined ? 0 : matchLength(input, earlier, at);
    lastSeen.set(key, at);
    if (earlier === undefined || length < SHORTEST_MATCH) output.write(input[at++] ?? 0, CODE_BITS);
    else {
      writeMatch(output, length, at - earlier);
      at += length;
    }
  }
  return output.finish();
}

/** Three bytes as one number; -1 near the end, where no match is long enough. */
function keyAt(input: Uint8Array, at: number): number {
  if (at + SHORTEST_MATCH > input.length) return -1 - at;
  return ((input[at] ?? 0) << 16) | ((input[at + 1] ?? 0) << 8) | (input[at + 2] ?? 0);
}

function matchLength(input: Uint8Array, earlier: number, at: number): number {
  let length = 0;
  while (at + length < input.length && input[earlier + length] === input[at + length]) length++;
  return length;
}

/** A match: its symbol, the rest of a long length as bytes, the offset's bits below its highest. */
function writeMatch(output: BitWriter, length: number, offset: number): void {
  const offsetBits = 31 - Math.clz32(offset);
  const rest = length - SHORTEST_MATCH;
  output.write(FIRST_MATCH_SYMBOL + (offsetBits << 4) + Math.min(rest, LONG_LENGTH), CODE_BITS);
  if (rest >= LONG_LENGTH) {
    output.writeByte(Math.min(rest - LONG_LENGTH, LARGEST_BYTE_LENGTH));
    if (rest - LONG_LENGTH >= LARGEST_BYTE_LENGTH) {
      output.writeByte(rest & 0xff);
      output.writeByte(rest >> 8);
    }
  }
  output.write(offset - (1 << offsetBits), offsetBits);
}

/** Bits into 16-bit words, most significant first; whole bytes go behind the two words that are read ahead. */
class BitWriter {
  bytes = new Uint8Array(4096);
  private word = 0;
  private free = 16;
  private current: number;
  private following: number;
  private end: number;

  constructor(start: number) {
    this.current = start;
    this.following = start + 2;
    this.end = start + 4;
  }

  write(value: number, count: number): void {
    if (count <= this.free) {
      this.word = (this.word << count) | value;
      this.free -= count;
      return;
    }
    const left = count - this.free;
    this.setWord(this.current, (this.word << this.free) | (value >> left));
    this.current = this.following;
    this.following = this.end;
    this.end += 2;
    this.word = value & ((1 << left) - 1);
    this.free = 16 - left;
  }

  writeByte(value: number): void {
    this.reserve(this.end + 1);
    this.bytes[this.end++] = value;
  }

  finish(): Uint8Array {
    this.setWord(this.current, this.word << this.free);
    this.setWord(this.following, 0);
    return this.bytes.slice(0, this.end);
  }

  private setWord(at: number, value: number): void {
    this.reserve(at + 2);
    this.bytes[at] = value & 0xff;
    this.bytes[at + 1] = (value >> 8) & 0xff;
  }

  private reserve(length: number): void {
    if (length <= this.bytes.length) return;
    const larger = new Uint8Array(2 * length);
    larger.set(this.bytes);
    this.bytes = larger;
  }
}
