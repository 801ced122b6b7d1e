/** Starting and waking the watches: one instance per migration, and one per group. */
import type { DurableClient } from 'durable-functions';
import { NUDGE, groupOrchestration, watchOrchestration } from '../shared/durable/contracts';

const NUDGED_AT_ONCE = 16;
const ALIVE = ['Pending', 'Running', 'Suspended', 'ContinuedAsNew'];

/** Starts the watch unless it is alive; a failed, terminated or finished one is started anew (G3). */
export async function ensureWatch(client: DurableClient, id: string): Promise<'started' | 'alive'> {
  return ensure(client, watchOrchestration.name, watchOrchestration.instanceId(id), id);
}

/** Starts the watch of a group unless it is alive. */
export async function ensureGroupWatch(client: DurableClient, id: string): Promise<'started' | 'alive'> {
  return ensure(client, groupOrchestration.name, groupOrchestration.instanceId(id), id);
}

async function ensure(
  client: DurableClient,
  name: string,
  instanceId: string,
  id: string,
): Promise<'started' | 'alive'> {
  if (await isAlive(client, instanceId)) return 'alive';
  try {
    await client.startNew(name, { instanceId, input: { id } });
    return 'started';
  } catch (error) {
    // Two starters at once: the extension answers 409 to the later one.
    if (await isAlive(client, instanceId)) return 'alive';
    throw error;
  }
}

/** Wakes the watch. An event carries no authority, so losing one costs a delay only: trouble is left to the sweep (G3). */
export async function nudge(client: DurableClient, id: string): Promise<void> {
  try {
    await client.raiseEvent(watchOrchestration.instanceId(id), NUDGE, {});
  } catch {
    await ensureWatch(client, id).catch(() => undefined);
  }
}

/** Wakes several watches, a few at a time. */
export async function nudgeAll(client: DurableClient, ids: readonly string[]): Promise<void> {
  for (let from = 0; from < ids.length; from += NUDGED_AT_ONCE)
    await Promise.all(ids.slice(from, from + NUDGED_AT_ONCE).map((id) => nudge(client, id)));
}

/**
 * Wakes the watch after an action, starting one that has ended or is missing: an event to an ended instance is taken
 * without a word. What was done is in the control row, so trouble here is no trouble of the action.
 */
export async function wake(client: DurableClient, id: string): Promise<void> {
  const watch = await ensureWatch(client, id).catch(() => undefined);
  if (watch !== 'started') await nudge(client, id);
}

/** Wakes the watch of a group after an action, which is stored already: trouble here is left to the sweep. */
export async function wakeGroup(client: DurableClient, id: string): Promise<void> {
  const watch = await ensureGroupWatch(client, id).catch(() => undefined);
  if (watch === 'alive')
    await client.raiseEvent(groupOrchestration.instanceId(id), NUDGE, {}).catch(() => undefined);
}

/** An instance that is not found, or cannot be asked for, is not known to be alive. */
export async function isAlive(client: DurableClient, instanceId: string): Promise<boolean> {
  const found = await client.getStatus(instanceId).catch(() => undefined);
  return found !== undefined && ALIVE.includes(found.runtimeStatus);
}
