import { CHUNK_DATA_AT, CHUNK_HEADER_SIZE, CHUNK_KIND } from './chunk';
import { isCodeTable } from './xpress-huffman';

/**
 * Finds the records at the end of a segment of a compressed backup, the last one first.
 *
 * Records have no alignment and are chained forwards only, so every position is asked, backwards, whether a chain of
 * records leads from it to the record that ends the segment: one step per byte, whatever the bytes are. Candidates
 * must begin with a complete code table.
 *
 * @param bytes the end of the segment, up to the filemark
 * @param offset file offset of `bytes`
 * @param filemarkBlock bytes; the filemark follows the end record on the next multiple of it
 * @returns file offsets of data records
 */
export function findFinalChunks(bytes: Uint8Array, offset: number, filemarkBlock: number): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const leadsToEnd = new Uint8Array(bytes.length + 1);
  const found: number[] = [];
  for (let at = bytes.length - CHUNK_HEADER_SIZE; at >= 0; at--) {
    const next = nextRecord(view, at);
    if (next === undefined) continue;
    const chained =
      next === 'end' ? bytes.length - at - CHUNK_HEADER_SIZE < filemarkBlock : leadsToEnd[next] === 1;
    if (!chained) continue;
    leadsToEnd[at] = 1;
    if (view.getUint8(at) === CHUNK_KIND.data && isCodeTable(bytes, at + CHUNK_DATA_AT))
      found.push(offset + at);
  }
  return found;
}

/** Index of the record after the one at `at`, `end` at the end of a segment, undefined when there is no record. */
function nextRecord(view: DataView, at: number): number | 'end' | undefined {
  const kind = view.getUint8(at);
  const dataAt = kind === CHUNK_KIND.data ? CHUNK_DATA_AT : CHUNK_HEADER_SIZE;
  if (!RECORD_KINDS.has(kind) || view.getUint32(at + 20, true) !== 0) return undefined;
  const length = view.getUint16(at + 2, true);
  if (kind === CHUNK_KIND.endOfSegment) return length === 0 ? 'end' : undefined;
  const next = at + dataAt + length;
  return next < view.byteLength ? next : undefined;
}

const RECORD_KINDS: ReadonlySet<number> = new Set(Object.values(CHUNK_KIND));
