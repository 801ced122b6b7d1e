import { type Answer, type Exchange, jsonAnswer } from '../http/exchange';
import {
  type ClientApi,
  fault,
  jsonException,
  jsonText,
  newId,
  refusal,
  settledInstance,
} from './client-api';
import { startedUrls } from './client-binding';
import { timeOf } from './history';
import { type Instance, type InstanceStart, isFinished } from './instance';
import { statusPayload } from './status-payload';

/**
 * Starts an instance. An id that is in use by a finished instance is used again. A name the app does not have is taken,
 * too: the instance fails. With `timeout` and `pollingInterval`, seconds, it is waited for.
 */
export async function startInstance(
  api: ClientApi,
  { body, url }: Exchange,
  name: string,
  instanceId = newId(),
): Promise<Answer> {
  const input = jsonText(body);
  if (input === undefined) return fault(400, `Cannot start '${name}': the body is not JSON.`, jsonException);
  const version = url.searchParams.get('version') ?? undefined;
  const started = await begin(api, instanceId, { name, version, input });
  const [timeout, interval] = ['timeout', 'pollingInterval'].map((each) => secondsIn(url, each));
  if (started.status !== 202 || timeout === undefined || interval === undefined) return started;
  if (timeout <= interval)
    return refusal(400, `Cannot wait for '${instanceId}': timeout must be longer than pollingInterval.`);
  const ended = await waitForEnd(api, instanceId, timeout, interval);
  if (ended === undefined) return started;
  if (ended.runtimeStatus === 'Completed') return jsonAnswer(200, ended.output);
  const shown = { showInput: true, showHistory: false, showHistoryOutput: false };
  return jsonAnswer(200, statusPayload(ended, shown));
}

/** Starts an instance with the name and input of another, under a new id unless `restartWithNewInstanceId=false`. */
export async function restartInstance(
  api: ClientApi,
  { url }: Exchange,
  instanceId: string,
): Promise<Answer> {
  const before = await settledInstance(api, instanceId);
  if (before === undefined)
    return fault(
      400,
      `Cannot restart '${instanceId}': there is no such instance.`,
      'System.ArgumentException',
    );
  const keepsId = url.searchParams.get('restartWithNewInstanceId')?.toLowerCase() === 'false';
  return begin(api, keepsId ? instanceId : newId(), before);
}

async function begin(
  { store, clock, urls }: ClientApi,
  instanceId: string,
  { name, version, input }: Pick<InstanceStart, 'name' | 'version' | 'input'>,
): Promise<Answer> {
  const existing = store.hub.instances.get(instanceId);
  if (existing !== undefined && !isFinished(existing))
    return refusal(409, `Cannot start '${name}': an instance with id '${instanceId}' is running.`);
  const start = { executionId: newId(), name, version, input, createdTime: timeOf(clock) };
  await store.commit({ kind: 'started', instanceId, start });
  const links = startedUrls(urls, instanceId);
  return jsonAnswer(202, links, { location: links['statusQueryGetUri'] ?? '', 'retry-after': '10' });
}

function secondsIn({ searchParams }: URL, name: string): number | undefined {
  const value = searchParams.get(name) ?? '';
  return /^\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

async function waitForEnd(
  api: ClientApi,
  instanceId: string,
  timeout: number,
  interval: number,
): Promise<Instance | undefined> {
  const end = api.clock.now() + timeout * 1000;
  for (;;) {
    const instance = await settledInstance(api, instanceId);
    if (instance !== undefined && isFinished(instance)) return instance;
    const left = end - api.clock.now();
    if (left <= 0) return undefined;
    await new Promise<void>((later) => api.clock.after(Math.min(interval * 1000, left), later));
  }
}
