/**
 * The journal: every line in two rows, one for each reading order, because a table is read forwards only; what evidence
 * is made of in a third, with its links in the chain of hashes, so that it is found without reading the lines about backups.
 */
import { type Chained, chainOn } from '../../core/evidence/journal-chain';
import {
  type ChainedEntry,
  type ChainedJournal,
  type JournalEntry,
  type JournalHead,
  isEvidence,
} from '../../core/migration/journal';
import type { ChangeOutcome, Page } from '../../ports/ledger';
import { inChainOrder } from '../ledger-rules/chain-order';
import { MAX_ENTRIES } from '../ledger-rules/limits';
import type { OrderKey, OrderKeys } from '../ledger-rules/order-keys';
import { continuationAfter, readContinuation } from '../ledger-rules/paging';
import { contentionError } from './errors';
import { type KnownHead, JournalHeads } from './journal-heads';
import { below, keyPart, migrationRow } from './keys';
import { CONTENTION_ROUNDS, contentionPause } from './retry';
import { packRow, unpackRow } from './row-codec';
import { take, toChangeOutcome, type GuardChange, type RowChange, type RowStore } from './row-store';

/** Which page of the journal. */
export interface JournalPage {
  readonly top: number;
  readonly continuation?: string;
  readonly newestFirst?: boolean;
}

/** A row's change and the lines that tell of it. */
export interface Told {
  readonly guard: GuardChange;
  readonly entries: readonly JournalEntry[];
  /** Nobody has written to this journal before, as far as is known. */
  readonly isFirst?: true;
}

interface KeyedLine {
  readonly entry: JournalEntry;
  readonly key: OrderKey;
}

/** The journals of all migrations. */
export class JournalRows {
  private readonly heads: JournalHeads;

  constructor(
    private readonly store: RowStore,
    private readonly keys: OrderKeys,
  ) {
    this.heads = new JournalHeads(store);
  }

  /** The rows of a line about a backup, for the transaction of what it tells about. */
  plain(action: string, entry: JournalEntry): readonly RowChange[] {
    return plainRows(action, this.keyed(entry));
  }

  /** Makes a change and writes its lines in one transaction; another writer of the journal is waited out, one of the row is a conflict. */
  async tell(action: string, id: string, { guard, entries, isFirst }: Told): Promise<ChangeOutcome> {
    if (!entries.some(isEvidence)) {
      const rows = entries.flatMap((entry) => this.plain(action, entry));
      return toChangeOutcome(await this.store.transact(action, keyPart(id), guard, rows));
    }
    const lines = entries.map((entry) => this.keyed(entry));
    for (let round = 1; round <= CONTENTION_ROUNDS; round += 1) {
      const known = isFirst && round === 1 ? undefined : await this.headOf(action, id);
      const { rows, head } = this.linked(action, id, known, lines);
      const change = this.heads.change(action, head, known);
      const outcome = await this.store.transact(action, keyPart(id), guard, [change, ...rows]);
      this.heads.forget(id);
      if (outcome.kind === 'done') {
        this.heads.note(id, head, outcome.secondEtag);
        return { kind: 'changed', etag: outcome.etag, journal: head };
      }
      if (!outcome.guardHolds) return { kind: 'conflict' };
      await contentionPause(round);
    }
    throw contentionError(action);
  }

  /** Writes lines on their own, as many in one transaction as go in. */
  async append(id: string, entries: readonly JournalEntry[]): Promise<JournalHead | undefined> {
    const action = `write the journal of "${id}"`;
    let head: JournalHead | undefined;
    for (let start = 0; start < entries.length; start += MAX_ENTRIES)
      head = (await this.appendSome(action, id, entries.slice(start, start + MAX_ENTRIES))) ?? head;
    return head;
  }

  /** Forgets what this process knows of a journal that is deleted. */
  forget(id: string): void {
    this.heads.forget(id);
  }

  head(id: string): Promise<JournalHead | undefined> {
    return this.heads.read(`read the journal of "${id}"`, id).then((known) => known?.value);
  }

  async page(id: string, page: JournalPage): Promise<Page<JournalEntry>> {
    const top = Math.max(1, page.top);
    const part = page.newestFirst === true ? 'k' : 'j';
    const range = below(part);
    const after =
      page.continuation === undefined ? range.after : readContinuation(page.continuation, range.after);
    const action = `read the journal of "${id}"`;
    const rows = this.store.range(action, keyPart(id), { ...range, after }, { pageSize: top + 1 });
    const found = await take(rows, top + 1);
    const shown = found.slice(0, top);
    const items = shown.map((row) => unpackRow<JournalEntry>(row));
    const last = shown.at(-1);
    return found.length > top && last !== undefined
      ? { items, continuation: continuationAfter(last.row) }
      : { items };
  }

