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
  private readonly server: Server;

  constructor(log: Log) {
    this.server = createServer((request, response) => {
      answerRequest(request, this.answer)
        .then((answer) => sendAnswer(response, answer))
        .catch((error: unknown) => {
          // Without the query, which may hold a key (`?code=`).
          const path = request.url?.replace(/\?.*/, '') ?? '';
          log.error(`cannot answer ${path}: ${(error instanceof Error && error.stack) || messageOf(error)}`);
          if (!response.headersSent)
            sendAnswer(response, sentence(500, 'The local host failed to answer; its log says why.'));
        });
    });
    this.server.keepAliveTimeout = 65_000;
  }

  /**
   * Starts to listen and returns the port; 0 takes a free one.
   * @throws {HostError} PORT_IN_USE saying what to do.
   */
  listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', (error) => {
        const message = `Cannot listen on 127.0.0.1:${port}: the port is in use. Stop the process that holds it, or choose another with --port.`;
        const inUse = systemCodeOf(error) === 'EADDRINUSE';
        reject(inUse ? new HostError('PORT_IN_USE', message, { cause: error }) : error);
      });
      this.server.listen(port, '127.0.0.1', () => resolve((this.server.address() as AddressInfo).port));
    });
  }

  /** Takes nothing more and drops the connections. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
  }
}
