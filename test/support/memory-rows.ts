/** Rows in memory that behave like stored ones: copies in, copies out, key order, ETags. */
import { continuationAfter, readContinuation } from '../../shared/adapters/ledger-rules/paging';
import { fromJson, toJson } from '../../shared/core/json';
import type { ChangeOutcome, Page, Versioned } from '../../shared/ports/ledger';

/** A row that is changed by ETag; an ETag is never given twice. */
export class MemoryCell<T> {
  private static version = 0;
  private stored: { readonly text: string; readonly etag: string } | undefined;

  read(): Versioned<T> | undefined {
    return this.stored && { value: fromJson<T>(this.stored.text), etag: this.stored.etag };
  }

  /** Inserts; a conflict when something is there. */
  create(value: T): ChangeOutcome {
    return this.stored === undefined ? this.put(value) : { kind: 'conflict' };
  }

  /** Replaces what carries this ETag; a conflict when nothing does. */
  replace(etag: string, value: T): ChangeOutcome {
    return this.stored?.etag === etag ? this.put(value) : { kind: 'conflict' };
  }

  clear(): void {
    this.stored = undefined;
  }

  private put(value: T): ChangeOutcome {
    MemoryCell.version += 1;
    this.stored = { text: toJson(value), etag: `W/"memory-${MemoryCell.version}"` };
    return { kind: 'changed', etag: this.stored.etag };
  }
}

/** Rows by key; read in the order of their keys' text. */
export class MemoryRows<T> {
  private readonly texts = new Map<string, string>();

  get(key: string): T | undefined {
    const text = this.texts.get(key);
    return text === undefined ? undefined : fromJson<T>(text);
  }

  set(key: string, value: T): void {
    this.texts.set(key, toJson(value));
  }

  delete(key: string): void {
    this.texts.delete(key);
  }

  /** All rows whose key is greater. */
  after(key: string): readonly (readonly [string, T])[] {
    return [...this.texts]
      .filter(([other]) => other > key)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([other, text]) => [other, fromJson<T>(text)] as const);
  }
}

/** The rows of one page that are wanted, and where the next one begins. */
export function pageOf<T>(
  rows: MemoryRows<T>,
  page: { readonly top: number; readonly continuation?: string },
  wanted: (value: T) => boolean,
): Page<T> {
  const start = page.continuation === undefined ? '' : readContinuation(page.continuation, '');
  const found = rows.after(start).filter(([, value]) => wanted(value));
  const shown = found.slice(0, Math.max(1, page.top));
  const last = shown.at(-1);
  const items = shown.map(([, value]) => value);
  return last !== undefined && found.length > shown.length
    ? { items, continuation: continuationAfter(last[0]) }
    : { items };
}
