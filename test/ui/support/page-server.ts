/** Serves the page as the app does, and answers of the API that a test chose. */
import { type IncomingMessage, type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HttpRequest } from '@azure/functions';
import { okUnlessSame } from '../../../functions/http/conditional';
import { makeGetPage } from '../../../functions/http/page';
import { readPage } from '../../../functions/read-page';

/** An answer: a document, or a status with a problem. */
export type Answer = { readonly body: unknown } | Refusal;

interface Refusal {
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly unknown[];
}

const PROBLEM = { 'content-type': 'application/problem+json' };

/** A request that changes something. */
export interface Sent {
  /** Method and path below `/api/`. */
  readonly what: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

interface Reply {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array;
}

/** The server. */
export class PageServer {
  private readonly answers = new Map<string, Answer>();
  private readonly getPage;
  private readonly server: Server = createServer((request, response) => {
    void this.reply(request).then(({ status, headers, body }) => {
      response.writeHead(status, headers);
      response.end(body);
    });
  });
  /** Requests that change something, with their bodies. */
  readonly calls: Sent[] = [];
  /** Called for each of them before it is answered. */
  onCall: (call: Sent) => Promise<void> | void = () => undefined;
  /** Paths of the API that were asked for, with their query. */
  readonly asked: string[] = [];
  /** Of these, those that were answered with the whole document. */
  readonly sentWhole: string[] = [];
  isAway = false;
  private port = 0;
  /** What refuses a request for its token, if anything does. */
  refuse: (token: string | undefined) => Promise<Refusal | undefined> = () => Promise.resolve(undefined);
  /** How far the app's clock is ahead of this machine's, milliseconds. */
  ahead = 0;

  /** @param authority of the sign-in service to which the page may send requests */
  constructor(authority?: string) {
    this.getPage = makeGetPage(readPage(), authority);
  }

  /** Begins to answer, after a stop at the same address. */
  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
    ({ port: this.port } = this.server.address() as AddressInfo);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Begins anew for the next test. */
  clear(): void {
    this.answers.clear();
    this.asked.length = 0;
    this.sentWhole.length = 0;
    this.isAway = false;
    this.ahead = 0;
    this.calls.length = 0;
    this.onCall = () => undefined;
    this.refuse = () => Promise.resolve(undefined);
    this.set('sign-in', { body: { kind: 'none' } });
    this.set('me', { body: { name: 'ada@example.com', roles: ['Cutover.Operate', 'Cutover.Approve'] } });
  }

  /** Sets the answer of a path below `/api/`; with `POST ` or `PATCH ` before it, of such a request. */
  set(path: string, answer: Answer): void {
    this.answers.set(path, answer);
  }

  /** The page with this view. */
  url(hash = '#/'): string {
    return `http://127.0.0.1:${this.port}/api/ui${hash}`;
  }

  private async reply(request: IncomingMessage): Promise<Reply> {
    const { method = 'GET', url = '/' } = request;
    const headers = request.headers as Record<string, string>;
    if (method === 'GET') return this.answer(url, headers);
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const call = {
      what: `${method} ${url.replace('/api/', '')}`,
      body: JSON.parse(text) as unknown,
      headers,
    };
    this.calls.push(call);
    await this.onCall(call);
    return this.isAway ? { status: 503, headers: {} } : this.callAnswer(call.what);
  }

  private callAnswer(what: string): Reply {
    const answer = this.answers.get(what) ?? { status: 404, detail: `Cannot find ${what}` };
    return 'body' in answer
      ? { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(answer.body) }
      : { status: answer.status, headers: PROBLEM, body: JSON.stringify(answer) };
  }

  private async answer(url: string, headers: Record<string, string>): Promise<Reply> {
    const { pathname, search } = new URL(url, 'http://localhost');
    const page = /^\/api\/ui(?:\/(.*))?$/.exec(pathname);
    if (page) {
      const request = new HttpRequest({
        url: 'http://localhost',
        method: 'GET',
        params: { path: page[1] ?? '' },
        headers,
      });
      const { status = 200, headers: own, body } = await this.getPage(request);
      return { status, headers: own as Record<string, string>, body: body as Uint8Array };
    }
    this.asked.push(`${pathname}${search}`);
    const date = new Date(Date.now() + this.ahead).toUTCString();
    if (this.isAway) return { status: 503, headers: { date }, body: '' };
    const path = pathname.replace('/api/', '');
    const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
    const answer = (path === 'sign-in' ? undefined : await this.refuse(token)) ??
      this.answers.get(path) ?? { status: 404, detail: `Cannot find ${pathname}` };
    if ('detail' in answer)
      return {
        status: answer.status,
        headers: { date, ...PROBLEM },
        body: JSON.stringify(answer),
      };
    const made = okUnlessSame(
      new HttpRequest({ url: 'http://localhost', method: 'GET', headers }),
      answer.body,
    );
    const isSame = made.status === 304;
    if (!isSame) this.sentWhole.push(`${pathname}${search}`);
    return {
      status: made.status ?? 200,
      headers: { ...(made.headers as Record<string, string>), date, 'content-type': 'application/json' },
      ...(isSame ? {} : { body: JSON.stringify(answer.body) }),
    };
  }
}
