import type { Clock } from '../clock';
import { HostError, messageOf } from '../errors';
import { decodeLines, encodeLine } from './journal-lines';
import { isOutOfSpace, type JournalStorage, writeAll } from './journal-storage';

/** What a journal needs from its owner. */
export interface JournalOptions {
  path: string;
  storage: JournalStorage;
  clock: Clock;
  /** Called for every record found on opening, oldest first. */
  onRecord: (record: unknown) => void;
  /** Records that stand for the whole state at this moment, for compaction. */
  snapshot: () => Iterable<unknown>;
  onFull: (reason: string) => void;
  onSpaceBack: () => void;
  /** The disk failed in a way waiting does not mend; the host must stop. */
  onFatal: (error: HostError) => void;
  /** Bytes at which the journal is first replaced by a snapshot. */
  compactAt?: number;
}

const retryFullDiskAfter = 500;

/**
 * A write-ahead journal with group commit: whatever is appended while the disk is busy goes out with the next write.
 * A full disk holds every append back until there is space again; nothing unwritten is ever acknowledged.
 */
export class Journal {
  private readonly waiting: { line: string; written: () => void }[] = [];
  private size: number;
  private compactAt: number;
  private flushing: Promise<void> | undefined;
  private full = false;

  private constructor(
    readonly options: JournalOptions,
    size: number,
  ) {
    this.size = size;
    this.compactAt = options.compactAt ?? 8 * 1024 * 1024;
  }

  /**
   * Reads the journal, cuts a torn tail and returns it with the number of bytes cut.
   * @throws {HostError} JOURNAL_DAMAGED when the middle is damaged.
   */
  static async open(options: JournalOptions): Promise<{ journal: Journal; bytesCut: number }> {
    const { storage, path, onRecord } = options;
    try {
      const content = storage.read();
      const size = decodeLines(content, path, onRecord);
      const bytesCut = content.length - size;
      if (bytesCut > 0) {
        await storage.truncate(size);
        await storage.sync();
      }
      return { journal: new Journal(options, size), bytesCut };
    } catch (error) {
      await storage.close();
      throw error;
    }
  }

  /** Whether the disk is full at this moment. */
  get isFull(): boolean {
    return this.full;
  }

  /** Resolves once the record is on the disk; records reach it in the order of the calls. */
  append(record: unknown): Promise<void> {
    const line = encodeLine(record);
    return new Promise((written) => {
      this.waiting.push({ line, written });
      this.flushing ??= this.flush();
    });
  }

  /** Resolves once everything appended so far is on the disk. */
  async settled(): Promise<void> {
    await this.flushing;
  }

  /** Writes what is left and closes the file. */
  async close(): Promise<void> {
    if (!this.full) await this.settled();
    await this.options.storage.close();
  }

  private async flush(): Promise<void> {
    await new Promise(setImmediate);
    try {
      while (this.waiting.length > 0) {
        const batch = this.waiting.splice(0);
        const content = Buffer.from(batch.map(({ line }) => line).join(''));
        if (this.size + content.length < this.compactAt || !(await this.compact())) await this.write(content);
        for (const { written } of batch) written();
      }
    } catch (error) {
      const reason = `Cannot write journal '${this.options.path}': ${messageOf(error)}`;
      this.options.onFatal(new HostError('JOURNAL_WRITE_FAILED', reason, { cause: error }));
    } finally {
      this.flushing = undefined;
    }
  }

  private async write(content: Buffer): Promise<void> {
    const { storage, clock, onFull, onSpaceBack } = this.options;
    for (;;) {
      try {
        await writeAll(storage, content, this.size);
        await storage.sync();
        break;
      } catch (error) {
        if (!isOutOfSpace(error)) throw error;
        if (!this.full) onFull(messageOf(error));
        this.full = true;
        await new Promise<void>((retry) => clock.after(retryFullDiskAfter, retry));
      }
    }
    this.size += content.length;
    if (this.full) onSpaceBack();
    this.full = false;
  }

  /** Replaces the file by a snapshot, which holds the batch being written too; false when the disk is too full for it. */
  private async compact(): Promise<boolean> {
    const content = Buffer.from(Array.from(this.options.snapshot(), encodeLine).join(''));
    try {
      await this.options.storage.replace(content);
    } catch (error) {
      if (!isOutOfSpace(error)) throw error;
      return false;
    }
    this.size = content.length;
    this.compactAt = Math.max(this.compactAt, content.length * 2);
    return true;
  }
}
