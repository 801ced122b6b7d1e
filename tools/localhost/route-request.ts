import type { ClientUrls } from './durable/client-binding';
import type { DurableServices } from './durable/durable-services';
import { answerWebhook } from './durable/webhooks';
import { answerAdmin } from './http/admin';
import { type Answer, emptyAnswer, type Exchange, sentence } from './http/exchange';
import { isForeign } from './http/foreign-caller';
import { answerHttp, type HttpRoute } from './http/http-functions';
import { answerEventGrid } from './triggers/event-grid';

/** Everything a request may be for. */
export interface Destinations extends DurableServices {
  routes: HttpRoute[];
  urls: ClientUrls;
  runTimer: (name: string) => void;
}

/** Sends a request to the admin API, a webhook, or an HTTP function. */
export async function routeRequest(to: Destinations, exchange: Exchange): Promise<Answer> {
  const { request, segments } = exchange;
  const [area, kind, extension] = segments.map((segment) => segment.toLowerCase());
  if (to.store.isFull && (request.method !== 'GET' || area === 'runtime')) {
    const full = 'Cannot accept work: the disk that holds the state folder is full.';
    return sentence(503, full, { 'retry-after': '5' });
  }
  const isManagement = area === 'admin' || (area === 'runtime' && extension === 'durabletask');
  if (isManagement && isForeign(request))
    return sentence(403, 'Cannot answer: the request comes from a web page of another site.');
  if (area === 'admin') return answerAdmin(to.functions, to.runTimer, exchange);
  if (area !== 'runtime') return answerHttp(to.routes, to.runner, exchange);
  if (kind !== 'webhooks') return emptyAnswer(404);
  switch (extension) {
    case 'durabletask':
      return answerWebhook(to, segments.slice(3), exchange);
    case 'eventgrid':
      return answerEventGrid(to.functions, to.runner, exchange);
    default:
      return sentence(501, `The local host does not support the webhook '${segments[2] ?? ''}'.`);
  }
}
