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
  let whole = 0;
  let start = 0;
  for (let end; (end = content.indexOf(newline, start)) !== -1; start = end + 1) {
    const record = decodeLine(content.subarray(start, end));
    if (record === undefined) continue;
    if (start > whole) {
      throw new HostError(
        'JOURNAL_DAMAGED',
        `Cannot read journal '${path}': the record at byte ${whole} is damaged and whole records follow it. ` +
          'Restore the file from a copy, or move it away to start with an empty state.',
      );
    }
    onRecord(record.value);
    whole = end + 1;
  }
  return whole;
}

function decodeLine(line: Buffer): { value: unknown } | undefined {
  const json = line.subarray(checksumLength + 1);
  if (json.length === 0 || line.toString('latin1', 0, checksumLength) !== checksum(json)) return undefined;
  return { value: JSON.parse(json.toString('utf8')) as unknown };
}
