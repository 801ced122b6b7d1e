import { type Answer, emptyAnswer, type Exchange, jsonAnswer, sentence } from '../http/exchange';
import { refusedWebhooks } from '../registered/supported';
import { type ClientApi, settledInstance } from './client-api';
import { commandInstance, isCommand, raiseEvent, rewindInstance } from './command-webhooks';
import { isFinished } from './instance';
import { listInstances } from './instance-list';
import { purgeByFilter, purgeInstance } from './purge-webhooks';
import { restartInstance, startInstance } from './start-webhooks';
import { statusPayload } from './status-payload';

/**
 * The client API under `/runtime/webhooks/durabletask/`; `path` is what comes after that
 * (Azure/azure-functions-durable-extension `HttpApiHandler`). What it tells is on the disk first.
 */
export async function answerWebhook(api: ClientApi, path: string[], exchange: Exchange): Promise<Answer> {
  const [resource = '', name = '', detail, eventName] = path;
  // An id with a slash in it cannot be reached.
  if (path.some((segment) => /%2f/i.test(segment))) return emptyAnswer(404);
  switch (`${exchange.request.method} ${resource.toLowerCase()} ${path.length - 1}`) {
    case 'POST orchestrators 1':
    case 'POST orchestrators 2':
      return startInstance(api, exchange, name, detail);
    case 'GET instances 0':
      return listInstances(api.store, exchange);
    case 'DELETE instances 0':
      return purgeByFilter(api, exchange.url);
    case 'GET instances 1':
      return status(api, exchange.url, name);
    case 'DELETE instances 1':
      return purgeInstance(api, name);
    case 'POST instances 2':
    case 'POST instances 3':
      return operate(api, exchange, name, detail?.toLowerCase() ?? '', eventName);
    default:
      return notSupported(resource.toLowerCase());
  }
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

async function operate(
  api: ClientApi,
  exchange: Exchange,
  instanceId: string,
  operation: string,
  eventName: string | undefined,
): Promise<Answer> {
  if (isCommand(operation)) return commandInstance(api, exchange, instanceId, operation);
  switch (operation) {
    case 'raiseevent':
      return eventName === undefined ? emptyAnswer(404) : raiseEvent(api, exchange, instanceId, eventName);
    case 'restart':
      return restartInstance(api, exchange, instanceId);
    case 'rewind':
      return rewindInstance(api, instanceId);
    default:
      return emptyAnswer(404);
  }
}

function notSupported(what: string): Answer {
  if (!refusedWebhooks.includes(what)) return emptyAnswer(404);
  return sentence(501, `The local host does not support ${what}.`);
}
