import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock';
import { type Answer, emptyAnswer, type Exchange, jsonAnswer, jsonIn, sentence } from '../http/exchange';
import { refusedWebhooks } from '../registered/supported';
import type { HostStore } from '../state/host-store';
import { type ClientUrls, managementUrls } from './client-binding';
import { EventCode, type InboxEvent, timeOf, unnumbered } from './history';
import { type Instance, isFinished } from './instance';
import { findInstances, listInstances, timeIn } from './instance-list';
import type { CallableFunctions } from './replay-outcome';
import { statusPayload } from './status-payload';

/** What the client API works on. */
export interface ClientApi {
  store: HostStore;
  functions: CallableFunctions;
  clock: Clock;
  urls: ClientUrls;
}

/**
 * The client API under `/runtime/webhooks/durabletask/`; `path` is what comes after that
 * (Azure/azure-functions-durable-extension `HttpApiHandler`). What it tells is on the disk first.
 */
export async function answerWebhook(api: ClientApi, path: string[], exchange: Exchange): Promise<Answer> {
  const [resource = '', name = '', detail, eventName] = path;
  switch (`${exchange.request.method} ${resource.toLowerCase()} ${path.length - 1}`) {
    case 'POST orchestrators 1':
    case 'POST orchestrators 2':
      return start(api, exchange, name, detail);
    case 'GET instances 0':
      return listInstances(api.store, exchange);
    case 'DELETE instances 0':
      return purgeByFilter(api, exchange.url);
    case 'GET instances 1':
      return status(api, exchange.url, name);
    case 'DELETE instances 1':
      return purge(api, [await settledInstance(api, name)]);
    case 'POST instances 2':
    case 'POST instances 3':
      return operate(api, exchange, name, detail?.toLowerCase() ?? '', eventName);
    default:
      return notSupported(resource.toLowerCase());
  }
}

/** Starts an instance. An id that is in use by a finished instance is used again. */
async function start(
  { store, functions, clock, urls }: ClientApi,
  { body, url }: Exchange,
  name: string,
  instanceId = newId(),
): Promise<Answer> {
  const input = jsonText(body);
  if (input === undefined) return sentence(400, `Cannot start '${name}': the body is not JSON.`);
  if (!functions.hasOrchestrator(name))
    return sentence(400, `Cannot start '${name}': the app has no orchestrator of that name.`);
  const existing = store.hub.instances.get(instanceId);
  if (existing !== undefined && !isFinished(existing))
    return sentence(409, `Cannot start '${name}': an instance with id '${instanceId}' is running.`);
  const version = url.searchParams.get('version') ?? undefined;
  const start = { executionId: newId(), name, version, input, createdTime: timeOf(clock) };
  await store.commit({ kind: 'started', instanceId, start });
  const links = managementUrls(urls, instanceId);
  return jsonAnswer(202, links, { location: links['statusQueryGetUri'] ?? '', 'retry-after': '10' });
}

async function status(api: ClientApi, url: URL, instanceId: string): Promise<Answer> {
  const instance = await settledInstance(api, instanceId);
  if (instance === undefined) return emptyAnswer(404);
  const isAsked = (name: string) => url.searchParams.get(name)?.toLowerCase() === 'true';
  const payload = statusPayload(instance, {
    showInput: url.searchParams.get('showInput')?.toLowerCase() !== 'false',
    showHistory: isAsked('showHistory'),
    showHistoryOutput: isAsked('showHistoryOutput'),
  });
  if (!isFinished(instance)) return jsonAnswer(202, payload, { location: url.href, 'retry-after': '5' });
  const tellsFailure = instance.runtimeStatus === 'Failed' && isAsked('returnInternalServerErrorOnFailure');
  return jsonAnswer(tellsFailure ? 500 : 200, payload);
}

const commands = new Map([
  ['terminate', EventCode.ExecutionTerminated],
  ['suspend', EventCode.ExecutionSuspended],
  ['resume', EventCode.ExecutionResumed],
]);

async function operate(
  api: ClientApi,
  { request, url, body }: Exchange,
  instanceId: string,
  operation: string,
  eventName: string | undefined,
): Promise<Answer> {
  const frame = unnumbered(timeOf(api.clock));
  const command = commands.get(operation);
  if (command !== undefined) {
    const reason = url.searchParams.get('reason') ?? '';
    return tell(api, instanceId, { ...frame, EventType: command, Input: reason });
  }
  if (operation !== 'raiseevent' || eventName === undefined) return notSupported(operation);
  const cannot = `Cannot raise event '${eventName}'`;
  if (!/^application\/(.+\+)?json/i.test(request.headers['content-type'] ?? ''))
    return sentence(400, `${cannot}: only application/json request content is supported.`);
  const input = jsonText(body);
  if (input === undefined) return sentence(400, `${cannot}: the body is not JSON.`);
  const event = { ...frame, EventType: EventCode.EventRaised, Name: eventName, Input: input ?? 'null' };
  return tell(api, instanceId, event);
}

async function tell(api: ClientApi, instanceId: string, event: InboxEvent): Promise<Answer> {
  const instance = await settledInstance(api, instanceId);
  if (instance === undefined) return emptyAnswer(404);
  if (isFinished(instance)) return emptyAnswer(410);
  await api.store.commit({ kind: 'message', instanceId, event });
  return emptyAnswer(202);
}

async function purgeByFilter(api: ClientApi, url: URL): Promise<Answer> {
  if (timeIn(url.searchParams, 'createdTimeFrom') === undefined)
    return sentence(400, "Please provide value for 'createdTimeFrom' parameter.");
  return purge(api, await findInstances(api.store, url));
}

/** Forgets those that are finished; running ones are left alone. */
async function purge({ store }: ClientApi, found: (Instance | undefined)[]): Promise<Answer> {
  const instanceIds = found.flatMap((each) =>
    each !== undefined && isFinished(each) ? [each.instanceId] : [],
  );
  if (instanceIds.length === 0) return emptyAnswer(404);
  await store.commit({ kind: 'purged', instanceIds });
  return jsonAnswer(200, { instancesDeleted: instanceIds.length });
}

async function settledInstance({ store }: ClientApi, instanceId: string): Promise<Instance | undefined> {
  await store.settled();
  return store.hub.instances.get(instanceId);
}

function notSupported(what: string): Answer {
  if (!refusedWebhooks.includes(what)) return emptyAnswer(404);
  return sentence(501, `The local host does not support ${what}.`);
}

/** The body as JSON text, null when there is none, undefined when it is not JSON. */
function jsonText(body: Buffer): string | null | undefined {
  if (body.length === 0) return null;
  return jsonIn(body) === undefined ? undefined : body.toString('utf8');
}

function newId(): string {
  return randomUUID().replaceAll('-', '');
}
