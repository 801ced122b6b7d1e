/**
 * The hash chain of a journal: each line that evidence is made of carries its number, the hash of the line before it and
 * its own hash, so that none can be altered, left out, added or moved without a trace.
 */
// eslint-disable-next-line no-restricted-imports -- a hash is a pure function of its text
import { createHash } from 'node:crypto';
import { fromJson, toJson } from '../json';
import type { ChainedEntry, JournalEntry, JournalHead } from '../migration/journal';
import { canonicalJson } from './canonical-json';

/** Lines that carry their links, and the head that follows from them. */
export interface Chained {
  readonly lines: readonly ChainedEntry[];
  readonly head: JournalHead;
}

/**
 * The hash of a line: SHA-256, as 64 lower-case hexadecimal digits, of the UTF-8 bytes of its canonical JSON (RFC 8785) with
 * every member it has but `hash`: number and previous hash are covered.
 */
export function hashOf(line: ChainedEntry): string {
  return sha256(canonicalJson({ ...line, hash: undefined }));
}

/**
 * What stands for the previous hash in the first line: the hash of a text that names the migration, so that the lines of one
 * are none of another.
 */
export function beginningOf(id: string): string {
  return sha256(`sqlmi-cutover/journal/${id}`);
}

/**
 * Links lines to those before. What a line carries of links is replaced: the same lines in the same order always get the
 * same hashes.
 *
 * @param head undefined when they are the first
 */
export function chainOn(
  id: string,
  head: JournalHead | undefined,
  entries: readonly JournalEntry[],
): Chained {
  let last: JournalHead = head ?? { head: beginningOf(id), entries: 0 };
  const lines = entries.map((entry): ChainedEntry => {
    // As a ledger gives it back: what JSON does not keep is in no hash.
    const kept = fromJson<JournalEntry>(toJson(unlinked(entry)));
    const linked = { ...kept, sequence: last.entries + 1, previousHash: last.head };
    const hash = hashOf(linked);
    last = { head: hash, entries: linked.sequence };
    return { ...linked, hash };
  });
  return { lines, head: last };
}

/** The line without its links, as it was given to the ledger. */
export function unlinked(line: ChainedEntry): ChainedEntry {
  return { ...line, sequence: undefined, previousHash: undefined, hash: undefined };
}

/** SHA-256 of the UTF-8 bytes of a text, as 64 lower-case hexadecimal digits. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
