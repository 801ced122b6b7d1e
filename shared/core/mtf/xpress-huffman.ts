/** Inflates LZ77+Huffman data ([MS-XCA] 2.2, "LZ77+Huffman Decompression Algorithm"). */

/** The inflated bytes, or why there are none. */
export type Inflated =
  | { readonly kind: 'inflated'; readonly bytes: Uint8Array }
  | { readonly kind: 'corrupt'; readonly reason: string };

/** Symbols 0 to 255 are literals, 256 to 511 matches. */
const SYMBOLS = 512;
const TABLE_BYTES = SYMBOLS / 2;
const LONGEST_CODE = 15;
const CODES = 1 << LONGEST_CODE;

/** Every so many bytes of output a new code table follows. */
const BLOCK_OUTPUT = 65_536;

const SHORTEST_MATCH = 3;
const LONG_LENGTH = 15;

/**
 * Inflates a chunk of known size.
 *
 * @param input the compressed bytes, from the first code table on
 * @param size bytes of output
 */
export function inflateXpress(input: Uint8Array, size: number): Inflated {
  const output = new Uint8Array(size);
  const table = new Uint16Array(CODES);
  const bits = new BitReader(input);
  for (let filled = 0; filled < size;) {
    if (!fillDecodeTable(input, bits.position, table))
      return { kind: 'corrupt', reason: 'its code table is not complete' };
    bits.start(bits.position + TABLE_BYTES);
    const reached = inflateBlock(bits, table, output, filled, Math.min(filled + BLOCK_OUTPUT, size));
    if (reached === undefined) return { kind: 'corrupt', reason: 'a match reaches outside the output' };
    if (bits.exhausted) return { kind: 'corrupt', reason: 'its compressed bytes end too early' };
    filled = reached;
  }
  return { kind: 'inflated', bytes: output };
}

/** Tells whether a complete code table starts here: its code lengths use up all 15-bit codes exactly. */
export function isCodeTable(input: Uint8Array, at: number): boolean {
  if (at + TABLE_BYTES > input.length) return false;
  let codes = 0;
  for (let index = at; index < at + TABLE_BYTES; index++) {
    const pair = input[index] ?? 0;
    codes += codeSpace(pair & 15) + codeSpace(pair >> 4);
  }
  return codes === CODES;
}

function codeSpace(length: number): number {
  return length === 0 ? 0 : 1 << (LONGEST_CODE - length);
}

/**
 * Fills the table that maps every 15-bit code to its symbol: canonical codes, by length and then by symbol.
 *
 * An entry is `symbol << 4 | code length`.
 */
function fillDecodeTable(input: Uint8Array, at: number, table: Uint16Array): boolean {
  if (!isCodeTable(input, at)) return false;
  let code = 0;
  for (let length = 1; length <= LONGEST_CODE; length++) {
    for (let symbol = 0; symbol < SYMBOLS; symbol++) {
      const pair = input[at + (symbol >> 1)] ?? 0;
      if ((symbol % 2 === 0 ? pair & 15 : pair >> 4) !== length) continue;
      table.fill((symbol << 4) | length, code, (code += codeSpace(length)));
    }
  }
  return true;
}

/** Inflates until `end` is reached; returns the output's new length, or undefined on an impossible match. */
function inflateBlock(
  bits: BitReader,
  table: Uint16Array,
  output: Uint8Array,
  start: number,
  end: number,
): number | undefined {
  let filled = start;
  while (filled < end && !bits.exhausted) {
    const entry = table[bits.peek(LONGEST_CODE)] ?? 0;
    bits.skip(entry & 15);
    const symbol = entry >> 4;
    if (symbol < 256) {
      output[filled++] = symbol;
      continue;
    }
    const length = matchLength(bits, symbol & 15);
    const offset = matchOffset(bits, (symbol - 256) >> 4);
    if (length === undefined || offset > filled || filled + length > output.length) return undefined;
    for (const stop = filled + length; filled < stop; filled++) output[filled] = output[filled - offset] ?? 0;
  }
  return filled;
}

function matchLength(bits: BitReader, code: number): number | undefined {
  if (code < LONG_LENGTH) return code + SHORTEST_MATCH;
  const byte = bits.nextByte();
  if (byte < 255) return byte + LONG_LENGTH + SHORTEST_MATCH;
  const word = bits.nextWord();
  const length = word === 0 ? bits.nextWord() + bits.nextWord() * 65_536 : word;
  return length < LONG_LENGTH ? undefined : length + SHORTEST_MATCH;
}

function matchOffset(bits: BitReader, bitCount: number): number {
  const offset = (1 << bitCount) + bits.peek(bitCount);
  bits.skip(bitCount);
  return offset;
}

/** Bits from 16-bit little-endian words, most significant first, with whole bytes in between. */
class BitReader {
  /** Where the next word or byte comes from. */
  position = 0;
  private window = 0;
  private spare = 0;

  constructor(readonly input: Uint8Array) {}

  /** True when more was read than there is, beyond the two words that are read ahead. */
  get exhausted(): boolean {
    return this.position > this.input.length;
  }

  /** Begins at a byte position with two words read ahead. */
  start(position: number): void {
    this.position = position;
    this.window = ((this.nextWord() << 16) | this.nextWord()) >>> 0;
    this.spare = 16;
  }

  peek(count: number): number {
    return count === 0 ? 0 : this.window >>> (32 - count);
  }

  skip(count: number): void {
    this.window = (this.window << count) >>> 0;
    this.spare -= count;
    if (this.spare >= 0) return;
    this.window = (this.window | (this.nextWord() << -this.spare)) >>> 0;
    this.spare += 16;
  }

  nextByte(): number {
    return this.input[this.position++] ?? 0;
  }

  nextWord(): number {
    return this.nextByte() | (this.nextByte() << 8);
  }
}
