import { type Answer, type Exchange, jsonAnswer } from '../http/exchange';
import type { HostStore } from '../state/host-store';
import { type Instance, type RuntimeStatus, runtimeStatuses } from './instance';
import { statusPayload } from './status-payload';

const continuationHeader = 'x-ms-continuation-token';

const usualPage = 100;

/**
 * One page of the instances a request asks for, in the order they were started, and the token of the next page; the last
 * page has an empty one. Behind a token of somebody else there is nothing.
 */
export async function listInstances(store: HostStore, { url, request }: Exchange): Promise<Answer> {
  const top = /^\d+$/.exec(url.searchParams.get('top') ?? '')?.[0];
  const length = top === undefined ? usualPage : Number(top);
  const after = orderIn(String(request.headers[continuationHeader] ?? ''));
  const found = await findInstances(store, url);
  const rest = found.filter(({ order }) => order > after);
  const page = rest.slice(0, length);
  const last = page.at(-1)?.order ?? after;
  const showInput = url.searchParams.get('showInput')?.toLowerCase() !== 'false';
  return jsonAnswer(
    200,
    page.map((instance) =>
      statusPayload(instance, { showInput, showHistory: false, showHistoryOutput: false }),
    ),
    { [continuationHeader]: rest.length > length ? Buffer.from(String(last)).toString('base64') : '' },
  );
}

function orderIn(token: string): number {
  if (token === '') return 0;
  const order = Buffer.from(token, 'base64').toString('utf8');
  return /^\d+$/.test(order) ? Number(order) : Infinity;
}

/** Every instance that the filters in a request's query let through. */
export async function findInstances(store: HostStore, { searchParams }: URL): Promise<Instance[]> {
  const from = timeIn(searchParams, 'createdTimeFrom') ?? '';
  const to = timeIn(searchParams, 'createdTimeTo');
  const prefix = searchParams.get('instanceIdPrefix') ?? '';
  const statuses = statusesIn(searchParams);
  await store.settled();
  return [...store.hub.instances.values()].filter(
    ({ createdTime, instanceId, runtimeStatus }) =>
      createdTime >= from &&
      (to === undefined || createdTime <= to) &&
      (statuses.length === 0 || statuses.includes(runtimeStatus)) &&
      instanceId.startsWith(prefix),
  );
}

/** The statuses of the query; a word that is none is passed over, so that a misspelt one lets everything through. */
export function statusesIn(searchParams: URLSearchParams): RuntimeStatus[] {
  const asked = searchParams.getAll('runtimeStatus').flatMap((value) => value.toLowerCase().split(','));
  return runtimeStatuses.filter((status) => asked.includes(status.toLowerCase()));
}

/** A time of the query as the instances hold it, ISO 8601; undefined when there is none or it is not valid. */
export function timeIn(searchParams: URLSearchParams, name: string): string | undefined {
  const milliseconds = Date.parse(searchParams.get(name) ?? '');
  return Number.isNaN(milliseconds) ? undefined : new Date(milliseconds).toISOString();
}
