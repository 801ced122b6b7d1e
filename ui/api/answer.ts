/** What came of one request to the API. */

/** Why it gave no document: the API refused it, or did not answer. */
export type Trouble =
  | { readonly kind: 'refused'; readonly status: number; readonly detail: string }
  | { readonly kind: 'away'; readonly detail: string };

/** A document, or why there is none. `at`: by the clock of the app, milliseconds. */
export type Answer<T> =
  { readonly kind: 'read'; readonly body: T; readonly at?: number; readonly etag?: string } | Trouble;

/** A request that changes something, or tries it. */
export interface Call {
  readonly method: 'POST' | 'PATCH';
  /** Below the host. */
  readonly path: string;
  readonly body: unknown;
  readonly ifMatch?: string;
  /** Ids of the migrations that it is about, where it is about several or is one of several requests. */
  readonly concerns?: readonly string[];
}

/** What came of it; `away`: nobody knows whether it arrived. */
export type Reply =
  | { readonly kind: 'done'; readonly body: unknown }
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly detail: string;
      readonly fields: readonly string[];
      /** What is wrong with the request, a sentence each. */
      readonly problems?: readonly string[];
    }
  | { readonly kind: 'away'; readonly detail: string };

/** A document as it was read last, and what has gone wrong since. */
export interface Reading<T> {
  readonly value?: T;
  /** When it was read last, by the clock of the app, milliseconds. */
  readonly readAt?: number;
  /** Its ETag then. */
  readonly etag?: string;
  readonly trouble?: Trouble;
  /** Requests that failed in a row. */
  readonly failures: number;
}

/** Nothing yet. */
export const UNREAD: Reading<never> = { failures: 0 };

/** The reading after one more answer: what was read stays, whatever fails later. */
export function afterAnswer<T>(before: Reading<T>, answer: Answer<T>, now: number): Reading<T> {
  return answer.kind === 'read'
    ? {
        value: answer.body,
        readAt: answer.at ?? now,
        ...(answer.etag !== undefined && { etag: answer.etag }),
        failures: 0,
      }
    : { ...before, trouble: answer, failures: before.failures + 1 };
}

const LONGEST = 60_000;

/**
 * Milliseconds until the next request: the pause of the view; after failures twice as long each time, a minute at most.
 *
 * @param pause milliseconds while all is well
 * @example pauseAfter(5_000, 2) // 20000
 */
export function pauseAfter(pause: number, failures: number): number {
  return failures === 0 ? pause : Math.min(Math.max(LONGEST, pause), pause * 2 ** Math.min(failures, 10));
}
