import type {
  BackupSetHeader,
  MediaHeader,
  BackupFileReading,
  HeaderError,
  RangeRequest,
} from '../backup-header';
import { CompressedTape } from './compressed-tape';
import { identifyContainer, type Container } from './container';
import { corrupt, HeaderFault } from './fault';
import { FileWindow, READ_AHEAD, type Reading } from './file-window';
import { findClosing, incomplete, listSets, type SetSpan } from './filemarks';
import { DEFAULT_LIMITS, type HeaderLimits } from './limits';
import { checkType, readFinal, readHead } from './read-sets';
import { PlainTape, type Tape } from './tape';

/** What a caller may change about a reading. */
export interface ReadOptions {
  /** Bytes read at the end of the file; raise it for page blobs with more than 64 KiB of zeros after the backup. */
  readonly tailLength?: number;
  readonly limits?: Partial<HeaderLimits>;
  /** Helps to name a file that is no backup; decides nothing about one that is. */
  readonly fileName?: string;
}

const HEAD_LENGTH = READ_AHEAD;
const TAIL_LENGTH = 64 * 1024;

/** Filemark blocks at the end of a set: MSLS within two, filemark, ESET of two, ESET, filemark; and one to spare. */
const TAIL_FILEMARK_BLOCKS = 8;

/**
 * Reads what a SQL Server backup file says about itself, from a few of its bytes.
 *
 * The walk does no input or output: it yields `{ offset, length }` and is resumed with those bytes. A typical file
 * costs two ranges, 16 KiB at its start and 64 KiB at its end, whatever its size. It never throws for what a file
 * contains: a problem becomes `error` of the result, beside everything that could be read. A driver that cannot read
 * throws a `HeaderFault` (`ReadFailed`, `ChangedWhileReading`) into the generator and gets the result so far.
 *
 * @param size bytes of the file
 * @example
 * const walk = readBackupHeader(bytes.length);
 * let step = walk.next();
 * while (!step.done) step = walk.next(bytes.subarray(step.value.offset, step.value.offset + step.value.length));
 */
export function* readBackupHeader(
  size: number,
  options: ReadOptions = {},
): Generator<RangeRequest, BackupFileReading, Uint8Array> {
  const draft: Draft = { sets: [], warnings: [] };
  const file = new FileWindow(size, { ...DEFAULT_LIMITS, ...options.limits });
  try {
    yield* readFile(file, draft, options);
  } catch (problem) {
    if (!(problem instanceof HeaderFault)) throw problem;
    draft.error ??= problem.toHeaderError();
  }
  if (draft.error?.name === 'IncompleteBackup') draft.complete = false;
  return { size, ...draft, cost: file.cost };
}

interface Draft {
  container?: Container;
  compressed?: boolean;
  complete?: boolean;
  media?: MediaHeader;
  error?: HeaderError;
  readonly sets: BackupSetHeader[];
  readonly warnings: string[];
}

function* readFile(
  file: FileWindow,
  draft: Draft,
  { tailLength = TAIL_LENGTH, fileName }: ReadOptions,
): Reading<void> {
  if (file.size === 0) throw new HeaderFault('EmptyFile', 'Cannot read the backup: the file is empty', 0);
  yield* file.load(0, file.size <= HEAD_LENGTH + tailLength ? file.size : HEAD_LENGTH);
  const tape = yield* openTape(file, draft, fileName);
  const { header: media, end } = yield* tape.readMedia();
  draft.media = media;
  draft.warnings.push(...mediaWarnings(media));
  const firstMark = Math.ceil(end / media.filemarkBlock) * media.filemarkBlock;
  const closingAt = yield* findEnd(
    file,
    draft,
    Math.max(tailLength, TAIL_FILEMARK_BLOCKS * media.filemarkBlock),
  );
  if (closingAt === undefined)
    return yield* keepFirstHead(tape, file, firstMark + media.filemarkBlock, draft);
  const spans = yield* listSets(file, closingAt, media.filemarkBlock, firstMark);
  draft.warnings.push(...countWarning(spans.length));
  for (const [index, span] of spans.entries()) yield* readSet(tape, file, span, index, draft);
}

