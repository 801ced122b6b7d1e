import { type Answer, emptyAnswer, jsonAnswer } from '../http/exchange';
import { type ClientApi, settledInstance } from './client-api';
import { type Instance, isFinished } from './instance';
import { findInstances, statusesIn, timeIn } from './instance-list';

/** Forgets a finished instance; a running one is refused. */
export async function purgeInstance(api: ClientApi, instanceId: string): Promise<Answer> {
  const instance = await settledInstance(api, instanceId);
  if (instance !== undefined && !isFinished(instance))
    return jsonAnswer(412, `Cannot purge '${instanceId}': it is ${instance.runtimeStatus}.`);
  return purge(api, instance === undefined ? [] : [instance]);
}

/**
 * Forgets what the times and statuses of the query let through, running instances included: only final statuses count, and
 * where none is given that is every one. A prefix is not looked at.
 */
export async function purgeByFilter(api: ClientApi, url: URL): Promise<Answer> {
  if (timeIn(url.searchParams, 'createdTimeFrom') === undefined)
    return jsonAnswer(400, "Cannot purge: 'createdTimeFrom' must be a time.");
  const query = new URL(url);
  const final = statusesIn(query.searchParams).filter((runtimeStatus) => isFinished({ runtimeStatus }));
  for (const name of ['instanceIdPrefix', 'runtimeStatus']) query.searchParams.delete(name);
  for (const status of final) query.searchParams.append('runtimeStatus', status);
  return purge(api, await findInstances(api.store, query));
}

async function purge({ store }: ClientApi, found: Instance[]): Promise<Answer> {
  if (found.length === 0) return emptyAnswer(404);
  await store.commit({ kind: 'purged', instanceIds: found.map(({ instanceId }) => instanceId) });
  return jsonAnswer(200, { instancesDeleted: found.length });
}
