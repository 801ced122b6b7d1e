/**
 * One request, one send, one answer.
 *
 * Whatever the library's pipeline does above it, the sender at the bottom writes a request at most once and not
 * after its deadline. It also knows whether anything was written, which decides between "not sent" and "unknown".
 */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import {
  createHttpHeaders,
  createPipelineRequest,
  type HttpClient,
  type HttpMethods,
  type Pipeline,
  type PipelineRequest,
} from '@azure/core-rest-pipeline';
import { toArmAnswer, type ArmAnswer, type NoResponse } from './arm-answer';
import type { ArmClock } from './arm-clock';
import { ArmAuthError } from './arm-token';
import { redact } from './redact';

/** What to send. */
export interface ArmRequest {
  readonly method: HttpMethods;
  readonly url: URL;
  readonly body?: unknown;
  /** Milliseconds for the whole exchange, from the send to the last byte of the answer. */
  readonly timeoutMs: number;
  /** Epoch milliseconds after which it is not sent any more. */
  readonly deadline?: number;
  /** A connection of its own: a pooled one may be closed by the other side at the moment of sending. */
  readonly freshConnection?: boolean;
  readonly secrets?: readonly string[];
}

/** What a send needs. */
export interface ArmTransport {
  readonly pipeline: Pipeline;
  readonly http: HttpClient;
  readonly clock: ArmClock;
}

/** Errors of the connection's making: the name was not found, or nobody listens. Nothing can have been written. */
const BEFORE_THE_FIRST_BYTE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

class DeadlinePassed extends Error {}

/**
 * Sends a request exactly once, or not at all.
 *
 * @returns An answer of whatever status, or why there is none, and what is certain about it. Never throws.
 */
export async function sendOnce(
  transport: ArmTransport,
  request: ArmRequest,
): Promise<ArmAnswer | NoResponse> {
  const { clock, pipeline, http } = transport;
  const secrets = request.secrets ?? [];
  const timeout = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let sends = 0;

  const bottom: HttpClient = {
    sendRequest(outgoing) {
      if (sends > 0) throw new Error('a request is sent once');
      if (request.deadline !== undefined && clock.now().getTime() > request.deadline)
        throw new DeadlinePassed();
      sends += 1;
      timer = setTimeout(() => timeout.abort(), request.timeoutMs);
      if (request.freshConnection === true) useFreshConnection(outgoing);
      return http.sendRequest(outgoing);
    },
  };

  try {
    const response = await pipeline.sendRequest(bottom, toPipelineRequest(request, timeout.signal));
    return toArmAnswer(response, clock.now().getTime(), secrets);
  } catch (error) {
    const none = explain(error, timeout.signal.aborted, request.timeoutMs, secrets);
    return sends === 0 ? { ...none, certainlyNotSent: true } : none;
  } finally {
    clearTimeout(timer);
  }
}

function toPipelineRequest(request: ArmRequest, abortSignal: AbortSignal): PipelineRequest {
  const headers = createHttpHeaders({ Accept: 'application/json' });
  if (request.body !== undefined) headers.set('Content-Type', 'application/json; charset=utf-8');
  const body = request.body === undefined ? undefined : JSON.stringify(request.body);
  const { method, url } = request;
  return createPipelineRequest({
    method,
    url: url.href,
    headers,
    timeout: 0,
    abortSignal,
    ...(body !== undefined && { body }),
    ...(url.hostname.startsWith('[') && { requestOverrides: { hostname: url.hostname.slice(1, -1) } }),
  });
}

/** `disableKeepAlive` is not enough: it selects Node's global agent, which has kept connections alive since Node 19. */
function useFreshConnection(request: PipelineRequest): void {
  request.agent ??= request.url.startsWith('https:')
    ? new HttpsAgent({ keepAlive: false })
    : new HttpAgent({ keepAlive: false });
}

function explain(
  error: unknown,
  timedOut: boolean,
  timeoutMs: number,
  secrets: readonly string[],
): NoResponse {
  if (error instanceof DeadlinePassed) {
    return noResponse('deadlinePassed', 'its deadline had passed before it was written', true);
  }
  if (error instanceof ArmAuthError) {
    return noResponse(
      error.code === 'NoToken' ? 'noToken' : 'urlRefused',
      redact(error.message, secrets),
      true,
    );
  }
  if (timedOut) return noResponse('timeout', `no complete answer within ${timeoutMs / 1000} s`, false);
  const code = errorCode(error);
  const text = error instanceof Error ? redact(error.message, secrets) : 'the connection failed';
  return noResponse(
    'unreachable',
    code === undefined ? text : `${text} (${code})`,
    BEFORE_THE_FIRST_BYTE.has(code ?? ''),
  );
}

function noResponse(code: NoResponse['code'], reason: string, certainlyNotSent: boolean): NoResponse {
  return { kind: 'noResponse', code, reason, certainlyNotSent };
}

function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
