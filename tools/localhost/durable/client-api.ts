import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock';
import { type Answer, jsonAnswer, jsonIn } from '../http/exchange';
import type { HostStore } from '../state/host-store';
import type { ClientUrls } from './client-binding';
import type { Instance } from './instance';

/** What the client API works on. */
export interface ClientApi {
  store: HostStore;
  clock: Clock;
  urls: ClientUrls;
}

/** The instance of that id; what is told of it is on the disk. */
export async function settledInstance(
  { store }: Pick<ClientApi, 'store'>,
  instanceId: string,
): Promise<Instance | undefined> {
  await store.settled();
  return store.hub.instances.get(instanceId);
}

/** A request that is refused, in the form of the Durable extension (its member names are capitalised). */
export function refusal(status: number, message: string): Answer {
  return jsonAnswer(status, { Message: message });
}

/** A request that fails with a .NET exception there; `exceptionType` names it. */
export function fault(status: number, message: string, exceptionType: string): Answer {
  const exception = { ExceptionMessage: message, ExceptionType: exceptionType, StackTrace: null };
  return jsonAnswer(status, { Message: message, ...exception });
}

/** The body as JSON text, null when there is none, undefined when it is not JSON. */
export function jsonText(body: Buffer): string | null | undefined {
  if (body.length === 0) return null;
  return jsonIn(body) === undefined ? undefined : body.toString('utf8');
}

/** The exception of a body that is not JSON. */
export const jsonException = 'Newtonsoft.Json.JsonReaderException';

/** An id of 32 hexadecimal digits. */
export function newId(): string {
  return randomUUID().replaceAll('-', '');
}
