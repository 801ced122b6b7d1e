/** A block of a plain tape file, as a walk over the whole file meets it. */
export interface WalkedBlock {
  readonly type: string;
  readonly at: number;
  /** Ids of its streams, the closing padding included. */
  readonly streams: readonly string[];
  /** Of a filemark: the offsets it lists. */
  readonly entries: readonly number[];
}

/**
 * Walks a plain tape file block by block over all its data, verifying every checksum; an independent check of the
 * reader and of the writer, which share the offset tables.
 *
 * @throws {Error} When a checksum is wrong or the walk does not end exactly at the end of the file.
 */
export function walkBlocks(bytes: Uint8Array): WalkedBlock[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const filemarkBlock = view.getUint16(64, true) * 512;
  const blocks: WalkedBlock[] = [];
  let at = 0;
  while (at < bytes.length) {
    verify(view, at, 26);
    const type = tag(bytes, at);
    const { streams, end } =
      type === 'SFMB' ? { streams: [], end: at + filemarkBlock } : walkStreams(bytes, view, at);
    blocks.push({ type, at, streams, entries: type === 'SFMB' ? entriesOf(view, at) : [] });
    at = end;
  }
  if (at !== bytes.length) throw new Error(`The walk ends at ${at} of ${bytes.length}`);
  return blocks;
}

function walkStreams(bytes: Uint8Array, view: DataView, block: number): { streams: string[]; end: number } {
  const streams: string[] = [];
  let at = block + view.getUint16(block + 8, true);
  for (;;) {
    verify(view, at, 11);
    const id = tag(bytes, at);
    const end = at + 22 + Number(view.getBigUint64(at + 8, true));
    streams.push(id);
    if (id === 'SPAD') return { streams, end };
    at = Math.ceil(end / 4) * 4;
  }
}

function verify(view: DataView, at: number, words: number): void {
  let sum = 0;
  for (let word = 0; word < words; word++) sum ^= view.getUint16(at + 2 * word, true);
  if (sum !== 0) throw new Error(`The checksum at ${at} is wrong`);
}

function entriesOf(view: DataView, at: number): number[] {
  const used = Math.min(view.getUint32(at + 52, true), view.getUint32(at + 56, true));
  const list = at + view.getUint32(at + 60, true);
  return Array.from({ length: used }, (_, index) => Number(view.getBigUint64(list + 8 * index, true)));
}

function tag(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