  /** Every line that evidence is made of, and the head: of one moment, even while others write. */
  async evidence(id: string): Promise<ChainedJournal> {
    const action = `read the journal of "${id}"`;
    const before = await this.heads.read(action, id);
    const lines = await this.evidenceLines(id);
    if (lines.length <= (before?.value.entries ?? 0)) return { lines, ...(before && { head: before.value }) };
    const after = await this.heads.read(action, id);
    if (before === undefined) return after === undefined ? { lines } : this.evidence(id);
    // Lines beyond the head are news where it has moved since; where it has not, something else wrote them.
    const isNews = after?.etag !== before.etag;
    return { lines: isNews ? lines.slice(0, before.value.entries) : lines, head: before.value };
  }

  private async appendSome(
    action: string,
    id: string,
    entries: readonly JournalEntry[],
  ): Promise<JournalHead | undefined> {
    const lines = entries.map((entry) => this.keyed(entry));
    if (!entries.some(isEvidence)) {
      await this.store.append(
        action,
        keyPart(id),
        lines.flatMap((line) => plainRows(action, line)),
      );
      return undefined;
    }
    for (let round = 1; round <= CONTENTION_ROUNDS; round += 1) {
      const known = await this.headOf(action, id);
      const { rows, head } = this.linked(action, id, known, lines);
      const outcome = await this.store.transact(
        action,
        keyPart(id),
        this.heads.change(action, head, known),
        rows,
      );
      this.heads.forget(id);
      if (outcome.kind === 'done') {
        this.heads.note(id, head, outcome.etag);
        return head;
      }
      if (await this.isWritten(action, id, lines)) return (await this.headOf(action, id))?.value;
      await contentionPause(round);
    }
    throw contentionError(action);
  }

  /** Carried out before, its answer lost, and others have written since. */
  private async isWritten(action: string, id: string, [first]: readonly KeyedLine[]): Promise<boolean> {
    if (first === undefined) return true;
    const row = migrationRow.journal(first.key.ascending);
    return (await this.store.get(action, keyPart(id), row)) !== undefined;
  }

  /** Where the journal ends; one that was begun without hashes is linked from its beginning. */
  private async headOf(action: string, id: string): Promise<KnownHead | undefined> {
    const known = await this.heads.known(action, id);
    if (known !== undefined) return known;
    const before = await this.evidenceLines(id);
    return before.length === 0 ? undefined : { value: chainOn(id, undefined, before).head };
  }

  private linked(
    action: string,
    id: string,
    known: KnownHead | undefined,
    lines: readonly KeyedLine[],
  ): { readonly rows: readonly RowChange[]; readonly head: Chained['head'] } {
    const kept = lines.filter(({ entry }) => isEvidence(entry));
    const chained = chainOn(
      id,
      known?.value,
      kept.map(({ entry }) => entry),
    );
    const evidence = kept.map(({ key: { ascending } }, at): RowChange => {
      const columns = packRow(action, chained.lines[at], ascending);
      return { kind: 'insert', row: migrationRow.evidence(ascending), columns };
    });
    return {
      rows: [...lines.flatMap((line) => plainRows(action, line)), ...evidence],
      head: chained.head,
    };
  }

  private async evidenceLines(id: string): Promise<readonly ChainedEntry[]> {
    const kept = await this.lines(id, 'e');
    if (kept.some(([, { kind }]) => kind === 'registered')) return inChainOrder(kept.map(([, line]) => line));
    // Version 0.1.0 wrote no such rows: its lines are found among all, by the same keys.
    const all = (await this.lines(id, 'j')).filter(([, line]) => isEvidence(line));
    const byKey = [...new Map([...all, ...kept])].sort(([one], [other]) => (one < other ? -1 : 1));
    return inChainOrder(byKey.map(([, line]) => line));
  }

  private async lines(id: string, part: 'e' | 'j'): Promise<(readonly [key: string, line: ChainedEntry])[]> {
    const action = `read the journal of "${id}"`;
    const lines: (readonly [string, ChainedEntry])[] = [];
    const { after } = below(part);
    for await (const row of this.store.range(action, keyPart(id), below(part), { pageSize: 1_000 }))
      lines.push([row.row.slice(after.length), unpackRow<ChainedEntry>(row)]);
    return lines;
  }

  private keyed(entry: JournalEntry): KeyedLine {
    return { entry, key: this.keys.next(new Date(entry.at)) };
  }
}

function plainRows(action: string, { entry, key }: KeyedLine): readonly RowChange[] {
  const columns = packRow(action, entry, key.ascending);
  return [migrationRow.journal(key.ascending), migrationRow.journalNewestFirst(key.descending)].map(
    (row): RowChange => ({ kind: 'insert', row, columns }),
  );
}
