/**
 * Remembering, for each file that may become the tail, the last reading that did not yet name it as restored.
 *
 * A version that was there before such a reading, and is the only one there ever was, is what was restored under its name
 * afterwards. So nothing but a reading that says what was restored last counts, and once a file was named, no later reading
 * takes that back: a service that leaves a word out must not make a restore look younger than it is.
 */
import { contradiction } from '../engine/contradictions';
import type { EngineStatus } from '../engine/engine-status';
import { isSameFile } from '../file-names';

/** What is remembered of a file. */
export interface UnnamedFile {
  readonly blob: string;
  /** When the last reading began that did not name it; absent when there was none. ISO 8601 UTC. */
  readonly at?: string;
  /** A reading has named it since: `at` stays. */
  readonly named?: true;
}

/** One reading, and the files it is asked about. */
export interface NamingReading {
  /** When the assessment began that made it. */
  readonly at: string;
  readonly status: EngineStatus;
  /** Blobs at the end of the chain, and those of the tail. */
  readonly blobs: readonly string[];
}

/** Characters of names that are remembered at most; what is beyond is forgotten, which proves nothing (G7). */
const MOST_CHARS = 10_000;

/**
 * Takes one more reading into account.
 *
 * @example nextUnnamed(undefined, { at, status, blobs: ['log9.trn'] }) // [{ blob: 'log9.trn', at }] unless it is named
 */
export function nextUnnamed(
  before: readonly UnnamedFile[] | undefined,
  { at, status, blobs }: NamingReading,
): readonly UnnamedFile[] {
  const known = before ?? [];
  const counts = tellsTheLast(status);
  const asked = [...new Set(blobs)].map((blob): UnnamedFile => {
    const file = known.find((one) => one.blob === blob) ?? { blob };
    const wasNamed = known.some((one) => one.named === true && isSameFile(one.blob, blob));
    if (wasNamed || names(status, blob)) return { ...file, named: true };
    return counts ? { ...file, at } : file;
  });
  const others = known.filter((file) => file.named === true && !blobs.includes(file.blob));
  return withinBounds([...asked, ...withLast(status, others, blobs)]);
}

/** Names that were told before anybody asked for them: the newest first. */
const MOST_OTHERS = 16;

function withLast(
  { lastRestoredFile: last }: EngineStatus,
  others: readonly UnnamedFile[],
  blobs: readonly string[],
): readonly UnnamedFile[] {
  if (last === undefined || blobs.includes(last)) return others.slice(0, MOST_OTHERS);
  const rest = others.filter((file) => file.blob !== last);
  return [{ blob: last, named: true as const }, ...rest].slice(0, MOST_OTHERS);
}

/** A reading that leaves out what was restored, or contradicts itself there, does not show that a file was not. */
function tellsTheLast(status: EngineStatus): boolean {
  const tells =
    status.lastRestoredFile !== undefined ||
    status.lastRestoredSet !== undefined ||
    status.fullRestored === false;
  return tells && contradiction(status, ['lastRestored', 'sets', 'full']) === undefined;
}

/**
 * Tells whether a reading names a file as restored, or as being restored: what is read then was opened before.
 *
 * @example names({ ...status, restoringFile: 'log9.trn' }, 'log9.trn') // true
 */
export function names(
  { lastRestoredFile, lastRestoredSet, restoringFile, sets }: EngineStatus,
  blob: string,
): boolean {
  const isIt = (name: string | undefined): boolean => name !== undefined && isSameFile(blob, name);
  return (
    isIt(lastRestoredFile) ||
    isIt(restoringFile) ||
    lastRestoredSet?.files.some((file) => isIt(file.name)) === true ||
    sets.some((set) =>
      set.files.some(
        (file) =>
          isIt(file.name) &&
          (set.restored === true || file.state === 'restored' || file.state === 'restoring'),
      ),
    )
  );
}

function withinBounds(files: readonly UnnamedFile[]): readonly UnnamedFile[] {
  let chars = 0;
  return files.filter((file) => (chars += file.blob.length + 60) <= MOST_CHARS);
}
