import { constants, readFileSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCodeOf } from '../errors';

/** The file under a journal, narrow enough for a test to fail or shorten any write. */
export interface JournalStorage {
  /** The whole content; empty when there is none yet. */
  read: () => Buffer;
  /** Writes at `position` and returns how many bytes went out, possibly fewer than given. */
  write: (bytes: Buffer, position: number) => Promise<number>;
  /** Returns once everything written is on the disk. */
  sync: () => Promise<void>;
  truncate: (length: number) => Promise<void>;
  /** Puts `content` in place of the file, all or nothing. */
  replace: (content: Buffer) => Promise<void>;
  close: () => Promise<void>;
}

/** A journal's storage in the file `path`, created when missing. */
export async function openJournalStorage(path: string): Promise<JournalStorage> {
  let handle = await open(path, constants.O_RDWR | constants.O_CREAT);
  return {
    read: () => readFileSync(path),
    write: async (bytes, position) => (await handle.write(bytes, 0, bytes.length, position)).bytesWritten,
    sync: () => handle.datasync(),
    truncate: (length) => handle.truncate(length),
    close: () => handle.close(),
    async replace(content) {
      const previous = handle;
      handle = await replaceFile(path, content);
      await previous.close();
    },
  };
}

async function replaceFile(path: string, content: Buffer): ReturnType<typeof open> {
  const draft = `${path}.next`;
  const next = await open(draft, 'w');
  try {
    await next.writeFile(content);
    await next.sync();
    await rename(draft, path);
    const folder = await open(dirname(path));
    await folder.sync().finally(() => folder.close());
    return next;
  } catch (error) {
    await next.close();
    await rm(draft, { force: true });
    throw error;
  }
}

const triesInVain = 1000;

/**
 * Writes all of `content` at `position`: goes on where a short write ended, and again after an interrupted one
 * (POSIX write(2): it may take fewer bytes than given, or none with EINTR or EAGAIN).
 * @throws {Error} when a thousand writes on end took nothing, or with the storage's own fault.
 */
export async function writeAll(storage: JournalStorage, content: Buffer, position: number): Promise<void> {
  let inVain = 0;
  for (let written = 0; written < content.length;) {
    const taken = await writeSome(storage, content.subarray(written), position + written);
    inVain = taken === 0 ? inVain + 1 : 0;
    if (inVain === triesInVain) throw new Error(`${triesInVain} writes on end took nothing`);
    written += taken;
  }
}

async function writeSome(storage: JournalStorage, bytes: Buffer, position: number): Promise<number> {
  try {
    return await storage.write(bytes, position);
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === 'EINTR' || code === 'EAGAIN') return 0;
    throw error;
  }
}

/** Whether `error` says that the disk or the quota is full. */
export function isOutOfSpace(error: unknown): boolean {
  const code = systemCodeOf(error);
  return code === 'ENOSPC' || code === 'EDQUOT';
}
