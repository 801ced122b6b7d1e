/**
 * Lists blobs with the storage client's own requests (sign-in, retries, paging) and reads the answers with our own scan:
 * the client is handed the page without its blobs, so that it builds no object for each of them.
 */
import type { TokenCredential } from '@azure/core-auth';
import { toHttpHeadersLike } from '@azure/core-http-compat';
import { createDefaultHttpClient, createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import {
  ContainerClient,
  newPipeline,
  type BlobServiceClient,
  type HttpOperationResponse,
  type IHttpClient,
  type StoragePipelineOptions,
  type WebResource,
} from '@azure/storage-blob';
import { scanListPage, type ListPage } from './list-page';

/** Which blobs, and how many at once. */
export interface ListRequest {
  readonly prefix: string;
  readonly maxPageSize: number;
  /** Milliseconds that one page may take. */
  readonly pageTimeoutMs: number;
}

const http = createDefaultHttpClient();

/** Lists one container. */
export class BlobLister {
  constructor(
    private readonly url: string,
    private readonly credential: TokenCredential | BlobServiceClient['credential'],
    private readonly retryOptions: StoragePipelineOptions['retryOptions'],
  ) {}

  /** Pages of blobs, uncommitted ones included, with their metadata. @throws {ListPageError} or the client's error */
  async *pages({ prefix, maxPageSize, pageTimeoutMs }: ListRequest): AsyncIterable<ListPage> {
    const scan = new ScanningHttpClient();
    const pipeline = newPipeline(this.credential, { retryOptions: this.retryOptions, httpClient: scan });
    const container = new ContainerClient(this.url, pipeline);
    let continuationToken: string | undefined;
    do {
      await container
        .listBlobsFlat({
          ...(prefix !== '' && { prefix }),
          includeMetadata: true,
          includeUncommitedBlobs: true,
          abortSignal: AbortSignal.timeout(pageTimeoutMs),
        })
        .byPage({ maxPageSize, ...(continuationToken !== undefined && { continuationToken }) })
        .next();
      const page = scan.takePage();
      yield page;
      continuationToken = page.nextMarker;
    } while (continuationToken !== undefined);
  }
}

/** What the client is handed: a listing without blobs. */
const NO_BLOBS = '<?xml version="1.0" encoding="utf-8"?><EnumerationResults><Blobs /></EnumerationResults>';

/** Serves one listing, whose pages follow one another. */
class ScanningHttpClient implements IHttpClient {
  private page: string | undefined;

  async sendRequest(request: WebResource): Promise<HttpOperationResponse> {
    const { status, headers, bodyAsText } = await http.sendRequest(
      createPipelineRequest({
        url: request.url,
        method: request.method,
        headers: createHttpHeaders(request.headers.toJson({ preserveCase: true })),
        requestId: request.requestId,
        timeout: request.timeout,
        abortSignal: request.abortSignal,
        // As the storage client does: which URLs are taken at all is decided before a client is made.
        allowInsecureConnection: true,
      }),
    );
    const compatible = { request, status, headers: toHttpHeadersLike(headers) };
    if (status !== 200) return { ...compatible, bodyAsText };
    this.page = bodyAsText ?? '';
    return { ...compatible, bodyAsText: NO_BLOBS };
  }

  takePage(): ListPage {
    const { page = '' } = this;
    this.page = undefined;
    return scanListPage(page);
  }
}
