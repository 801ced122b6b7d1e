/** Stands before a service and counts the requests that pass. */
import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The running front. */
export interface CountingFront {
  readonly origin: string;
  /** Requests so far. */
  readonly requests: () => number;
  close(): Promise<void>;
}

/** Starts it. @param port of the service on this machine; it need not listen yet */
export async function startCountingFront(port: number): Promise<CountingFront> {
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    const { method, url: path, headers } = request;
    const upstream = forward({ host: '127.0.0.1', port, method, path, headers }, (answered) => {
      response.writeHead(answered.statusCode ?? 502, answered.headers);
      answered.pipe(response);
    });
    upstream.on('error', () => response.destroy());
    request.pipe(upstream);
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
