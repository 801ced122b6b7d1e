/** Calls of the API; what it refuses becomes a sentence and an exit code. */
import { z } from 'zod';
import type { ApiAddress } from './api-address';
import { commandLine } from '../shared/core/command-line';
import { CliError, EXIT_ERROR, EXIT_NOT_READY } from './exit-codes';
import type { TokenSource } from './sign-in/token-source';
import { systemCode } from './system-error';
import { expiredToken } from './token-expiry';

/** An answer that is no refusal. */
export interface ApiAnswer {
  readonly status: number;
  readonly text: string;
  /** The document; undefined when the answer is not JSON. */
  readonly body: unknown;
  readonly etag?: string;
}

/** The API gave no answer, or one that says "later": a reading may be tried again. */
export class NoAnswerError extends CliError {}

/** What was read has changed meanwhile: nothing was written. */
export class StaleError extends CliError {}

/** What is asked for wants something typed that was not, or was typed wrong: nothing was written. */
export class UnconfirmedError extends CliError {
  constructor(
    sentence: string,
    /** What to type, and why. */
    readonly what: string,
    problem: unknown,
  ) {
    super(sentence, EXIT_ERROR, problem);
  }
}

type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** Flags of a command by the field of the body that they fill. */
export type FieldFlags = Readonly<Record<string, string>>;

interface CallParts {
  readonly query?: Query;
  readonly body?: unknown;
  readonly limit: number;
  readonly flags?: FieldFlags;
  readonly ifMatch?: string;
  readonly also?: number;
}

/** The field of a body that holds what was typed. */
const CONFIRM = 'confirm';
const READ_LIMIT_MS = 60_000;
/** An action assesses the migration before it answers. */
const ACTION_LIMIT_MS = 180_000;

/** Failures before anything was sent. */
const NEVER_ARRIVED: ReadonlySet<string> = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'],
  'UND_ERR_CONNECT_TIMEOUT',
]);

const problemBody = z.looseObject({
  detail: z.string(),
  errors: z.array(z.looseObject({ field: z.string(), message: z.string() })).nullish(),
});

/** Says what is waited for, until what it gives back is called. */
export type SayWaiting = (text: string) => () => void;

/** What surrounds a client. */
interface Surroundings {
  /** This machine's clock, which a token is held against. */
  readonly now?: () => Date;
  /** Told of actions only: they take seconds, since the app assesses the migration first. */
  readonly sayWaiting?: SayWaiting;
}

/** A client of one deployment. */
export class ApiClient {
  private readonly now: () => Date;
  private readonly sayWaiting: SayWaiting;

  constructor(
    private readonly address: ApiAddress,
    private readonly token: TokenSource,
    { now = () => new Date(), sayWaiting = () => () => undefined }: Surroundings = {},
  ) {
    this.now = now;
    this.sayWaiting = sayWaiting;
  }

  /** The host, for sentences. */
  get host(): string {
    return this.address.base;
  }

  /**
   * Reads a document.
   *
   * @param action what the user wants, for the sentence `Cannot <action>: …`
   * @param also a status that comes with a document, though it is no success
   * @throws {NoAnswerError} When there is no answer. @throws {CliError} When it is refused.
   */
  get(action: string, path: string, query: Query = {}, also?: number): Promise<ApiAnswer> {
    return this.call(action, 'GET', path, { query, limit: READ_LIMIT_MS, also });
  }

  /**
   * Asks for an action, once.
   *
   * @param flags what the user wrote for a field of the body, where it was not the field itself
   * @throws {CliError} When it is refused, or nobody can say whether it was received.
   */
  post(action: string, path: string, body: unknown, flags: FieldFlags = {}): Promise<ApiAnswer> {
    return this.call(action, 'POST', path, { body, limit: ACTION_LIMIT_MS, flags });
  }

  /**
   * Changes what has this ETag.
   *
   * @throws {StaleError} When it has another one by now. @throws {CliError} As `post`.
   */
  patch(action: string, path: string, body: unknown, ifMatch: string, flags: FieldFlags): Promise<ApiAnswer> {
    return this.call(action, 'PATCH', path, { body, limit: ACTION_LIMIT_MS, flags, ifMatch });
  }

