import { randomUUID } from 'node:crypto';
import { HostError, messageOf } from '../errors';
import type { FunctionDefinition } from '../registered/function-definition';
import type { HttpData, TypedData } from '../wire/typed-data';
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
  return definitions
    .map((definition): HttpRoute => {
      const { route, methods } = definition.trigger as { route?: string; methods?: string[] };
      const text = [routePrefix, route ?? definition.name].filter((part) => part !== '').join('/');
      return {
        definition,
        methods: (methods ?? ['GET', 'POST']).map((method) => method.toUpperCase()),
        template: parseTemplate(definition.name, text),
      };
    })
    .sort((a, b) => (a.template.precedence < b.template.precedence ? -1 : 1));
}

/** Runs the HTTP function an exchange is for and turns what it returned into an answer. */
export async function answerHttp(
  routes: HttpRoute[],
  runner: FunctionRunner,
  exchange: Exchange,
): Promise<Answer> {
  const method = exchange.request.method ?? 'GET';
  const matching = routes.flatMap((route) => {
    const params = route.template.match(exchange.segments);
    return params === undefined ? [] : [{ route, params }];
  });
  const chosen = matching.find(({ route }) => route.methods.includes(method));
  if (chosen === undefined) {
    if (matching.length === 0)
      return sentence(404, `Cannot ${method} ${exchange.url.pathname}: no function has this route.`);
    const allow = [...new Set(matching.flatMap(({ route }) => route.methods))].join(', ');
    return sentence(405, `Cannot ${method} ${exchange.url.pathname}: the route takes ${allow}.`, { allow });
  }
  const outcome = await runner.runOnce(chosen.route.definition, {
    invocationId: randomUUID(),
    input: { http: requestData(exchange, method, chosen.params) },
    triggerMetadata: Object.fromEntries(
      Object.entries(chosen.params).map(([name, value]): [string, TypedData] => [name, { string: value }]),
    ),
    about: `${method} ${exchange.url.pathname}`,
  });
  if (outcome.kind === 'stopped') return sentence(503, 'The host is stopping.', { 'retry-after': '1' });
  return outcome.kind === 'ok' ? responseAnswer(outcome.response.returnValue?.http) : emptyAnswer(500);
}

function parseTemplate(functionName: string, text: string): RouteTemplate {
  try {
    return parseRouteTemplate(text);
  } catch (error) {
    throw new HostError(
      'OPTION_INVALID',
      `Cannot start function '${functionName}': route '${text}': ${messageOf(error)}`,
      {
        cause: error,
      },
    );
  }
}

function requestData(
  { request, url, body }: Exchange,
  method: string,
  params: Record<string, string>,
): HttpData {
  const headers = Object.entries(request.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ]);
  return {
    url: url.href,
    method,
    headers: Object.fromEntries(headers) as Record<string, string>,
    query: Object.fromEntries(url.searchParams),
    params,
    ...(body.length > 0 ? { body: { bytes: body } } : {}),
  };
}

function responseAnswer(http: HttpData | undefined): Answer {
  if (http === undefined) return emptyAnswer(200);
  const cookies = (http.cookies ?? []).map(cookieHeader);
  return {
    status: Number(http.statusCode ?? '200'),
    headers: { ...http.headers, ...(cookies.length > 0 ? { 'set-cookie': cookies } : {}) },
    body: Buffer.from(http.body?.bytes ?? http.body?.string ?? ''),
  };
}
