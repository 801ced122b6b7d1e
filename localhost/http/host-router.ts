import type { DurableClient } from '../durable/client';
import type { ClientUrls } from '../durable/client-binding';
import { answerWebhook } from '../durable/webhooks';
import type { FunctionTable } from '../registered/function-table';
import type { HostStore } from '../state/host-store';
import type { FunctionRunner } from '../worker-process/function-runner';
import { answerAdmin, type RunByHand } from './admin';
import { type Answer, emptyAnswer, type Exchange, sentence } from './exchange';
import { answerHttp, type HttpRoute } from './http-functions';

/** Everything a request may be for. */
export interface Destinations {
  store: HostStore;
  functions: FunctionTable;
  routes: HttpRoute[];
  runner: FunctionRunner;
  client: DurableClient;
  clientUrls: ClientUrls;
  runByHand: RunByHand;
  answerEventGrid: (exchange: Exchange) => Promise<Answer>;
}

/** Sends a request to the admin API, a webhook, or an HTTP function. */
export async function route(to: Destinations, exchange: Exchange): Promise<Answer> {
  const [area, kind, name, ...rest] = exchange.segments;
  if (to.store.isFull && (exchange.request.method !== 'GET' || area?.toLowerCase() === 'runtime')) {
    return sentence(503, 'Cannot accept work: the disk that holds the state folder is full.', {
      'retry-after': '5',
    });
  }
  switch (area?.toLowerCase()) {
    case 'admin':
      return answerAdmin(to.functions, to.runByHand, exchange.segments.slice(1), exchange);
    case 'runtime':
      if (kind?.toLowerCase() !== 'webhooks') return emptyAnswer(404);
      if (name?.toLowerCase() === 'durabletask')
        return answerWebhook(to.client, to.clientUrls, rest, exchange);
      if (name?.toLowerCase() === 'eventgrid') return to.answerEventGrid(exchange);
      return sentence(501, `The local host does not support the webhook '${name ?? ''}'.`);
    default:
      return answerHttp(to.routes, to.runner, exchange);
  }
}
