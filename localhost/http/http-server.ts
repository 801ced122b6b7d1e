import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HostError, messageOf, systemCodeOf } from '../errors';
import type { Log } from '../log';
import { type Answer, answerRequest, type Exchange, sendAnswer, sentence } from './exchange';

/** The host's HTTP server, on the loopback address only. */
export class HttpServer {
  /** Answers everything that comes in; until the app is loaded that is 503. */
  answer: (exchange: Exchange) => Promise<Answer> = () =>
    Promise.resolve(sentence(503, 'The host is starting.', { 'retry-after': '1' }));
  readonly #server: Server;

  constructor(readonly log: Log) {
    this.#server = createServer((request, response) => {
      answerRequest(request, this.answer)
        .catch((error: unknown) => this.#failed(error))
        .then((answer) => sendAnswer(response, answer))
        .catch((error: unknown) =>
          this.log.warn(`cannot answer ${pathOf(request.url)}: ${messageOf(error)}`),
        );
    });
    this.#server.keepAliveTimeout = 65_000;
  }

  /**
   * Starts to listen and returns the port; 0 takes a free one.
   * @throws {HostError} PORT_IN_USE saying what to do.
   */
  listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', (error) =>
        reject(systemCodeOf(error) === 'EADDRINUSE' ? portInUse(port, error) : error),
      );
      this.#server.listen(port, '127.0.0.1', () => resolve((this.#server.address() as AddressInfo).port));
    });
  }

  /** Takes nothing more and drops the connections. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  #failed(error: unknown): Answer {
    this.log.error(
      `request failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    return sentence(500, 'The local host failed to answer; its log says why.');
  }
}

function portInUse(port: number, cause: Error): HostError {
  return new HostError(
    'PORT_IN_USE',
    `Cannot listen on 127.0.0.1:${port}: the port is in use. Stop the process that holds it, or choose another with --port.`,
    { cause },
  );
}

/** Without the query, which may hold a key (`?code=`). */
function pathOf(url = ''): string {
  return url.split('?', 1)[0] ?? '';
}
