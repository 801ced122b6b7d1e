import type { FunctionDefinition } from '../registered/function-definition';
import { parseOption } from '../registered/function-option';
import { type HttpData, textData } from '../wire/typed-data';
import type { FunctionRunner } from '../worker-process/function-runner';
import { cookieHeader } from './cookie-header';
import { type Answer, emptyAnswer, type Exchange, sentence } from './exchange';
import { parseRouteTemplate, type RouteTemplate } from './route-template';

/** An HTTP function and where it is reached. */
export interface HttpRoute {
  definition: FunctionDefinition;
  /** Upper case. */
  methods: string[];
  template: RouteTemplate;
}

/**
 * The routes of all HTTP functions, the more literal first.
 * @throws {HostError} OPTION_INVALID naming the function whose route cannot be parsed.
 */
export function createHttpRoutes(definitions: FunctionDefinition[], routePrefix: string): HttpRoute[] {
  const routes = definitions.map((definition): HttpRoute => {
    const { route = definition.name, methods = ['GET', 'POST'] } = definition.trigger as {
      route?: string;
      methods?: string[];
    };
    return {
      definition,
      methods: methods.map((method) => method.toUpperCase()),
      template: parseOption(definition, 'route', `${routePrefix}/${route}`, parseRouteTemplate),
    };
  });
  return routes.sort((a, b) => (a.template.precedence < b.template.precedence ? -1 : 1));
}

/** Runs the HTTP function an exchange is for and turns what it returned into an answer. */
export async function answerHttp(
  routes: HttpRoute[],
  runner: FunctionRunner,
  exchange: Exchange,
): Promise<Answer> {
  const method = exchange.request.method ?? 'GET';
  const about = `${method} ${exchange.url.pathname}`;
  for (const { definition, methods, template } of routes) {
    const params = template.match(exchange.segments);
    if (params === undefined || !methods.includes(method)) continue;
    const outcome = await runner.runOnce(definition, {
      input: { http: requestData(exchange, method, params) },
      triggerMetadata: textData(params),
      about,
    });
    if (outcome.kind === 'stopped') return sentence(503, 'The host is stopping.', { 'retry-after': '1' });
    return outcome.kind === 'ok' ? responseAnswer(outcome.response.returnValue?.http) : emptyAnswer(500);
  }
  return emptyAnswer(404);
}

function requestData(
  { request, url, body }: Exchange,
  method: string,
  params: Record<string, string>,
): HttpData {
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
  return {
    url: url.href,
    method,
    headers: Object.fromEntries(headers) as Record<string, string>,
    query: joinedQuery(url.searchParams),
    params,
    ...(body.length > 0 ? { body: { bytes: body } } : {}),
  };
}

/** The values of a key that comes more than once are one text, with commas. */
function joinedQuery(query: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...query.keys()].map((name) => [name, query.getAll(name).join(',')]));
}

function responseAnswer(http: HttpData = {}): Answer {
  const cookies = (http.cookies ?? []).map(cookieHeader);
  return {
    status: Number(http.statusCode ?? '200'),
    headers: { ...http.headers, ...(cookies.length > 0 ? { 'set-cookie': cookies } : {}) },
    body: Buffer.from(http.body?.bytes ?? http.body?.string ?? ''),
  };
}