function* openTape(file: FileWindow, draft: Draft, fileName = ''): Reading<Tape> {
  const head = yield* file.bytes(0, Math.min(file.size, HEAD_LENGTH));
  const container = identifyContainer(head, file.size, fileName);
  draft.container = container;
  draft.compressed = container === 'MSSQLBAK';
  return container === 'MSSQLBAK' ? new CompressedTape(file) : new PlainTape(file);
}

/** The offset of the closing filemark; undefined, with the error noted, when the file has none. */
function* findEnd(file: FileWindow, draft: Draft, tailLength: number): Reading<number | undefined> {
  const length = Math.min(tailLength, file.size);
  const tail = yield* file.bytes(file.size - length, length);
  const closing = findClosing(tail, file.size, draft.media?.filemarkBlock ?? 0);
  if (closing.kind === 'open') {
    draft.error = incomplete(closing.reason, file.size).toHeaderError();
    return undefined;
  }
  draft.complete = true;
  draft.warnings.push(...paddingWarning(closing.padding));
  file.endFault = 'CorruptHeader';
  return closing.at;
}

/** Of an incomplete file the first set's head is still worth showing; that it may be missing too is no second error. */
function* keepFirstHead(tape: Tape, file: FileWindow, start: number, draft: Draft): Reading<void> {
  yield* noting(draft, function* () {
    draft.sets.push((yield* readHead(tape, start, file.limits)).header);
  });
}

function* readSet(tape: Tape, file: FileWindow, span: SetSpan, index: number, draft: Draft): Reading<void> {
  yield* noting(draft, function* () {
    const head = yield* readHead(tape, span.start, file.limits);
    draft.sets.push(head.header);
    const final = yield* readFinal(tape, span, head, file.limits);
    draft.sets[draft.sets.length - 1] = final.header;
    draft.warnings.push(...setWarnings(final.header, final.unknownTags));
    checkPosition(final.header, index + 1, span);
    checkType({ header: final.header, configuration: head.configuration });
  });
}

function checkPosition({ position }: BackupSetHeader, expected: number, { start }: SetSpan): void {
  if (position === expected) return;
  throw corrupt(
    { what: 'the backup set', offset: start },
    `it claims position ${position} and is number ${expected}`,
  );
}

/** Notes a fault of one set and goes on with the next; a fault of the whole reading goes through. */
function* noting(draft: Draft, read: () => Reading<void>): Reading<void> {
  try {
    yield* read();
  } catch (problem) {
    if (!(problem instanceof HeaderFault) || ENDS_THE_READING.has(problem.code)) throw problem;
    draft.error ??= problem.toHeaderError();
  }
}

const ENDS_THE_READING: ReadonlySet<string> = new Set(['LimitExceeded', 'ChangedWhileReading', 'ReadFailed']);

/** Remarks on the media. */
function mediaWarnings(media: MediaHeader): string[] {
  return media.mediaPasswordProtected ? ['The media is protected with a password'] : [];
}

/** Remark on zeros after the closing filemark. */
function paddingWarning(padding: number): string[] {
  return padding > 0 ? [`${padding} zero bytes follow the backup, as in a page blob`] : [];
}

/** Remark on appended sets. */
function countWarning(sets: number): string[] {
  return sets > 1 ? [`The file holds ${sets} backup sets; a migration restores only the first`] : [];
}

/** Remarks on one set. */
function setWarnings(set: BackupSetHeader, unknownTags: readonly string[]): string[] {
  const name = `Backup set ${set.position}`;
  const tags = [...new Set(unknownTags)];
  const bits = `0x${set.unknownFlagBits.toString(16)}`;
  return [
    ...(set.passwordProtected ? [`${name} is protected with a password`] : []),
    ...(set.unknownFlagBits === 0 ? [] : [`${name} has flag bits of unknown meaning: ${bits}`]),
    ...tags.map((tag) => `${name} has configuration records of an unknown kind: ${tag}`),
  ];
}
