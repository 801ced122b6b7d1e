import { type Answer, type Exchange, jsonAnswer, sentence } from '../http/exchange';
import type { HostStore } from '../state/host-store';
import type { Instance } from './instance';
import { statusPayload } from './status-payload';

const continuationHeader = 'x-ms-continuation-token';

/** One page of the instances a request asks for, in the order they were started, and the token of the next page. */
export async function listInstances(store: HostStore, { url, request }: Exchange): Promise<Answer> {
  const top = Number(url.searchParams.get('top') ?? '100');
  if (!Number.isInteger(top) || top < 1)
    return sentence(400, "Cannot list instances: 'top' must be a whole number above 0.");
  const token = String(request.headers[continuationHeader] ?? '');
  const after = token === '' ? '0' : Buffer.from(token, 'base64').toString('utf8');
  if (!/^\d+$/.test(after))
    return sentence(400, `Cannot list instances: '${continuationHeader}' holds no token of this host.`);
  const found = await findInstances(store, url);
  const rest = found.filter(({ order }) => order > Number(after));
  const page = rest.slice(0, top);
  const showInput = url.searchParams.get('showInput')?.toLowerCase() === 'true';
  return jsonAnswer(
    200,
    page.map((instance) =>
      statusPayload(instance, { showInput, showHistory: false, showHistoryOutput: false }),
    ),
    rest.length > top
      ? { [continuationHeader]: Buffer.from(String(page.at(-1)?.order)).toString('base64') }
      : {},
  );
}

/** Every instance that the filters in a request's query let through. */
export async function findInstances(store: HostStore, { searchParams }: URL): Promise<Instance[]> {
  const from = timeIn(searchParams, 'createdTimeFrom') ?? '';
  const to = timeIn(searchParams, 'createdTimeTo');
  const prefix = searchParams.get('instanceIdPrefix') ?? '';
  const statuses = searchParams.getAll('runtimeStatus').flatMap((value) => value.split(','));
  await store.settled();
  return [...store.hub.instances.values()].filter(
    ({ createdTime, instanceId, runtimeStatus }) =>
      createdTime >= from &&
      (to === undefined || createdTime <= to) &&
      (statuses.length === 0 || statuses.includes(runtimeStatus)) &&
      instanceId.startsWith(prefix),
  );
}

/** A time of the query as the instances hold it, ISO 8601; undefined when there is none or it is not valid. */
export function timeIn(searchParams: URLSearchParams, name: string): string | undefined {
  const milliseconds = Date.parse(searchParams.get(name) ?? '');
  return Number.isNaN(milliseconds) ? undefined : new Date(milliseconds).toISOString();
}
