import type { Chaos } from '../../durable/chaos';
import type { BlobSource } from './blob-source';

/** A source whose calls fail now and then as chaos will: listings, properties and downloads alike. */
export function chaoticSource(source: BlobSource, chaos: Chaos): BlobSource {
  const perhaps = async <T>(call: () => Promise<T>): Promise<T> => {
    if (chaos.storageFails()) throw new Error('connection reset by chaos');
    return call();
  };
  return {
    list: (prefix) => perhaps(() => source.list(prefix)),
    fetch: (blob, withContent) => perhaps(() => source.fetch(blob, withContent)),
    find: (name) => perhaps(() => source.find(name)),
  };
}
