import type { Chaos } from '../durable/chaos';
import type { JournalStorage } from './journal-storage';

/** A storage whose writes are cut short or interrupted (EINTR) as chaos will; what it did write is really written. */
export function chaoticStorage(storage: JournalStorage, chaos: Chaos): JournalStorage {
  return {
    ...storage,
    async write(bytes, position) {
      const taken = chaos.bytesTaken(bytes.length);
      if (taken > 0) return storage.write(bytes.subarray(0, taken), position);
      throw Object.assign(new Error('interrupted system call (chaos)'), { code: 'EINTR' });
    },
  };
}
