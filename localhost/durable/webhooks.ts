import { refusedWebhooks } from '../registered/supported';
import { type Answer, emptyAnswer, type Exchange, jsonAnswer, sentence } from '../http/exchange';
import { type ClientUrls, managementUrls } from './client-binding';
import type { DurableClient, InstanceFilter, TellOutcome } from './client';
import type { Instance } from './instance';
import { statusPayload } from './status-payload';

const continuationHeader = 'x-ms-continuation-token';

/**
 * The client API under `/runtime/webhooks/durabletask/`; `rest` is the path after that
 * (Azure/azure-functions-durable-extension `HttpApiHandler`).
 */
export async function answerWebhook(
  client: DurableClient,
  urls: ClientUrls,
  rest: string[],
  exchange: Exchange,
): Promise<Answer> {
  const [resource, first, second, third, ...more] = rest;
  const method = exchange.request.method ?? 'GET';
  if (
    resource?.toLowerCase() === 'orchestrators' &&
    first !== undefined &&
    third === undefined &&
    method === 'POST'
  ) {
    return start(client, urls, exchange, first, second);
  }
  if (refusedWebhooks.includes(resource?.toLowerCase() ?? '')) return notSupported(resource ?? '');
  if (resource?.toLowerCase() !== 'instances' || more.length > 0) return emptyAnswer(404);
  if (first === undefined) {
    if (method === 'GET') return list(client, exchange);
    return method === 'DELETE' ? purgeByFilter(client, exchange) : emptyAnswer(404);
  }
  if (second === undefined) {
    if (method === 'GET') return status(client, exchange, first);
    return method === 'DELETE' ? purge(client, first) : emptyAnswer(404);
  }
  if (method !== 'POST') return emptyAnswer(404);
  return operate(client, exchange, first, second.toLowerCase(), third);
}

async function operate(
  client: DurableClient,
  exchange: Exchange,
  instanceId: string,
  operation: string,
  eventName: string | undefined,
): Promise<Answer> {
  switch (operation) {
    case 'raiseevent':
      return eventName === undefined ? emptyAnswer(404) : raiseEvent(client, exchange, instanceId, eventName);
    case 'terminate':
    case 'suspend':
    case 'resume':
      return told(await client.command(operation, instanceId, exchange.url.searchParams.get('reason') ?? ''));
    default:
      return refusedWebhooks.includes(operation) ? notSupported(operation) : emptyAnswer(404);
  }
}

async function start(
  client: DurableClient,
  urls: ClientUrls,
  { body, url }: Exchange,
  name: string,
  instanceId: string | undefined,
): Promise<Answer> {
  const input = jsonText(body);
  if (input === undefined) return sentence(400, `Cannot start '${name}': the body is not JSON.`);
  const outcome = await client.start(name, input, instanceId, url.searchParams.get('version') ?? undefined);
  switch (outcome.kind) {
    case 'unknownFunction':
      return sentence(400, `Cannot start '${name}': the app has no orchestrator of that name.`);
    case 'alreadyRunning':
      return sentence(409, `Cannot start '${name}': an instance with id '${instanceId ?? ''}' is running.`);
    case 'started': {
      const links = managementUrls(urls, outcome.instanceId);
      return jsonAnswer(202, links, { location: links['statusQueryGetUri'] ?? '', 'retry-after': '10' });
    }
  }
}

async function status(client: DurableClient, { url }: Exchange, instanceId: string): Promise<Answer> {
  const instance = await client.get(instanceId);
  if (instance === undefined) return emptyAnswer(404);
  const payload = statusPayload(instance, {
    showInput: flag(url, 'showInput', true),
    showHistory: flag(url, 'showHistory', false),
    showHistoryOutput: flag(url, 'showHistoryOutput', false),
  });
  switch (instance.runtimeStatus) {
    case 'Completed':
    case 'Terminated':
      return jsonAnswer(200, payload);
    case 'Failed':
      return jsonAnswer(flag(url, 'returnInternalServerErrorOnFailure', false) ? 500 : 200, payload);
    default:
      return jsonAnswer(202, payload, { location: url.href, 'retry-after': '5' });
  }
}

