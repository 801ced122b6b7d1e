import { ContainerClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { startAzurite, type Azurite } from '../support/azurite';
import { runCli } from './fake-terminal';
import { salesBackups } from './sample-backups';

describe('inspect of a container', () => {
  let azurite: Azurite;
  let url: string;
  let env: Record<string, string>;

  beforeAll(async () => {
    azurite = await startAzurite();
    env = { BackupStorage: azurite.connectionString };
    url = `${azurite.blobEndpoint}/backups`;
    const container = new ContainerClient(url, credential(azurite.connectionString));
    await container.create();
    for (const [name, bytes] of Object.entries(salesBackups()))
      await container.getBlockBlobClient(`sales/${name}`).uploadData(bytes);
    await container.getBlockBlobClient('other/growing.trn').stageBlock(btoa('1'), 'abc', 3);
  }, 60_000);
  afterAll(() => azurite.close());

  test('below a prefix, by whole blob names', async () => {
    const ran = await runCli(['inspect', url, '--prefix', 'sales/', '--json'], { env });
    expect(ran.err).toBe('');
    expect(ran.exitCode).toBe(0);
    expect(ran.json().databases[0]!.chain).toMatchObject({
      status: 'complete',
      path: ['sales/full.bak', 'sales/diff.bak', 'sales/log_2.trn', 'sales/log_3.trn'],
    });
  });

  test('the restore script names blobs by URL', async () => {
    const { out } = await runCli(['inspect', url, '--prefix', 'sales/', '--restore-script'], { env });
    expect(out).toContain(`  FROM URL = N'${url}/sales/full.bak'`);
  });

  test('a blob that is not committed is still growing', async () => {
    const ran = await runCli(['inspect', url], { env });
    expect(ran.exitCode).toBe(2);
    expect(ran.out).toContain(
      'other/growing.trn: Cannot read blob "other/growing.trn": it is still being uploaded',
    );
  });

  test('a container that is not there', async () => {
    const ran = await runCli(['inspect', `${azurite.blobEndpoint}/nowhere`], { env });
    expect(ran).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('the container does not exist. Check the URL.'),
    });
  });
});

describe('refused URLs', () => {
  test.each([
    [
      'https://account.blob.core.windows.net/backups?sv=2024&sig=topsecret',
      /has a query; give the URL without/,
    ],
    ['http://account.blob.core.windows.net/backups', /must be reached by https/],
    ['https://account.blob.core.windows.net/backups/sales', /folders go into prefix/],
  ])('%s', async (url, message) => {
    const ran = await runCli(['inspect', url]);
    expect(ran).toMatchObject({ exitCode: 1, out: '' });
    expect(ran.err).toMatch(message);
    expect(ran.err).not.toContain('topsecret');
  });
});

function credential(connectionString: string): StorageSharedKeyCredential {
  const part = (name: string) => new RegExp(`${name}=([^;]+)`).exec(connectionString)?.[1] ?? '';
  return new StorageSharedKeyCredential(part('AccountName'), part('AccountKey'));
}
