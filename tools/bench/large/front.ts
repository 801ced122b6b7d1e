/**
 * Stands before a storage emulator and answers slowly: every request waits as long as one to Azure does. Two kinds are
 * answered here, out of memory, because the emulator would spend most of the time on them: the listing of the folder, and
 * the rows of its backups.
 */
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A folder and the rows that the ledger has of it, both in key order. */
export interface LargeFolder {
  /** `<Blob>` elements as storage writes them. */
  readonly blobs: readonly string[];
  /** Entities as the table service writes them. */
  readonly entities: readonly { readonly RowKey: string; readonly [column: string]: unknown }[];
}

/** Where the requests go that are not answered here. */
export interface Upstream {
  readonly blobPort: number;
  readonly tablePort: number;
}

/** The running front. */
interface RunningFront {
  readonly origin: string;
  /** Requests so far. */
  readonly requests: () => number;
  close(): Promise<void>;
}

const BLOBS_A_PAGE = 5_000;
const ROWS_A_PAGE = 1_000;

/** Starts the front. @param delayMs what every request waits */
export async function startFront(
  folder: LargeFolder,
  upstream: Upstream,
  delayMs: number,
): Promise<RunningFront> {
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    setTimeout(() => answer(folder, upstream, request, response), delayMs);
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    requests: () => requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(
  folder: LargeFolder,
  upstream: Upstream,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const filter = url.searchParams.get('$filter') ?? '';
  if (url.searchParams.get('comp') === 'list') answerListing(folder, url, response);
  else if (filter.includes("RowKey gt 'b!'")) answerRows(folder, url, response);
  else if (request.method === 'GET' && currentKey(url) !== undefined) answerRow(folder, url, response);
  else pass(isTable(url) ? upstream.tablePort : upstream.blobPort, request, response);
}

function isTable(url: URL): boolean {
  return /Ledger|Register|\$batch|\/Tables/.test(url.pathname);
}

function answerListing({ blobs }: LargeFolder, url: URL, response: ServerResponse): void {
  const from = Number(url.searchParams.get('marker') ?? 0);
  const next = from + BLOBS_A_PAGE < blobs.length ? String(from + BLOBS_A_PAGE) : '';
  response.writeHead(200, { 'content-type': 'application/xml' });
  response.end(
    `<?xml version="1.0" encoding="utf-8"?><EnumerationResults><Blobs>${blobs.slice(from, from + BLOBS_A_PAGE).join('')}</Blobs><NextMarker>${next}</NextMarker></EnumerationResults>`,
  );
}

function answerRows({ entities }: LargeFolder, url: URL, response: ServerResponse): void {
  const from = Number(url.searchParams.get('NextRowKey') ?? 0);
  const select = url.searchParams.get('$select')?.split(',');
  const rows = entities.slice(from, from + ROWS_A_PAGE).map((entity) => selected(entity, select));
  const hasMore = from + ROWS_A_PAGE < entities.length;
  response.writeHead(200, {
    'content-type': 'application/json;odata=minimalmetadata',
    ...(hasMore && {
      'x-ms-continuation-NextPartitionKey': 'p',
      'x-ms-continuation-NextRowKey': String(from + ROWS_A_PAGE),
    }),
  });
  response.end(JSON.stringify({ value: rows }));
}

/** The key of the current version that one entity is asked for by; undefined for any other request. */
function currentKey(url: URL): string | undefined {
  return /RowKey='(b![^']+)'/.exec(decodeURIComponent(url.pathname))?.[1];
}

function answerRow({ entities }: LargeFolder, url: URL, response: ServerResponse): void {
  const found = entities.find(({ RowKey }) => RowKey === currentKey(url));
  response.writeHead(found ? 200 : 404, { 'content-type': 'application/json;odata=minimalmetadata' });
  response.end(JSON.stringify(found ?? { 'odata.error': { code: 'ResourceNotFound' } }));
}

function selected(entity: LargeFolder['entities'][number], select: readonly string[] | undefined): unknown {
  if (select === undefined) return entity;
  const wanted = new Set(['odata.etag', ...select]);
  return Object.fromEntries(Object.entries(entity).filter(([name]) => wanted.has(name)));
}

function pass(port: number, request: IncomingMessage, response: ServerResponse): void {
  const { method, url: path, headers } = request;
  const upstream = forward({ host: '127.0.0.1', port, method, path, headers }, (answered) => {
    response.writeHead(answered.statusCode ?? 502, answered.headers);
    answered.pipe(response);
  });
  upstream.on('error', () => response.destroy());
  request.pipe(upstream);
}
