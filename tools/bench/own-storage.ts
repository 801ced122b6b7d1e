/** A storage emulator of one measurement. */
import { join } from 'node:path';
import { type Storage, startStorage } from '../demo/stack/storage';
import { withTempFolder } from './temp-folder';

/** Starts Azurite on free ports, and ends it when `use` is done. */
export function withStorage<T>(use: (storage: Storage) => Promise<T>): Promise<T> {
  return withTempFolder(async (folder) => {
    const storage = await startStorage(folder, join(folder, 'storage.log'), 'free');
    try {
      return await use(storage);
    } finally {
      await storage.service?.stop();
    }
  });
}
