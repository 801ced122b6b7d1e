import { TableServiceClient } from '@azure/data-tables';
import { BlobServiceClient } from '@azure/storage-blob';
import { startAzurite } from '../support/azurite';

describe('startAzurite()', () => {
  it('gives blob and table services on ports of its own, twice at a time', async () => {
    const [one, two] = await Promise.all([startAzurite(), startAzurite()]);
    try {
      expect(one.blobEndpoint).not.toBe(two.blobEndpoint);
      const blobs = BlobServiceClient.fromConnectionString(one.connectionString);
      await blobs.createContainer('backups');
      const tables = TableServiceClient.fromConnectionString(one.connectionString, {
        allowInsecureConnection: true,
      });
      await tables.createTable('ledger');
      await expect(
        BlobServiceClient.fromConnectionString(two.connectionString).getContainerClient('backups').exists(),
      ).resolves.toBe(false);
    } finally {
      await Promise.all([one.close(), two.close()]);
    }
  });

  it('names what it waited for when the limit passes', async () => {
    await expect(startAzurite({ limitMs: 1 })).rejects.toThrow(
      /Cannot start Azurite: waited 1 ms; not listening yet: Blob, Queue, Table/,
    );
  });
});