async function list(client: DurableClient, { url, request }: Exchange): Promise<Answer> {
  const top = Number(url.searchParams.get('top') ?? '100');
  if (!Number.isInteger(top) || top < 1)
    return sentence(400, "Cannot list instances: 'top' must be a whole number above 0.");
  const token = request.headers[continuationHeader];
  const after = typeof token === 'string' && token !== '' ? decodeToken(token) : 0;
  if (after === undefined)
    return sentence(400, `Cannot list instances: '${continuationHeader}' holds no token of this host.`);
  const found = await client.list(readFilter(url), top + 1, after);
  const page = found.slice(0, top);
  const options = { showInput: flag(url, 'showInput', false), showHistory: false, showHistoryOutput: false };
  return jsonAnswer(
    200,
    page.map((instance) => statusPayload(instance, options)),
    found.length > top ? { [continuationHeader]: encodeToken(page.at(-1)) } : {},
  );
}

async function raiseEvent(
  client: DurableClient,
  { request, body }: Exchange,
  instanceId: string,
  name: string,
): Promise<Answer> {
  if (!/^application\/(.+\+)?json/i.test(request.headers['content-type'] ?? '')) {
    return sentence(400, `Cannot raise event '${name}': only application/json request content is supported.`);
  }
  const input = jsonText(body);
  if (input === undefined) return sentence(400, `Cannot raise event '${name}': the body is not JSON.`);
  return told(await client.raiseEvent(instanceId, name, input ?? 'null'));
}

async function purge(client: DurableClient, instanceId: string): Promise<Answer> {
  const instance = await client.get(instanceId);
  const instancesDeleted = instance === undefined ? 0 : await client.purge([instance]);
  return instancesDeleted === 0 ? emptyAnswer(404) : jsonAnswer(200, { instancesDeleted });
}

async function purgeByFilter(client: DurableClient, { url }: Exchange): Promise<Answer> {
  const filter = readFilter(url);
  if (filter.createdTimeFrom === undefined)
    return sentence(400, "Please provide value for 'createdTimeFrom' parameter.");
  const instancesDeleted = await client.purge(await client.list(filter, Infinity, 0));
  return instancesDeleted === 0 ? emptyAnswer(404) : jsonAnswer(200, { instancesDeleted });
}

function told(outcome: TellOutcome): Answer {
  return emptyAnswer({ accepted: 202, notFound: 404, finished: 410 }[outcome]);
}

function notSupported(what: string): Answer {
  return sentence(501, `The local host does not support ${what}.`);
}

/** The body as JSON text, null when there is none, undefined when it is not JSON. */
function jsonText(body: Buffer): string | null | undefined {
  if (body.length === 0) return null;
  const text = body.toString('utf8');
  try {
    JSON.parse(text);
    return text;
  } catch {
    return undefined;
  }
}

function readFilter({ searchParams }: URL): InstanceFilter {
  const time = (name: string) => {
    const milliseconds = Date.parse(searchParams.get(name) ?? '');
    return Number.isNaN(milliseconds) ? {} : { [name]: new Date(milliseconds).toISOString() };
  };
  const statuses = searchParams.getAll('runtimeStatus').flatMap((value) => value.split(','));
  const prefix = searchParams.get('instanceIdPrefix');
  return {
    ...time('createdTimeFrom'),
    ...time('createdTimeTo'),
    ...(statuses.length > 0 ? { runtimeStatus: statuses } : {}),
    ...(prefix === null ? {} : { instanceIdPrefix: prefix }),
  };
}

function flag({ searchParams }: URL, name: string, standard: boolean): boolean {
  const value = searchParams.get(name)?.toLowerCase();
  return value === 'true' || (value !== 'false' && standard);
}

function encodeToken(last: Instance | undefined): string {
  return Buffer.from(String(last?.order ?? 0)).toString('base64');
}

/** The order of the last instance told, or undefined when the token is none of ours. */
function decodeToken(token: string): number | undefined {
  const text = Buffer.from(token, 'base64').toString('utf8');
  return /^\d+$/.test(text) ? Number(text) : undefined;
}
