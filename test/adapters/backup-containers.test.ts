import { inspect } from 'node:util';
import { BlobServiceClient } from '@azure/storage-blob';
import { AzureBackupContainers } from '../../shared/adapters/azure-backup-containers';
import { storageReason, type StorageFault } from '../../shared/adapters/storage-fault';
import { describeBackupContainer } from '../contracts/backup-container.contract';
import { startAzurite, type Azurite } from '../support/azurite';
import { MemoryBackupContainers } from '../support/memory-backup-containers';

const QUICK = { maxTries: 2, retryDelayInMs: 5, maxRetryDelayInMs: 10 };
const LOCAL = { patterns: [], loopback: true };
const BOTH = { patterns: ['account.blob.core.windows.net'], loopback: true };
const ACCOUNT = 'https://account.blob.core.windows.net';

describeBackupContainer('MemoryBackupContainers', async () => {
  const containers = new MemoryBackupContainers();
  const container = containers.create(`${ACCOUNT}/backups`);
  const broken = new MemoryBackupContainers();
  broken.create(`${ACCOUNT}/broken`).failNext(Number.POSITIVE_INFINITY);
  return {
    containers,
    containerUrl: `${ACCOUNT}/backups`,
    missingUrl: `${ACCOUNT}/missing`,
    put: async (name, content, metadata = {}) => void container.put(name, content, { metadata }),
    putUncommitted: async (name) => void container.putUncommitted(name),
    remove: async (name) => container.remove(name),
    broken: () => ({ containers: broken, containerUrl: `${ACCOUNT}/broken` }),
    close: async () => undefined,
  };
});

describe('MemoryBackupContainer', () => {
  it('fails as often as it is told to', async () => {
    const container = new MemoryBackupContainers().create(`${ACCOUNT}/backups`);
    container.put('a', new Uint8Array(1), { lastModified: new Date('2026-11-21T10:00:00.999Z') });
    container.failNext(1, 'denied');
    await expect(container.find('a')).rejects.toMatchObject({ reason: 'denied' });
    await expect(container.find('a')).resolves.toMatchObject({ lastModified: '2026-11-21T10:00:00.000Z' });
  });
});

describe('on Azurite', () => {
  let azurite: Azurite;
  let count = 0;
  beforeAll(async () => {
    azurite = await startAzurite();
  }, 30_000);
  afterAll(() => azurite.close());

  const open = (emulatorConnectionString = azurite.connectionString) =>
    new AzureBackupContainers({ hosts: LOCAL, emulatorConnectionString, pageSize: 7, retry: QUICK });

  describeBackupContainer('AzureBackupContainers', async () => {
    count += 1;
    const service = BlobServiceClient.fromConnectionString(azurite.connectionString);
    const { containerClient } = await service.createContainer(`backups-${count}`);
    return {
      containers: open(),
      containerUrl: `${azurite.blobEndpoint}/backups-${count}`,
      missingUrl: `${azurite.blobEndpoint}/missing`,
      put: async (name, content, metadata = {}) => {
        await containerClient.getBlockBlobClient(name).uploadData(content, { metadata });
      },
      putUncommitted: async (name, blocks = 1) => {
        const blob = containerClient.getBlockBlobClient(name);
        for (const id of ['YWFh', 'YmJi'].slice(0, blocks))
          await blob.stageBlock(id, new Uint8Array(100), 100);
      },
      remove: async (name) => {
        await containerClient.deleteBlob(name);
      },
      broken: () => ({ containers: open(), containerUrl: 'http://127.0.0.1:1/devstoreaccount1/backups' }),
      close: async () => undefined,
    };
  });

  it('says that there is no such account', async () => {
    const other = azurite.blobEndpoint.replace('devstoreaccount1', 'other');
    await expect(open().at(`${other}/backups`).probe('')).rejects.toMatchObject({
      reason: 'accountNotFound',
      message: expect.stringMatching(
        /of container "backups" of storage account "other": the storage account is not found$/,
      ),
    });
  });

  it('says that access is denied, and shows no key', async () => {
    const key = Buffer.from('MARKED-KEY-of-the-account').toString('base64');
    const connection = azurite.connectionString.replace(/AccountKey=[^;]+/, `AccountKey=${key}`);
    const container = open(connection).at(`${azurite.blobEndpoint}/backups-1`);
    const failure: unknown = await container.find('a').catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'ContainerUnavailable',
      reason: 'denied',
      message:
        'Cannot look up blob "a" of container "backups-1" of storage account "devstoreaccount1": access is denied',
      serviceCode: 'AuthorizationFailure',
      cause: { statusCode: 403 },
    });
    const blob = { name: 'a', etag: '"1"', size: 1, lastModified: '', markedTail: false, committed: true };
    const unread: unknown = await container
      .open(blob)
      .read(0, 1)
      .catch((error: unknown) => error);
    expect(unread).toMatchObject({ code: 'ReadFailed', cause: { statusCode: 403 } });
    const shown = inspect([failure, unread], {
      depth: 30,
      showHidden: true,
      customInspect: false,
      maxStringLength: null,
    });
    expect(shown).not.toMatch(/MARKED|SharedKey/);
    expect(shown).not.toContain(key);
  });
});

test.each<[fault: Partial<StorageFault>, reason: string]>([
  [{ reason: 'noToken' }, 'noToken'],
  [{ reason: 'noAnswer', code: 'ENOTFOUND' }, 'accountNotFound'],
  [{ reason: 'noAnswer', code: 'EAI_AGAIN' }, 'unreachable'],
  [{ reason: 'noAnswer', code: 'ECONNREFUSED' }, 'unreachable'],
  [{ reason: 'answered', statusCode: 401 }, 'denied'],
  [{ reason: 'answered', statusCode: 403, code: 'AuthorizationPermissionMismatch' }, 'denied'],
  [{ reason: 'answered', statusCode: 404, code: 'ContainerNotFound' }, 'notFound'],
  [{ reason: 'answered', statusCode: 503, code: 'ServerBusy' }, 'unreachable'],
])('%j is %s', (fault, reason) => {
  expect(storageReason(fault as StorageFault)).toBe(reason);
});

describe('AzureBackupContainers', () => {
  const failure = Object.assign(new Error('no identity'), { name: 'CredentialUnavailableError' });
  const credential = { getToken: () => Promise.reject(failure) };

  it('asks by identity over https, and says when the identity gives no token', async () => {
    const container = new AzureBackupContainers({ hosts: BOTH, credential, retry: QUICK }).at(
      `${ACCOUNT}/backups`,
    );
    await expect(container.find('a')).rejects.toMatchObject({ reason: 'noToken' });
  });

  it('sends no token over plain http, and the shared key to this machine only', () => {
    const local = 'http://127.0.0.1:10000/devstoreaccount1/backups';
    expect(() => new AzureBackupContainers({ hosts: BOTH, credential }).at(local)).toThrow(
      'Cannot open the backup container: there is no credential for "127.0.0.1:10000"',
    );
    const emulatorConnectionString = 'UseDevelopmentStorage=true';
    expect(() =>
      new AzureBackupContainers({ hosts: BOTH, emulatorConnectionString }).at(`${ACCOUNT}/backups`),
    ).toThrow('there is no credential for "account.blob.core.windows.net"');
    expect(new AzureBackupContainers({ hosts: BOTH, emulatorConnectionString }).at(local)).toBeDefined();
    expect(() =>
      new AzureBackupContainers({ hosts: BOTH, emulatorConnectionString: 'AccountKey=MARKED' }).at(local),
    ).toThrow(/^(?!.*MARKED)Cannot open the backup container: the storage connection string cannot be used/);
  });
});
