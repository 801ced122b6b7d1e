import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request as it arrived. */
export interface Received {
  readonly method: string;
  /** With its query. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

/** An answer; a function gives a new one for each request. */
export interface Answer {
  readonly status?: number;
  readonly json?: unknown;
  readonly text?: string;
  readonly type?: string;
  readonly headers?: Record<string, string>;
}

/** A small API on a free port: it answers what a test told it, and remembers what it was asked. */
export class FakeApi {
  readonly received: Received[] = [];
  private readonly answers = new Map<string, Answer | ((request: Received) => Answer)>();
  private server: Server | undefined;
  url = '';

  async start(): Promise<void> {
    this.server = createServer((request, response) => {
      void text(request).then((body) => {
        const { method = '', url = '', headers } = request;
        const received = { method, url, headers, body: body === '' ? undefined : JSON.parse(body) };
        this.received.push(received);
        const found = this.answers.get(`${method} ${url.split('?')[0]}`) ?? { status: 404, text: 'no route' };
        const {
          status = 200,
          json,
          text: plain,
          type,
          headers: more,
        } = typeof found === 'function' ? found(received) : found;
        const contentType = type ?? (json === undefined ? 'text/plain' : 'application/json');
        response.writeHead(status, { 'content-type': contentType, ...more });
        response.end(json === undefined ? plain : JSON.stringify(json));
      });
    });
    await new Promise<void>((resolve) => this.server?.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Says what to answer. @example api.on('GET /api/migrations/sales', { json: STATUS }) */
  on(route: string, answer: Answer | ((request: Received) => Answer)): this {
    this.answers.set(route, answer);
    return this;
  }

  /** Forgets answers and requests. */
  reset(): void {
    this.answers.clear();
    this.received.length = 0;
  }

  /** The requests that would change something. */
  get writes(): readonly Received[] {
    return this.received.filter(({ method }) => method !== 'GET');
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }
}

/** A refusal as the API writes it. */
export function problem(
  status: number,
  detail: string,
  errors?: readonly { field: string; message: string }[],
): Answer {
  return {
    status,
    json: { type: 'urn:x', title: 'x', status, detail, errors },
    type: 'application/problem+json',
  };
}