  private async call(
    action: string,
    method: 'GET' | 'POST' | 'PATCH',
    path: string,
    { query = {}, body, limit, flags = {}, ifMatch, also }: CallParts,
  ): Promise<ApiAnswer> {
    const url = new URL(`${this.address.base}/api/${path}`);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value));
    const token = await this.token();
    const isAnswered =
      method === 'GET' ? undefined : this.sayWaiting(`Waiting for ${this.host}: ${action} …`);
    let answer: ApiAnswer;
    try {
      const response = await fetch(url, {
        method,
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          accept: 'application/json',
          ...jsonType(body),
          ...(ifMatch !== undefined && { 'if-match': ifMatch }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        // A redirect would carry the token to wherever it points.
        redirect: 'manual',
        signal: AbortSignal.timeout(limit),
      });
      const text = await response.text();
      answer = {
        status: response.status,
        text,
        body: parseJson(text),
        etag: response.headers.get('etag') ?? undefined,
      };
    } catch (error) {
      throw this.noAnswer(action, method, error);
    } finally {
      isAnswered?.();
    }
    if ((answer.status >= 200 && answer.status < 300) || answer.status === also) return answer;
    throw this.refusal(action, answer, flags);
  }

  private noAnswer(action: string, method: string, error: unknown): NoAnswerError {
    const reason = networkReason(error);
    const remedy =
      method === 'GET' || NEVER_ARRIVED.has(reason)
        ? 'Is the app running there (npm start)? Set another address with --url or SQLMI_CUTOVER_URL'
        : 'It may have received the request: check status and journal before you repeat it';
    return new NoAnswerError(`Cannot ${action}: ${this.host} does not answer (${reason}). ${remedy}.`);
  }

  private refusal(action: string, { status, body }: ApiAnswer, flags: FieldFlags): CliError {
    const problem = problemBody.safeParse(body);
    const expired = this.expired(status);
    if (expired !== undefined) return refused(status, `Cannot ${action}: ${expired}`, body);
    if (problem.success) {
      const { detail, errors } = problem.data;
      const sentence = `${checksApart(detail)}${fieldsText(detail, errors ?? [], flags)}`;
      const [only, ...others] = errors ?? [];
      if (status === 401 && this.address.token === undefined)
        return refused(
          status,
          `${sentence}. Sign in first: ${commandLine(['login', '--help'])} shows how`,
          body,
        );
      return only?.field === CONFIRM && others.length === 0
        ? new UnconfirmedError(sentence, only.message, body)
        : refused(status, sentence, body);
    }
    return refused(status, `Cannot ${action}: ${this.host} ${strangeStatus(status)}`);
  }

  /** Signing in is asked for by a redirect, too. */
  private expired(status: number): string | undefined {
    const { token } = this.address;
    if (token === undefined || (status !== 401 && status !== 403 && (status < 300 || status >= 400)))
      return undefined;
    return expiredToken(token, this.now());
  }
}

/** Each field with what is wrong with it; what the refusal says already is not said again, only named. */
function fieldsText(
  detail: string,
  errors: readonly { readonly field: string; readonly message: string }[],
  flags: FieldFlags,
): string {
  return errors
    .map(({ field, message }) => {
      const flag = flags[field];
      if (detail.includes(message)) return flag === undefined ? '' : ` (${flag})`;
      return `\n  ${flag ?? field}: ${message}`;
    })
    .join('');
}

/** A refusal may name many checks, `Cannot cut over: pending.zero: …; chain.complete: …`: a line each. */
function checksApart(detail: string): string {
  const [lead = '', ...checks] = detail.split(/(?:: |; )(?=[a-z]+(?:[.-][a-z]+)+: )/);
  return checks.length < 2 ? detail : `${lead}:${checks.map((check) => `\n  ${check}`).join('')}`;
}

function refused(status: number, sentence: string, problem?: unknown): CliError {
  if (status >= 500 || status === 429) return new NoAnswerError(sentence, EXIT_ERROR, problem);
  if (status === 412) return new StaleError(sentence, EXIT_NOT_READY, problem);
  return new CliError(sentence, status === 409 ? EXIT_NOT_READY : EXIT_ERROR, problem);
}

/** Answers that do not come from this product: its refusals are problem documents. */
function strangeStatus(status: number): string {
  if (status === 401 || status === 403)
    return `refuses the call (${status}); sign in with ${commandLine(['login'])}, or put a token into SQLMI_CUTOVER_TOKEN`;
  if (status >= 300 && status < 400)
    return `redirects to another address (${status}), perhaps to sign in; correct the address`;
  if (status === 404) return 'has no such route (404); is it the address of this product?';
  return `answers ${status}`;
}

function networkReason(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'too late';
  const cause = typeof error === 'object' && error !== null && 'cause' in error ? error.cause : undefined;
  return systemCode(cause) ?? 'the connection broke';
}

function jsonType(body: unknown): Record<string, string> {
  return body === undefined ? {} : { 'content-type': 'application/json' };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
