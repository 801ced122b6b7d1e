/** Verifying a journal by its chain of hashes: which line was altered, removed, added or moved. */
import type { ChainedEntry, ChainedJournal, JournalHead } from '../migration/journal';
import { beginningOf, chainOn, hashOf } from './journal-chain';

/** One thing that is wrong. */
export interface ChainFinding {
  readonly kind: 'altered' | 'removed' | 'inserted' | 'reordered' | 'head';
  /** Number of the line, from 1; of several that were removed, the first. Absent where the finding is about the head. */
  readonly entry?: number;
  /** One sentence. */
  readonly text: string;
}

/** What a journal's chain proves. */
export interface ChainVerdict {
  /**
   * `intact`: every line is as it was written, and none is missing. `unhashed`: there is no hash to verify. `altered`: see
   * `findings`.
   */
  readonly state: 'intact' | 'altered' | 'unhashed';
  /** How many lines there are. */
  readonly entries: number;
  /** The hash of the last line, as the journal says. */
  readonly head?: string;
  /** Of the lines, those at the beginning that a version before the chain wrote; the first hash covers them as they then stood. */
  readonly unhashed: number;
  /**
   * Of the lines, those at the beginning that had no hash when the migration was imported: they have one since, which proves nothing
   * of what was before. Absent where there is none.
   */
  readonly unproven?: number;
  /** In the order of the lines. */
  readonly findings: readonly ChainFinding[];
}

/** How the head that somebody noted stands to a journal. */
export type HeadVerdict =
  /** It is the head. */
  | { readonly kind: 'head' }
  /** It was the head after that line; `since` lines were written later. */
  | { readonly kind: 'earlier'; readonly entry: number; readonly since: number }
  /** No line has it. */
  | { readonly kind: 'missing' };

type Linked = ChainedEntry & Required<Pick<ChainedEntry, 'sequence' | 'previousHash' | 'hash'>>;

/** A line with its place in the chain. */
interface Placed {
  readonly line: Linked;
  readonly number: number;
  /** Its hash is that of its content. */
  readonly isSound: boolean;
}

/**
 * Verifies the lines in the order given. Lines that a version before the chain wrote stand first and have no links; any other
 * without links was not written by the ledger.
 *
 * A journal that was rewritten as a whole, with new hashes and a new head, is found by a head that was noted elsewhere only:
 * `judgeHead`.
 */
export function verifyChain(id: string, { lines, head }: ChainedJournal): ChainVerdict {
  const first = lines.findIndex(isLinked);
  const before = lines.slice(0, first === -1 ? lines.length : first);
  const rest = lines.slice(before.length);
  const unproven = unprovenLines(lines);
  const common = {
    ...{ entries: lines.length, head: head?.head, unhashed: before.length },
    ...(unproven > 0 && { unproven }),
  };
  if (first === -1 && head === undefined) return { ...common, state: 'unhashed', findings: [] };
  const placed = placeLines(rest.filter(isLinked), before.length);
  const { kept, findings: doubles } = withoutDoubles(placed, head);
  const findings = [
    ...doubles,
    ...surplusFindings(before, placed),
    ...bareFindings(rest),
    ...orderFindings(placed),
    ...soundnessFindings(kept),
    ...linkFindings(id, before, kept),
    ...gapFindings(before.length, kept, head),
    ...headFindings(id, before, kept, head),
  ];
  const inOrder = findings.sort(
    (one, other) => (one.entry ?? Number.MAX_SAFE_INTEGER) - (other.entry ?? Number.MAX_SAFE_INTEGER),
  );
  return { ...common, state: inOrder.length === 0 ? 'intact' : 'altered', findings: inOrder };
}

/** Holds a head that was noted elsewhere, in a log or on paper, against a journal that is intact. */
export function judgeHead(id: string, { lines }: ChainedJournal, noted: string): HeadVerdict {
  const wanted = noted.trim().toLowerCase();
  const at = chainOn(id, undefined, lines).lines.findIndex(({ hash }) => hash === wanted);
  if (at === -1) return { kind: 'missing' };
  return at === lines.length - 1
    ? { kind: 'head' }
    : { kind: 'earlier', entry: at + 1, since: lines.length - 1 - at };
}

/** What the lines about imports say. */
function unprovenLines(lines: readonly ChainedEntry[]): number {
  const counts = lines
    .filter(({ kind }) => kind === 'imported' || kind === 'restored')
    .map(({ facts }) => Number(facts?.['unhashed'] ?? 0));
  return Math.max(0, ...counts);
}

function isLinked(line: ChainedEntry): line is Linked {
  return line.sequence !== undefined && line.previousHash !== undefined && line.hash !== undefined;
}

/** Each line by its own number, unless that is plainly not its own: then by where it stands. */
function placeLines(linked: readonly Linked[], before: number): readonly Placed[] {
  const times = new Map<number, number>();
  for (const { sequence } of linked) times.set(sequence, (times.get(sequence) ?? 0) + 1);
  let last = before;
  return linked.map((line, at) => {
    const isSound = hasOwnHash(line);
    const following = linked[at + 1]?.sequence ?? Number.MAX_SAFE_INTEGER;
    const fits = line.sequence > last && line.sequence < following && times.get(line.sequence) === 1;
    const number = isSound || fits ? line.sequence : last + 1;
    last = number;
    return { line, number, isSound };
  });
}

/** A line without a canonical form, such as one with the number 1e999, was never written. */
function hasOwnHash(line: Linked): boolean {
  try {
    return hashOf(line) === line.hash;
  } catch {
    return false;
  }
}

