/** Recorded interactions, and what is compared with them. */
import { readFileSync } from 'node:fs';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- recorded JSON of any shape
export type Json = any;

export interface Recorded {
  /** Position in the source recording, where it is told. */
  readonly n?: number;
  readonly request: { readonly method: string; readonly url: string; readonly body?: Json };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Json;
  };
}

/** All interactions of a recording, in their order. */
export function recordedIn(file: string): readonly Recorded[] {
  return (JSON.parse(readFileSync(file, 'utf8')) as { interactions: Recorded[] }).interactions;
}

/** Interactions that were compared. */
const compared = new Set<Recorded>();

/** Fails unless the emulator's answer to every one of them was compared. */
export function expectAllCompared(all: readonly Recorded[]): void {
  const missed = all.filter((one) => !compared.has(one));
  expect(missed.map(({ request }) => `${request.method} ${request.url}`)).toEqual([]);
}

/** One line for each leaf, in order: its path and its type. */
export function shapeOf(value: Json, path = ''): readonly string[] {
  if (value === null || typeof value !== 'object')
    return [`${path}: ${value === null ? 'null' : typeof value}`];
  const lines = Object.entries(value as object).flatMap(([key, member]) => shapeOf(member, `${path}/${key}`));
  return lines.length > 0 ? lines : [`${path}: ${Array.isArray(value) ? '[]' : '{}'}`];
}

/** Status, headers that mean something, and the shape of the body with its key order. */
export function expectSameWire(
  reply: { readonly status: number; readonly headers: Headers; readonly text: string; readonly body: Json },
  recorded: Recorded,
): void {
  const { response } = recorded;
  compared.add(recorded);
  expect(reply.status).toBe(response.status);
  for (const [name, value] of Object.entries(response.headers)) {
    if (/^(date|server|content-length|x-ms-ratelimit.*)$/i.test(name)) continue;
    const found = reply.headers.get(name);
    if (value.startsWith('https://')) expect(urlShape(found ?? `${name} is missing`)).toBe(urlShape(value));
    else expect([name, found]).toEqual([name, value]);
  }
  for (const name of ['retry-after', 'azure-asyncoperation', 'location']) {
    const recorded = Object.keys(response.headers).some((one) => one.toLowerCase() === name);
    expect([name, reply.headers.has(name)]).toEqual([name, recorded]);
  }
  if (response.body === null) expect(reply.text).toBe('');
  else expect(shapeOf(reply.body)).toEqual(shapeOf(response.body));
}

/** A URL with its host and its operation's id blanked. */
function urlShape(url: string): string {
  return url.replace(/^https?:\/\/[^/]+/, '').replace(/[0-9a-f-]{36}(?=\?)/, '<id>');
}
