/**
 * Keeps JSON documents by collection and key, in memory or in a folder.
 *
 * In a folder every change is on disk before `put` or `remove` returns: written to a temporary file, flushed, renamed
 * over the old one, and the folder flushed, so that an end at any moment leaves either the old or the new document.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';

/** A set of documents of one type. Values are stored as JSON, so they must be plain. */
export interface Collection<T> {
  get(key: string): T | undefined;
  put(key: string, value: T): void;
  remove(key: string): void;
  /** All documents in the order in which their keys were first put. */
  values(): readonly T[];
  clear(): void;
}

/** Where collections live. */
interface DocumentStore {
  collection<T>(name: string): Collection<T>;
}

/** Documents that end with the process. */
export function memoryStore(): DocumentStore {
  return { collection: <T>() => new MemoryCollection<T>() };
}

/**
 * Documents in a folder, one file each.
 *
 * @throws {Error} When the folder cannot be created, or holds a document that is not JSON.
 */
export function folderStore(folder: string): DocumentStore {
  return { collection: <T>(name: string) => new FolderCollection<T>(path.join(folder, name)) };
}

class MemoryCollection<T> implements Collection<T> {
  protected readonly documents = new Map<string, T>();

  get(key: string): T | undefined {
    return this.documents.get(key);
  }
  put(key: string, value: T): void {
    this.documents.set(key, value);
  }
  remove(key: string): void {
    this.documents.delete(key);
  }
  values(): readonly T[] {
    return [...this.documents.values()];
  }
  clear(): void {
    for (const key of [...this.documents.keys()]) this.remove(key);
  }
}

interface StoredDocument<T> {
  readonly key: string;
  /** Keeps the order of first puts through a restart. */
  readonly order: number;
  readonly value: T;
}

class FolderCollection<T> extends MemoryCollection<T> {
  private readonly orders = new Map<string, number>();
  private nextOrder = 0;

  constructor(private readonly folder: string) {
    super();
    mkdirSync(folder, { recursive: true });
    for (const stored of this.readAll()) {
      this.documents.set(stored.key, stored.value);
      this.orders.set(stored.key, stored.order);
      this.nextOrder = stored.order + 1;
    }
  }

  override put(key: string, value: T): void {
    const order = this.orders.get(key) ?? this.nextOrder++;
    const stored: StoredDocument<T> = { key, order, value };
    writeAtomically(this.fileOf(key), JSON.stringify(stored));
    this.orders.set(key, order);
    super.put(key, value);
  }

  override remove(key: string): void {
    rmSync(this.fileOf(key), { force: true });
    this.orders.delete(key);
    super.remove(key);
  }

  private readAll(): readonly StoredDocument<T>[] {
    return readdirSync(this.folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => readDocument<T>(path.join(this.folder, name)))
      .sort((a, b) => a.order - b.order);
  }

  private fileOf(key: string): string {
    return path.join(this.folder, `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.json`);
  }
}

function readDocument<T>(file: string): StoredDocument<T> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as StoredDocument<T>;
  } catch (cause) {
    throw new Error(
      `Cannot read the emulator's state "${file}": it is not JSON; delete it to start without it`,
      { cause },
    );
  }
}

function writeAtomically(file: string, text: string): void {
  const temporary = `${file}.tmp`;
  const descriptor = openSync(temporary, 'w');
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(temporary, file);
  flushFolder(path.dirname(file));
}

function flushFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
