import { answerWebhook, type ClientApi } from './durable/webhooks';
import { answerAdmin } from './http/admin';
import { type Answer, emptyAnswer, type Exchange, sentence } from './http/exchange';
import { answerHttp, type HttpRoute } from './http/http-functions';
import type { FunctionTable } from './registered/function-table';
import type { HostStore } from './state/host-store';
import { answerEventGrid } from './triggers/event-grid';
import type { FunctionRunner } from './worker-process/function-runner';

/** Everything a request may be for. */
export interface Destinations {
  store: HostStore;
  functions: FunctionTable;
  routes: HttpRoute[];
  runner: FunctionRunner;
  clientApi: ClientApi;
  runTimer: (name: string) => void;
}

/** Sends a request to the admin API, a webhook, or an HTTP function. */
export async function routeRequest(to: Destinations, exchange: Exchange): Promise<Answer> {
  const [area, kind, name, ...rest] = exchange.segments;
  if (to.store.isFull && (exchange.request.method !== 'GET' || area?.toLowerCase() === 'runtime')) {
    return sentence(503, 'Cannot accept work: the disk that holds the state folder is full.', {
      'retry-after': '5',
    });
  }
  switch (area?.toLowerCase()) {
    case 'admin':
      return answerAdmin(to.functions, to.runTimer, exchange);
    case 'runtime':
      if (kind?.toLowerCase() !== 'webhooks') return emptyAnswer(404);
      if (name?.toLowerCase() === 'durabletask') return answerWebhook(to.clientApi, rest, exchange);
      if (name?.toLowerCase() === 'eventgrid') return answerEventGrid(to.functions, to.runner, exchange);
      return sentence(501, `The local host does not support the webhook '${name ?? ''}'.`);
    default:
      return answerHttp(to.routes, to.runner, exchange);
  }
}
