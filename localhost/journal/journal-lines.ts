import { HostError } from '../errors';
import { checksum } from './checksum';

const newline = 10;
const checksumLength = 8;

/** One record as one line: checksum, space, JSON, newline. */
export function encodeLine(record: unknown): string {
  const json = JSON.stringify(record);
  return `${checksum(Buffer.from(json))} ${json}\n`;
}

/**
 * Hands every whole record of `content` to `onRecord` and returns the number of bytes they take.
 * Bytes after that are a torn tail (the writer died before it acknowledged them) and are to be cut.
 * @throws {HostError} JOURNAL_DAMAGED naming the byte, when a damaged line is followed by a whole one.
 */
export function decodeLines(content: Buffer, path: string, onRecord: (record: unknown) => void): number {
  let offset = 0;
  while (offset < content.length) {
    const end = content.indexOf(newline, offset);
    const record = end === -1 ? undefined : decodeLine(content.subarray(offset, end));
    if (record === undefined) {
      if (end !== -1 && hasWholeLine(content, end + 1)) {
        throw new HostError(
          'JOURNAL_DAMAGED',
          `Cannot read journal '${path}': the record at byte ${offset} is damaged and whole records follow it. ` +
            'Restore the file from a copy, or move it away to start with an empty state.',
        );
      }
      return offset;
    }
    onRecord(record.value);
    offset = end + 1;
  }
  return offset;
}

function decodeLine(line: Buffer): { value: unknown } | undefined {
  if (line.length <= checksumLength + 1) return undefined;
  const json = line.subarray(checksumLength + 1);
  if (line.toString('latin1', 0, checksumLength) !== checksum(json)) return undefined;
  return { value: JSON.parse(json.toString('utf8')) as unknown };
}

function hasWholeLine(content: Buffer, from: number): boolean {
  for (let start = from; start < content.length;) {
    const end = content.indexOf(newline, start);
    if (end === -1) return false;
    if (decodeLine(content.subarray(start, end)) !== undefined) return true;
    start = end + 1;
  }
  return false;
}
