/** The heads of the journals: a row in the transaction of every line that evidence is made of, changed by its ETag. */
import type { JournalHead } from '../../core/migration/journal';
import { keyPart, migrationRow } from './keys';
import { packRow, unpackRow } from './row-codec';
import { newToken, type GuardChange, type RowStore } from './row-store';

/** A head, and the ETag of its row; without one there is no row yet. */
export interface KnownHead {
  readonly value: JournalHead;
  readonly etag?: string;
}

/**
 * Reads heads, and remembers those that this process wrote, so that the next line costs no reading. What is remembered may be old:
 * the transaction's condition on the ETag fails then.
 */
export class JournalHeads {
  private readonly remembered = new Map<string, KnownHead>();

  constructor(private readonly store: RowStore) {}

  async read(action: string, id: string): Promise<KnownHead | undefined> {
    const stored = await this.store.get(action, keyPart(id), migrationRow.journalHead);
    return stored && { value: unpackRow<JournalHead>(stored), etag: stored.etag };
  }

  /** As remembered, or else as stored. */
  async known(action: string, id: string): Promise<KnownHead | undefined> {
    return this.remembered.get(id) ?? this.read(action, id);
  }

  note(id: string, value: JournalHead, etag: string | undefined): void {
    if (etag !== undefined) this.remembered.set(id, { value, etag });
  }

  forget(id: string): void {
    this.remembered.delete(id);
  }

  /** The change of the row, for the transaction of the lines. */
  change(action: string, head: JournalHead, known: KnownHead | undefined): GuardChange {
    const row = migrationRow.journalHead;
    const columns = packRow(action, head, newToken());
    return known?.etag === undefined
      ? { kind: 'insert', row, columns }
      : { kind: 'replace', row, columns, etag: known.etag };
  }
}