/** Of several with one number, the one that the next line follows is kept. */
function withoutDoubles(
  placed: readonly Placed[],
  head: JournalHead | undefined,
): { readonly kept: readonly Placed[]; readonly findings: readonly ChainFinding[] } {
  const byNumber = new Map<number, Placed[]>();
  for (const one of placed) {
    const same = byNumber.get(one.number);
    if (same === undefined) byNumber.set(one.number, [one]);
    else same.push(one);
  }
  const followed = new Set([...placed.map(({ line }) => line.previousHash), head?.head]);
  const kept: Placed[] = [];
  const findings: ChainFinding[] = [];
  for (const [number, ones] of [...byNumber].sort(([one], [other]) => one - other)) {
    const real = ones.find(({ line, isSound }) => isSound && followed.has(line.hash)) ?? ones[0];
    if (real === undefined) continue;
    kept.push(real);
    const [first, ...others] = ones.filter((one) => one !== real);
    if (first === undefined) continue;
    const what =
      others.length === 0
        ? `${named(first.line)} was`
        : `${others.length + 1} entries, the first of them ${named(first.line)}, were`;
    findings.push(found('inserted', number, `${what} inserted: another line has number ${number}`));
  }
  return { kept, findings };
}

/** More lines without a hash than were there when the first hash was written. */
function surplusFindings(
  before: readonly ChainedEntry[],
  placed: readonly Placed[],
): readonly ChainFinding[] {
  const first = placed[0]?.number ?? Number.MAX_SAFE_INTEGER;
  if (first > before.length) return [];
  const text = `${before.length} entries without a hash stand before entry ${first}, and ${first - 1} were there: others were inserted, or lost their hash`;
  return [found('inserted', 1, text)];
}

function bareFindings(rest: readonly ChainedEntry[]): readonly ChainFinding[] {
  let last = 0;
  return rest.flatMap((line) => {
    if (isLinked(line)) {
      last = line.sequence;
      return [];
    }
    return [found('inserted', last, `${named(line)}, after entry ${last}, was inserted, or lost its hash`)];
  });
}

function orderFindings(placed: readonly Placed[]): readonly ChainFinding[] {
  let highest = 0;
  return placed.flatMap(({ line, number }) => {
    if (number >= highest) {
      highest = number;
      return [];
    }
    return [found('reordered', number, `Entry ${number} (${named(line)}) stands after entry ${highest}`)];
  });
}

function soundnessFindings(kept: readonly Placed[]): readonly ChainFinding[] {
  return kept
    .filter(({ isSound }) => !isSound)
    .map(({ line, number }) =>
      found(
        'altered',
        number,
        `Entry ${number} (${named(line)}) was altered: its hash is not that of its content`,
      ),
    );
}

/** Lines whose hash fits their content, and whose successor follows another one. */
function linkFindings(
  id: string,
  before: readonly ChainedEntry[],
  kept: readonly Placed[],
): readonly ChainFinding[] {
  const start = startOf(id, before);
  return kept.flatMap(({ line, number, isSound }, at) => {
    if (!isSound) return [];
    const previous = kept[at - 1];
    if (at === 0 && number === before.length + 1 && line.previousHash !== start)
      return [
        before.length === 0
          ? found('altered', number, `Entry ${number} is not the first of a journal of migration ${id}`)
          : found(
              'altered',
              1,
              `The entries without a hash, before entry ${number}, are not those that were there when it was written`,
            ),
      ];
    if (previous?.number !== number - 1 || !previous.isSound || line.previousHash === previous.line.hash)
      return [];
    const text = `Entry ${previous.number} (${named(previous.line)}) was altered, and its hash was written anew: entry ${number} follows another one`;
    return [found('altered', previous.number, text)];
  });
}

function gapFindings(
  before: number,
  kept: readonly Placed[],
  head: JournalHead | undefined,
): readonly ChainFinding[] {
  const findings: ChainFinding[] = [];
  let last = before;
  const missing = (until: number, where: string): void => {
    if (until <= last) return;
    const what = until === last + 1 ? `Entry ${until} was` : `Entries ${last + 1} to ${until} were`;
    findings.push(found('removed', last + 1, `${what} removed${where}`));
  };
  for (const { number } of kept) {
    missing(number - 1, '');
    last = Math.max(last, number);
  }
  if (head !== undefined) missing(head.entries, ' from the end');
  return findings;
}

function headFindings(
  id: string,
  before: readonly ChainedEntry[],
  kept: readonly Placed[],
  head: JournalHead | undefined,
): readonly ChainFinding[] {
  if (head === undefined)
    return [
      found('head', undefined, 'The head is missing: whether entries were removed from the end is unknown'),
    ];
  const last = kept.at(-1);
  const number = last?.number ?? before.length;
  const hash = last?.line.hash ?? startOf(id, before);
  if (number > head.entries)
    return [
      found(
        'inserted',
        head.entries + 1,
        `The entries from ${head.entries + 1} on were inserted: the head counts ${head.entries}`,
      ),
    ];
  if (number < head.entries || hash === head.head || last?.isSound === false) return [];
  return [
    found(
      'altered',
      number,
      `Entry ${number} was altered, and its hash was written anew; or the head was: they differ`,
    ),
  ];
}

/** The hash that the first linked line follows. */
function startOf(id: string, before: readonly ChainedEntry[]): string {
  return before.length === 0 ? beginningOf(id) : chainOn(id, undefined, before).head.head;
}

function found(kind: ChainFinding['kind'], entry: number | undefined, text: string): ChainFinding {
  return { kind, ...(entry !== undefined && { entry }), text };
}

function named({ at, kind, by }: ChainedEntry): string {
  return `${kind} at ${at} by ${by}`;
}
