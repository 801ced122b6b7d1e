/** What came back from the management API, before anybody gives it a meaning. */
import type { PipelineResponse } from '@azure/core-rest-pipeline';
import { z } from 'zod';
import { redact } from './redact';

/** An HTTP answer, complete. */
export interface ArmAnswer {
  readonly kind: 'answer';
  readonly status: number;
  /** Body as JSON; undefined when it is empty or no JSON. */
  readonly json: unknown;
  readonly emptyBody: boolean;
  /** Body as it came, for readers to whom JSON's numbers are too small; never logged. */
  readonly bodyText: string;
  /** The service's error, when the body is an ARM error envelope. */
  readonly error?: ArmError;
  readonly retryAfterSeconds?: number;
}

/** Why there is no answer. */
export interface NoResponse {
  readonly kind: 'noResponse';
  /** True when it is certain that not one byte of the request was written. */
  readonly certainlyNotSent: boolean;
  readonly code: 'noToken' | 'urlRefused' | 'deadlinePassed' | 'unreachable' | 'timeout' | 'paused';
  /** A clause without secrets. */
  readonly reason: string;
  readonly retryAfterSeconds?: number;
}

/** `{"error":{"code","message"}}`, the envelope of all ARM errors (Microsoft.DataMigration 2025-06-30 sqlmigration.json). */
export interface ArmError {
  readonly code: string;
  readonly message: string;
}

const errorText = z.string().optional().catch(undefined);

const envelope = z.looseObject({
  error: z.looseObject({
    code: z.string().min(1),
    message: errorText,
    details: z
      .array(z.looseObject({ code: errorText, message: errorText }))
      .optional()
      .catch(undefined),
  }),
});

/** The message and what the details add to it: some services tell the code that matters only there. */
function wholeMessage({ message, details = [] }: z.infer<typeof envelope>['error']): string {
  const inner = details.map((one) => [one.code, one.message].filter(Boolean).join(': '));
  return [...new Set([message, ...inner])].filter(Boolean).join(' ');
}

/**
 * Turns the library's response into an answer.
 *
 * @param secrets values sent with the request, hidden wherever the service repeats them
 */
export function toArmAnswer(response: PipelineResponse, now: number, secrets: readonly string[]): ArmAnswer {
  const text = response.bodyAsText ?? '';
  const json = parseJson(text);
  const error = envelope.safeParse(json);
  const retryAfterSeconds = readRetryAfter(response.headers.get('Retry-After'), now);
  return {
    kind: 'answer',
    status: response.status,
    json,
    emptyBody: text.trim() === '',
    bodyText: text,
    ...(error.success && {
      error: {
        code: redact(error.data.error.code, secrets),
        message: redact(wholeMessage(error.data.error), secrets),
      },
    }),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  };
}

/**
 * Reads `Retry-After`: seconds or an HTTP date (RFC 9110, section 10.2.3).
 *
 * @returns Whole seconds, rounded up; undefined when it is absent or neither.
 */
export function readRetryAfter(value: string | undefined, now: number): number | undefined {
  const text = value?.trim() ?? '';
  if (text === '') return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  const date = /[a-z]{3}/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch {
    return undefined;
  }
}
