/** The app as `functions/index.ts` registers it, on a world in memory: what the Functions host would call. */
import { HttpRequest, InvocationContext, type HttpResponseInit } from '@azure/functions';
import type * as Durable from 'durable-functions';
import type { Capabilities } from '../../shared/use-cases/capabilities';

type Handler = (
  request: HttpRequest,
  client: Durable.DurableClient,
  context: InvocationContext,
) => Promise<HttpResponseInit>;

/** A route as the app registered it. */
export interface RegisteredRoute {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly authLevel: string;
  readonly handler: Handler;
}

interface Options {
  readonly methods: readonly string[];
  readonly route: string;
  readonly authLevel: string;
  readonly handler: Handler;
}

const SETTINGS = {
  BackupContainer: 'backups',
  BackupStorage: 'UseDevelopmentStorage=true',
  LedgerStorage: 'UseDevelopmentStorage=true',
};

/** Loads the app with these settings. @param caps what takes the place of storage and services */
export function loadApp(
  settings: Readonly<Record<string, string>>,
  caps: Capabilities,
): readonly RegisteredRoute[] {
  const routes: RegisteredRoute[] = [];
  const before = process.env;
  process.env = { ...before, ...SETTINGS, ...settings };
  // Registering anything outside of a Functions host is warned of.
  const warnings = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  try {
    jest.isolateModules(() => {
      jest.doMock('../../functions/wire', () => ({
        ...jest.requireActual<object>('../../functions/wire'),
        wire: () => caps,
      }));
      jest.doMock('durable-functions', () => {
        const actual = jest.requireActual<typeof Durable>('durable-functions');
        const http = (name: string, { methods, route, authLevel, handler }: Options): void =>
          void routes.push({ name, method: methods[0] ?? '', path: route, authLevel, handler });
        return { ...actual, app: { ...actual.app, client: { ...actual.app.client, http } } };
      });
      jest.requireActual('../../functions/index');
    });
  } finally {
    process.env = before;
    warnings.mockRestore();
  }
  return routes;
}

/** No route is to get as far as Durable Functions. */
const NO_CLIENT = {} as unknown as Durable.DurableClient;

/** What is sent. */
interface Sent {
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly id?: string;
}

/** The answer of a route, its body as text. */
export async function call(
  { method, handler, name }: RegisteredRoute,
  { token, headers, query, body, id = 'shop' }: Sent = {},
): Promise<{
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}> {
  const isRead = method === 'GET';
  const request = new HttpRequest({
    url: 'http://localhost:7071/api',
    method,
    params: { id },
    query,
    headers: {
      ...(isRead ? {} : { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(isRead ? {} : { body: { string: JSON.stringify(body ?? {}) } }),
  });
  const context = new InvocationContext({
    functionName: name,
    invocationId: '1',
    logHandler: () => undefined,
  });
  const answer = await handler(request, NO_CLIENT, context);
  return {
    status: answer.status ?? 200,
    text: typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.jsonBody),
    headers: (answer.headers ?? {}) as Record<string, string>,
  };
}
