/** A small HTTP server for one test: answers by script, remembers what it received. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it arrived. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** An answer: `reset` breaks the connection, `silent` never answers, `stall` stops in the middle of the body. */
export interface Scripted {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly fault?: 'reset' | 'silent' | 'stall';
}

/** A running server. */
export interface TinyArm {
  readonly origin: string;
  readonly received: Received[];
  /** Answers the next requests in this order; afterwards `otherwise`. */
  script(...answers: Scripted[]): void;
  otherwise(answer: (request: Received) => Scripted): void;
  close(): Promise<void>;
}

/** Starts a server on a free loopback port. */
export async function startTinyArm(host = '127.0.0.1'): Promise<TinyArm> {
  const received: Received[] = [];
  let queue: Scripted[] = [];
  let fallback: (request: Received) => Scripted = () => ({ status: 404, body: undefined });
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const arrived = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') };
      received.push(arrived);
      answer(response, queue.shift() ?? fallback(arrived));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    received,
    script: (...answers) => void (queue = [...queue, ...answers]),
    otherwise: (make) => void (fallback = make),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function answer(response: ServerResponse, { status = 200, headers = {}, body, fault }: Scripted): void {
  if (fault === 'silent') return;
  if (fault === 'reset') return void response.socket?.resetAndDestroy();
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', ...headers });
  if (fault === 'stall') return void response.write(text.slice(0, 5));
  response.end(text);
}
