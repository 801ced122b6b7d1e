/** What storage tells of a blob's past, by answers in the shape of "List Blobs" (Microsoft Learn). */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BlobServiceClient } from '@azure/storage-blob';
import { AzureBackupContainers } from '../../shared/adapters/azure-backup-containers';
import type { BackupContainer } from '../../shared/ports/backup-container';
import { startAzurite, type Azurite } from '../support/azurite';

const LOCAL = { patterns: [], loopback: true };
const LATER = 'Sun, 01 Mar 2026 22:10:00 GMT';
const EARLIER = 'Sun, 01 Mar 2026 22:00:00 GMT';

interface Shown {
  readonly name?: string;
  readonly etag: string;
  readonly size?: number;
  readonly at?: string;
  /** Version, snapshot or mark, as XML. */
  readonly marks?: string;
}

const blob = ({ name = 'log.trn', etag, size = 5, at = LATER, marks = '' }: Shown): string =>
  `<Blob><Name>${name}</Name>${marks}<Properties><Last-Modified>${at}</Last-Modified><Etag>${etag}</Etag>` +
  `<Content-Length>${size}</Content-Length><BlobType>BlockBlob</BlobType></Properties></Blob>`;

const listing = (...blobs: readonly Shown[]): string =>
  `<?xml version="1.0" encoding="utf-8"?><EnumerationResults ServiceEndpoint="http://x/" ContainerName="c">` +
  `<Blobs>${blobs.map(blob).join('')}</Blobs><NextMarker /></EnumerationResults>`;

const NOW: Shown = {
  etag: '0x2',
  marks: '<VersionId>2026-03-01T22:10:00.0000000Z</VersionId><IsCurrentVersion>true</IsCurrentVersion>',
};
const OLD: Shown = { etag: '0x1', at: EARLIER, marks: '<VersionId>2026-03-01T22:00:00.0000000Z</VersionId>' };
const PLAIN: Shown = { etag: '0x2' };
const DELETED: Shown = {
  etag: '0x1',
  at: EARLIER,
  marks: '<Snapshot>2026-03-01T22:10:00.0000000Z</Snapshot><Deleted>true</Deleted>',
};

type Answer = readonly [status: number, body: string];
const error = (status: number, code: string): Answer => [
  status,
  `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>no</Message></Error>`,
];

describe('the past of a blob', () => {
  let server: Server;
  let container: BackupContainer;
  let answers: Readonly<Record<'versions' | 'deleted', Answer>>;
  const asked: string[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      const url = new URL(request.url ?? '', 'http://x');
      const include = url.searchParams.get('include') ?? '';
      asked.push(`${url.searchParams.get('prefix')} ${include}`);
      const [status, body] = answers[include.includes('versions') ? 'versions' : 'deleted'];
      response.writeHead(status, { 'content-type': 'application/xml' }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const endpoint = `http://127.0.0.1:${port}/devstoreaccount1`;
    const key = Buffer.from('not a real key').toString('base64');
    const emulatorConnectionString = `DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=${key};BlobEndpoint=${endpoint};`;
    const retry = { maxTries: 1, retryDelayInMs: 1 };
    container = new AzureBackupContainers({ hosts: LOCAL, emulatorConnectionString, retry }).at(
      `${endpoint}/c`,
    );
  });
  afterAll(() => server.close());
  beforeEach(() => void (asked.length = 0));

  test.each<[name: string, versions: Answer, deleted: Answer, earlier: readonly string[]]>([
    ['no versioning, no soft delete', [200, listing(PLAIN)], [200, listing(PLAIN)], []],
    ['versioning, never overwritten', [200, listing(NOW)], [200, listing(NOW)], []],
    ['versioning, overwritten', [200, listing(OLD, NOW)], [200, listing(NOW)], ['"0x1"']],
    ['soft delete, overwritten', [200, listing(PLAIN)], [200, listing(DELETED, PLAIN)], ['"0x1"']],
    ['removed, and kept by soft delete', [200, listing()], [200, listing(DELETED)], ['"0x1"']],
    [
      'a snapshot of what is there now',
      [200, listing(PLAIN)],
      [200, listing({ ...PLAIN, marks: '<Snapshot>2026-03-01T22:11:00.0000000Z</Snapshot>' }, PLAIN)],
      [],
    ],
    [
      'an empty version, before the content',
      [200, listing({ ...OLD, size: 0 }, NOW)],
      [200, listing(NOW)],
      [],
    ],
    [
      'another blob whose name begins alike',
      [200, listing(NOW, { ...OLD, name: 'log.trn.old' })],
      [200, listing(NOW)],
      [],
    ],
    [
      'a hierarchical namespace, which has no versions',
      error(400, 'InvalidQueryParameterValue'),
      [200, listing(PLAIN)],
      [],
    ],
  ])('%s', async (_name, versions, deleted, earlier) => {
    answers = { versions, deleted };
    const told = await container.earlierVersions('log.trn');
    expect(told.kind === 'told' && told.versions.map(({ etag }) => etag)).toEqual(earlier);
    expect(asked).toEqual(['log.trn versions', 'log.trn deleted,snapshots']);
  });

  test.each<[name: string, versions: Answer, reason: RegExp]>([
    ['denied', error(403, 'AuthorizationPermissionMismatch'), /does not allow this app to list the versions/],
    ['an outage', error(503, 'ServerBusy'), /does not answer/],
    ['no listing', [200, 'gibberish'], /does not answer/],
  ])('%s: not known, rather than none', async (_name, versions, reason) => {
    answers = { versions, deleted: [200, listing(PLAIN)] };
    expect(await container.earlierVersions('log.trn')).toEqual({
      kind: 'untold',
      reason: expect.stringMatching(reason),
    });
  });
});

describe('on Azurite, which keeps snapshots', () => {
  let azurite: Azurite;
  beforeAll(async () => {
    azurite = await startAzurite();
  }, 30_000);
  afterAll(() => azurite.close());

  test('what a snapshot kept of an overwritten blob is an earlier version', async () => {
    const service = BlobServiceClient.fromConnectionString(azurite.connectionString);
    const { containerClient } = await service.createContainer('past');
    const client = containerClient.getBlockBlobClient('log.trn');
    await client.uploadData(Buffer.from('first'));
    await client.createSnapshot();
    const container = new AzureBackupContainers({
      hosts: LOCAL,
      emulatorConnectionString: azurite.connectionString,
    }).at(`${azurite.blobEndpoint}/past`);
    await client.uploadData(Buffer.from('the second'));
    expect(await container.earlierVersions('log.trn')).toMatchObject({
      kind: 'told',
      versions: [{ size: 5 }],
    });
  });
});
