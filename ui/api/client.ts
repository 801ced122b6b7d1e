/** Requests to the API of the app that served the page. */
import type { Answer, Call, Reply, Trouble } from './answer';

/** Milliseconds after which a request counts as not answered. */
const LIMIT = 30_000;

/** The same for a request that changes something: the app assesses before it answers. */
const CALL_LIMIT = 120_000;

/** Documents that are kept to compare with: more than a view reads, so that memory stays flat. */
const MOST_KEPT = 24;

/** What a request shows of who makes it; or why it cannot be made. */
export type Token = { readonly kind: 'none' } | { readonly kind: 'bearer'; readonly token: string } | Trouble;

interface Kept {
  readonly etag: string;
  readonly body: unknown;
}

/** A page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly continuation?: string;
}

/** Reads documents; what has not changed, a document or an item of a page, is the same object again. */
export class Client {
  private readonly kept = new Map<string, Kept>();

  constructor(private readonly token: () => Promise<Token>) {}

  /** Reads a document by its path below the host. */
  async get<T>(path: string): Promise<Answer<T>> {
    const kept = this.kept.get(path);
    try {
      const token = await this.token();
      if (isTrouble(token)) return token;
      const response = await fetch(path, {
        ...reading(),
        headers: {
          accept: 'application/json',
          ...(kept && { 'if-none-match': kept.etag }),
          ...headersOf(token),
        },
      });
      if (response.status === 304 && kept) return { kind: 'read', body: kept.body as T, ...dateOf(response) };
      return response.ok ? await this.keep<T>(path, response) : await refusalOf(response);
    } catch (error) {
      return { kind: 'away', detail: reasonOf(error, LIMIT) };
    }
  }

  /** Reads a document as it is, to keep it. */
  async getFile(path: string): Promise<Answer<Blob>> {
    try {
      const token = await this.token();
      if (isTrouble(token)) return token;
      const response = await fetch(path, { ...reading(), headers: headersOf(token) });
      return response.ok ? { kind: 'read', body: await response.blob() } : await refusalOf(response);
    } catch (error) {
      return { kind: 'away', detail: reasonOf(error, LIMIT) };
    }
  }

  /** Sends what changes something, once. */
  async send({ method, path, body, ifMatch }: Call): Promise<Reply> {
    try {
      const token = await this.token();
      if (isTrouble(token)) return { ...notSent(token), fields: [] };
      const response = await fetch(path, {
        method,
        body: JSON.stringify(body),
        redirect: 'error',
        signal: AbortSignal.timeout(CALL_LIMIT),
        headers: {
          accept: 'application/json',
          'content-type': 'application/json',
          ...(ifMatch !== undefined && { 'if-match': ifMatch }),
          ...headersOf(token),
        },
      });
      // Stored, though the document may be cut off.
      if (response.ok) return { kind: 'done', body: await response.json().catch(() => undefined) };
      return await refusedReply(response);
    } catch (error) {
      return { kind: 'away', detail: reasonOf(error, CALL_LIMIT) };
    }
  }

  /** Reads a list page by page, so many pages at most. */
  async getAll<T>(path: string, mostPages: number): Promise<Answer<readonly T[]>> {
    const items: T[] = [];
    let first: readonly T[] | undefined;
    let next: string | undefined;
    let at: number | undefined;
    for (let page = 0; page < mostPages; page++) {
      const query = next === undefined ? '' : `&continuation=${encodeURIComponent(next)}`;
      const answer = await this.get<Page<T>>(`${path}${query}`);
      if (answer.kind !== 'read') return answer;
      ({ at } = answer);
      first ??= answer.body.items;
      items.push(...answer.body.items);
      next = answer.body.continuation;
      if (next === undefined) break;
    }
    const body = first?.length === items.length ? first : items;
    return { kind: 'read', body, ...(at !== undefined && { at }) };
  }

  private async keep<T>(path: string, response: Response): Promise<Answer<T>> {
    const read: unknown = await response.json();
    const body = sameItems(this.kept.get(path)?.body, read) as T;
    const etag = response.headers.get('etag');
    this.kept.delete(path);
    // A strong one is of the control row (the status): it does not tell whether the document is the same.
    if (etag?.startsWith('W/') === true) this.kept.set(path, { etag, body });
    const [oldest] = this.kept.keys();
    if (this.kept.size > MOST_KEPT && oldest !== undefined) this.kept.delete(oldest);
    return { kind: 'read', body, ...dateOf(response), ...(etag !== null && { etag }) };
  }
}

function reading(): RequestInit {
  return { cache: 'no-store', redirect: 'error', signal: AbortSignal.timeout(LIMIT) };
}

function isTrouble(token: Token): token is Trouble {
  return token.kind === 'refused' || token.kind === 'away';
}

function headersOf(token: Exclude<Token, Trouble>): Readonly<Record<string, string>> {
  return token.kind === 'bearer' ? { authorization: `Bearer ${token.token}` } : {};
}

/** Without a token it is known that nothing has left. */
function notSent(trouble: Trouble): Extract<Trouble, { kind: 'refused' }> {
  const { detail } = trouble;
  return { kind: 'refused', status: 401, detail: `${detail.replace(/\.$/, '')}; nothing was sent` };
}

/** Items that say the same as before are the objects of before: a view writes anew only what it does not know. */
function sameItems(before: unknown, after: unknown): unknown {
  if (!isPage(before) || !isPage(after)) return after;
  const known = new Map(before.items.map((item) => [JSON.stringify(item), item]));
  return { ...after, items: after.items.map((item) => known.get(JSON.stringify(item)) ?? item) };
}

function isPage(body: unknown): body is Page<unknown> {
  return typeof body === 'object' && body !== null && 'items' in body && Array.isArray(body.items);
}

function dateOf(response: Response): { readonly at?: number } {
  const at = Date.parse(response.headers.get('date') ?? '');
  return Number.isNaN(at) ? {} : { at };
}

async function refusalOf(response: Response): Promise<Trouble> {
  const { status } = response;
  const problem = (await response.json().catch(() => ({}))) as { readonly detail?: unknown };
  const detail = typeof problem.detail === 'string' ? problem.detail : `The app answered ${status}`;
  return { kind: 'refused', status, detail };
}

async function refusedReply(response: Response): Promise<Reply> {
  const { status } = response;
  const problem = (await response.json().catch(() => ({}))) as {
    readonly detail?: unknown;
    readonly errors?: unknown;
  };
  const errors: readonly unknown[] = Array.isArray(problem.errors) ? problem.errors : [];
  const fields = errors.flatMap((error) => {
    const { field } = error as { readonly field?: unknown };
    return typeof field === 'string' ? [field] : [];
  });
  const problems = errors.flatMap((error) => {
    const { message } = error as { readonly message?: unknown };
    return typeof message === 'string' ? [message] : [];
  });
  const detail = typeof problem.detail === 'string' ? problem.detail : `The app answered ${status}`;
  return { kind: 'refused', status, detail, fields, problems };
}

function reasonOf(error: unknown, limit: number): string {
  if (error instanceof DOMException && error.name === 'TimeoutError')
    return `no answer within ${limit / 1000} s`;
  return error instanceof SyntaxError ? 'what answers is not this app' : 'the app cannot be reached';
}
