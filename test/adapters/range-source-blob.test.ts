import { BlobServiceClient, type ContainerClient } from '@azure/storage-blob';
import { blobRangeSource, type RangeDownload } from '../../shared/adapters/blob-range-source';
import { readBackupFile } from '../../shared/adapters/read-backup-file';
import { RangeReadError } from '../../shared/ports/range-source';
import { aBackup } from '../core/mtf/samples';
import { read } from '../core/mtf/support';
import { startAzurite, type Azurite } from '../support/azurite';

describe('blobRangeSource() against Azurite', () => {
  let azurite: Azurite;
  let container: ContainerClient;
  beforeAll(async () => {
    azurite = await startAzurite();
    container = BlobServiceClient.fromConnectionString(azurite.connectionString).getContainerClient(
      'backups',
    );
    await container.create();
  }, 30_000);
  afterAll(() => azurite.close());

  async function upload(name: string, bytes: Uint8Array) {
    const blob = container.getBlockBlobClient(name);
    const { etag } = await blob.uploadData(bytes);
    return { blob, version: { size: bytes.length, etag: etag! } };
  }

  test('reads a backup as the same bytes in memory', async () => {
    const bytes = aBackup({ dataBytes: 300_000 });
    const { blob, version } = await upload('full.bak', bytes);
    expect(await readBackupFile(blobRangeSource(blob, version))).toEqual(read(bytes));
  });

  test('reads fewer bytes only at the end', async () => {
    const { blob, version } = await upload('ten', Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
    const source = blobRangeSource(blob, version);
    expect([...(await source.read(8, 5))]).toEqual([8, 9]);
    expect([...(await source.read(10, 5))]).toEqual([]);
  });

  test('notices that the blob was overwritten', async () => {
    const { blob, version } = await upload('overwritten.bak', aBackup());
    await blob.uploadData(aBackup());
    const reading = await readBackupFile(blobRangeSource(blob, version));
    expect(reading.error).toMatchObject({
      name: 'ChangedWhileReading',
      message: 'Cannot read blob "overwritten.bak": it was overwritten or deleted in between',
    });
  });

  test('notices that the blob was deleted', async () => {
    const { blob, version } = await upload('gone.bak', aBackup());
    await blob.delete();
    const reading = await readBackupFile(blobRangeSource(blob, version));
    expect(reading.error).toMatchObject({
      name: 'ChangedWhileReading',
      message: 'Cannot read blob "gone.bak": it was overwritten or deleted in between',
    });
  });
});

describe('blobRangeSource()', () => {
  const failing = (cause: Error): RangeDownload => ({
    name: 'x.bak',
    downloadToBuffer: () => Promise.reject(cause),
  });
  const secret = (properties: object) => Object.assign(new Error('https://x/?sig=secret'), properties);

  test.each([
    ['storage answers 403 AuthorizationFailure', secret({ statusCode: 403, code: 'AuthorizationFailure' })],
    ['storage answers 503', secret({ statusCode: 503 })],
    ['ENOTFOUND', secret({ code: 'ENOTFOUND' })],
    ['storage does not answer', secret({})],
  ])('says "%s", not the message of the cause', async (reason, cause) => {
    const source = blobRangeSource(failing(cause), { size: 10, etag: '"1"' });
    const error: unknown = await source.read(0, 5).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RangeReadError);
    expect(error).toMatchObject({
      code: 'ReadFailed',
      message: `Cannot read blob "x.bak": ${reason}`,
      cause,
    });
  });

  test('sends the ETag with every range and asks for nothing else', async () => {
    const calls: unknown[] = [];
    const blob = {
      name: 'x.bak',
      downloadToBuffer: (...call: unknown[]) => {
        calls.push(call);
        return Promise.resolve(Buffer.alloc(4));
      },
    } as unknown as RangeDownload;
    const source = blobRangeSource(blob, { size: 10, etag: '"7"' });
    await source.read(2, 4);
    await source.read(6, 4);
    expect(calls).toMatchObject([
      [2, 4, { conditions: { ifMatch: '"7"' }, blockSize: 4, concurrency: 1 }],
      [6, 4, { conditions: { ifMatch: '"7"' }, blockSize: 4, concurrency: 1 }],
    ]);
  });
});
