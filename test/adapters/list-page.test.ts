import { toHttpHeadersLike } from '@azure/core-http-compat';
import { createHttpHeaders } from '@azure/core-rest-pipeline';
import { AnonymousCredential, ContainerClient, newPipeline, type IHttpClient } from '@azure/storage-blob';
import fc from 'fast-check';
import { scanListPage } from '../../shared/adapters/list-page';

interface Sample {
  readonly name: string;
  readonly encoded: boolean;
  readonly size: number;
  readonly time: Date;
  readonly etag: string;
  readonly metadata: Readonly<Record<string, string>>;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const blobXml = ({ name, encoded, size, time, etag, metadata }: Sample): string => {
  const shown = encoded
    ? `<Name Encoded="true">${encodeURIComponent(name)}</Name>`
    : `<Name>${escaped(name)}</Name>`;
  const entries = Object.entries(metadata).map(([key, value]) => `<${key}>${escaped(value)}</${key}>`);
  return `<Blob>${shown}<Properties><Creation-Time>Wed, 09 Sep 2026 09:20:02 GMT</Creation-Time><Last-Modified>${time.toUTCString()}</Last-Modified><Etag>${etag}</Etag><Content-Length>${size}</Content-Length><Content-MD5 /><BlobType>BlockBlob</BlobType></Properties>${entries.length === 0 ? '<Metadata />' : `<Metadata>${entries.join('')}</Metadata>`}<OrMetadata /></Blob>`;
};

const pageXml = (samples: readonly Sample[], marker: string): string =>
  `\uFEFF<?xml version="1.0" encoding="utf-8"?><EnumerationResults ServiceEndpoint="https://a.blob.core.windows.net/" ContainerName="c"><Prefix /><Blobs>${samples.map(blobXml).join('')}</Blobs><NextMarker>${escaped(marker)}</NextMarker></EnumerationResults>`;

/** The storage client's own reading of a page. */
async function readByClient(xml: string) {
  const httpClient: IHttpClient = {
    sendRequest: async (request) => ({
      request,
      status: 200,
      headers: toHttpHeadersLike(createHttpHeaders({ 'content-type': 'application/xml' })),
      bodyAsText: xml,
    }),
  };
  const pipeline = newPipeline(new AnonymousCredential(), { httpClient });
  const { value } = await new ContainerClient('https://a.blob.core.windows.net/c', pipeline)
    .listBlobsFlat({ includeMetadata: true })
    .byPage()
    .next();
  return {
    nextMarker: value.continuationToken || undefined,
    blobs: value.segment.blobItems.map(
      (item: {
        name: string;
        metadata?: object;
        properties: { etag: string; contentLength: number; lastModified: Date };
      }) => ({
        name: item.name,
        etag: item.properties.etag,
        size: item.properties.contentLength,
        lastModified: item.properties.lastModified.toISOString(),
        metadata: { ...item.metadata },
      }),
    ),
  };
}

const text = fc.oneof(
  fc.constantFrom(
    'Shop LOG 1.trn',
    'a&b<c>.trn',
    'größe/ß.trn',
    "50%#+;'.trn",
    '日本/バックアップ.trn',
    '&amp;.bak',
  ),
  fc.string({
    minLength: 1,
    maxLength: 20,
    unit: fc.constantFrom(...Array.from('abcXYZ0189._-&<>"\'%+#;é')),
  }),
);
const sample: fc.Arbitrary<Sample> = fc.record({
  // The client trims and types what it reads; storage sends neither blanks around names nor bare numbers as names here.
  name: text.map((name) => `shop/${name}`),
  encoded: fc.boolean(),
  size: fc.integer({ min: 0, max: 2 ** 43 }),
  time: fc.integer({ min: 1_700_000_000, max: 1_900_000_000 }).map((seconds) => new Date(seconds * 1000)),
  etag: fc.integer({ min: 1, max: 2 ** 48 }).map((value) => `0x8DC${value.toString(16).toUpperCase()}`),
  metadata: fc.constantFrom<Sample['metadata']>(
    {},
    { Tail: 'true' },
    { tail: 'true', owner: 'a & b <c>' },
    { hdi_isfolder: 'true' },
  ),
});

describe('scanListPage()', () => {
  it('reads what the storage client reads, whatever the names', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(sample, { maxLength: 6 }),
        fc.constantFrom('', '2!92!MDA&<b>'),
        async (blobs, marker) => {
          const xml = pageXml(blobs, marker);
          expect(scanListPage(xml)).toEqual(await readByClient(xml));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('keeps apart what stands in properties and in metadata', () => {
    const odd = {
      name: 'a',
      encoded: false,
      size: 7,
      time: new Date(0),
      etag: '0x1',
      metadata: { Etag: 'x', Name: 'y' },
    };
    expect(scanListPage(pageXml([odd], '')).blobs).toEqual([
      {
        name: 'a',
        etag: '0x1',
        size: 7,
        lastModified: '1970-01-01T00:00:00.000Z',
        metadata: { Etag: 'x', Name: 'y' },
      },
    ]);
  });

  it.each([
    ['is empty', '', 'it is cut off'],
    ['is no listing', '<html></html>', 'it is cut off'],
    ['ends within a blob', '<Blob><Name>a</Name></EnumerationResults>', 'a blob is cut off'],
    [
      'has a blob without a name',
      '<Blob><Properties></Properties></Blob></EnumerationResults>',
      'a blob has no name',
    ],
    [
      'has a blob without properties',
      '<Blob><Name>a</Name></Blob></EnumerationResults>',
      '"a" has no properties',
    ],
    [
      'has a blob without a size',
      '<Blob><Name>a</Name><Properties><Last-Modified>Wed, 09 Sep 2026 09:20:02 GMT</Last-Modified></Properties></Blob></EnumerationResults>',
      '"a" has no size or no time',
    ],
    [
      'holds an unknown entity',
      '<Blob><Name>&euro;</Name></Blob></EnumerationResults>',
      'it holds the unknown entity &euro;',
    ],
    ['holds a CDATA section', '<![CDATA[<Blob>]]></EnumerationResults>', 'it holds a CDATA section'],
  ])('refuses a page that %s', (_what, xml, reason) => {
    expect(() => scanListPage(xml)).toThrow(`Cannot read the listing: ${reason}`);
  });

  it('refuses a page cut off anywhere', () => {
    const one = { name: 'a', encoded: false, size: 7, time: new Date(0), etag: '0x1', metadata: {} };
    const xml = pageXml([one, { ...one, name: 'b' }], '');
    for (let length = 0; length < xml.length; length += 1)
      expect(() => scanListPage(xml.slice(0, length))).toThrow('Cannot read the listing');
  });
});
