/**
 * One page of List Blobs, scanned for what a sweep compares.
 *
 * A sweep lists every backup of every migration each few minutes. Building the storage client's object for a blob costs
 * about 100 µs, most of it for properties nobody asks for; finding five texts in the same XML costs a few (docs/decisions).
 * What does not look as "List Blobs" of Microsoft Learn describes it is an error, never a shorter list.
 */

/** A blob as one page shows it. */
export interface PageBlob {
  readonly name: string;
  /** As written there: listings show it without quotes. */
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
  /** ISO 8601 UTC. */
  readonly lastModified: string;
  /** Names as written there; storage does not keep their case. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** One page. */
export interface ListPage {
  readonly blobs: readonly PageBlob[];
  /** Where the next page begins; undefined on the last one. */
  readonly nextMarker: string | undefined;
}

/** The answer is not a listing as documented. */
export class ListPageError extends Error {
  readonly code = 'ListPageInvalid';
  constructor(reason: string) {
    super(`Cannot read the listing: ${reason}`);
    this.name = 'ListPageError';
  }
}

/**
 * Scans one page of List Blobs (flat).
 *
 * @throws {ListPageError} When the page is cut off, or a blob lacks its name, size or time.
 * @example scanListPage('<EnumerationResults><Blobs /><NextMarker /></EnumerationResults>').blobs // []
 */
export function scanListPage(xml: string): ListPage {
  if (!xml.includes('</EnumerationResults>')) throw new ListPageError('it is cut off');
  if (xml.includes('<![CDATA[')) throw new ListPageError('it holds a CDATA section');
  const blobs: PageBlob[] = [];
  let at = xml.indexOf('<Blob>');
  while (at !== -1) {
    const end = xml.indexOf('</Blob>', at);
    if (end === -1) throw new ListPageError('a blob is cut off');
    blobs.push(scanBlob(xml.slice(at + '<Blob>'.length, end)));
    at = xml.indexOf('<Blob>', end);
  }
  const tail = xml.slice(Math.max(0, xml.lastIndexOf('</Blob>')));
  return { blobs, nextMarker: unescaped(between(tail, '<NextMarker>', '</NextMarker>') ?? '') || undefined };
}

function scanBlob(xml: string): PageBlob {
  const propertiesAt = xml.indexOf('<Properties>');
  const propertiesEnd = xml.indexOf('</Properties>');
  const name = nameIn(xml);
  if (propertiesAt === -1 || propertiesEnd === -1) throw new ListPageError(`"${name}" has no properties`);
  const properties = xml.slice(propertiesAt, propertiesEnd);
  const modified = Date.parse(between(properties, '<Last-Modified>', '</Last-Modified>') ?? '');
  const size = Number(between(properties, '<Content-Length>', '</Content-Length>') ?? Number.NaN);
  if (Number.isNaN(modified) || !Number.isSafeInteger(size))
    throw new ListPageError(`"${name}" has no size or no time`);
  return {
    name,
    etag: unescaped(between(properties, '<Etag>', '</Etag>') ?? ''),
    size,
    lastModified: new Date(modified).toISOString(),
    metadata: metadataIn(xml, propertiesEnd),
  };
}

/** `Encoded="true"`: a name that XML cannot hold is percent-encoded (Microsoft Learn, "List Blobs", since 2021-02-12). */
function nameIn(xml: string): string {
  const open = xml.indexOf('<Name');
  const begin = xml.indexOf('>', open) + 1;
  const end = xml.indexOf('</Name>', begin);
  if (open === -1 || begin === 0 || end === -1) throw new ListPageError('a blob has no name');
  const text = unescaped(xml.slice(begin, end));
  return /\bEncoded="true"/i.test(xml.slice(open, begin)) ? decodeURIComponent(text) : text;
}

const NO_METADATA: PageBlob['metadata'] = {};

function metadataIn(xml: string, from: number): PageBlob['metadata'] {
  const begin = xml.indexOf('<Metadata>', from);
  if (begin === -1) return NO_METADATA;
  const metadata: Record<string, string> = {};
  const inner = xml.slice(begin + '<Metadata>'.length, xml.indexOf('</Metadata>', begin));
  for (const [, name = '', value = ''] of inner.matchAll(/<([^\s/>]+)>([^<]*)<\/\1>/g))
    metadata[name] = unescaped(value);
  return metadata;
}

function between(xml: string, open: string, close: string): string | undefined {
  const begin = xml.indexOf(open);
  if (begin === -1) return undefined;
  const end = xml.indexOf(close, begin);
  return end === -1 ? undefined : xml.slice(begin + open.length, end);
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescaped(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      if (decimal !== undefined) return String.fromCodePoint(Number.parseInt(decimal, 10));
      const known = ENTITIES[name ?? ''];
      if (known === undefined) throw new ListPageError(`it holds the unknown entity ${whole}`);
      return known;
    },
  );
}
