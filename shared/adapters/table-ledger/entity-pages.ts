/**
 * Pages of entities as the table service writes them, past the tables client's own reading.
 *
 * The client spends 16 to 18 µs on a row, parsing the same JSON takes about one (measured 2026-11-29, rows of 500 bytes);
 * a look at 40,000 backups reads as many rows. Values of ours are text, booleans and small integers, which need none of
 * its type conversion.
 */
import {
  type HttpClient,
  type PipelineRequest,
  type PipelineResponse,
  createDefaultHttpClient,
} from '@azure/core-rest-pipeline';
import { z } from 'zod';

/** An entity: its keys, its ETag, and its columns beside them. */
export interface RawEntity {
  readonly PartitionKey: string;
  readonly RowKey: string;
  readonly 'odata.etag': string;
  readonly [column: string]: unknown;
}

const NO_ENTITIES = '{"value":[]}';

const page = z.object({
  value: z.array(z.custom<RawEntity>(isRawEntity, 'it is no entity with keys and ETag')),
});

/** Sends the client's requests, keeps what a query answered, and hands the client an empty page. */
export class EntityPages implements HttpClient {
  private readonly http = createDefaultHttpClient();
  private readonly answers = new WeakMap<PipelineRequest, string>();

  async sendRequest(request: PipelineRequest): Promise<PipelineResponse> {
    const response = await this.http.sendRequest(request);
    if (!isQuery(request) || response.status !== 200) return response;
    this.answers.set(request, response.bodyAsText ?? '');
    return { ...response, bodyAsText: NO_ENTITIES };
  }

  /**
   * The entities that this request was answered with.
   *
   * @throws {SyntaxError | z.ZodError} When the answer is not a page of entities.
   */
  entitiesOf(request: PipelineRequest): readonly RawEntity[] {
    return page.parse(JSON.parse(this.answers.get(request) ?? '')).value;
  }
}

/** Querying entities is a GET of `<table>()`; one entity is a GET of `<table>(PartitionKey=…,RowKey=…)`. */
function isQuery({ method, url }: PipelineRequest): boolean {
  return method === 'GET' && new URL(url).pathname.endsWith('()');
}

function isRawEntity(value: unknown): boolean {
  const entity = value as Partial<RawEntity> | null;
  return typeof entity?.RowKey === 'string' && typeof entity['odata.etag'] === 'string';
}
