import { type Answer, emptyAnswer, type Exchange, jsonAnswer, sentence } from '../http/exchange';
import { type ClientApi, fault, jsonException, jsonText, refusal, settledInstance } from './client-api';
import { EventCode, type InboxEvent, timeOf, unnumbered } from './history';
import { type Instance, isFinished } from './instance';

const commands = {
  terminate: EventCode.ExecutionTerminated,
  suspend: EventCode.ExecutionSuspended,
  resume: EventCode.ExecutionResumed,
} as const;
type Command = keyof typeof commands;

/** Whether an operation of the client API is a command. */
export function isCommand(operation: string): operation is Command {
  return operation in commands;
}

/**
 * Terminates, suspends or resumes. A suspend of what is suspended and a resume of what is not are refused by the status as
 * it is now: a resume sent right behind a suspend is refused, too, and the instance stays suspended.
 */
export async function commandInstance(
  api: ClientApi,
  { url }: Exchange,
  instanceId: string,
  command: Command,
): Promise<Answer> {
  const reason = url.searchParams.get('reason') ?? '';
  const frame = unnumbered(timeOf(api.clock));
  return tell(api, instanceId, { ...frame, EventType: commands[command], Input: reason }, (instance) => {
    const isSuspended = instance.runtimeStatus === 'Suspended';
    if (command === 'terminate' || isSuspended === (command === 'resume')) return undefined;
    const text = `Cannot ${command} '${instanceId}': it is ${instance.runtimeStatus}.`;
    return fault(500, text, 'System.InvalidOperationException');
  });
}

/** Raises an event; its value must be JSON. */
export async function raiseEvent(
  api: ClientApi,
  { request, body }: Exchange,
  instanceId: string,
  eventName: string,
): Promise<Answer> {
  const cannot = `Cannot raise event '${eventName}'`;
  if (!/^application\/(.+\+)?json/i.test(request.headers['content-type'] ?? ''))
    return refusal(400, `${cannot}: only application/json request content is supported.`);
  const input = jsonText(body);
  if (input === undefined || input === null)
    return fault(400, `${cannot}: the body is not JSON.`, jsonException);
  const frame = unnumbered(timeOf(api.clock));
  return tell(api, instanceId, { ...frame, EventType: EventCode.EventRaised, Name: eventName, Input: input });
}

/** Which failed instances could be rewound; doing it is not supported. */
export async function rewindInstance(api: ClientApi, instanceId: string): Promise<Answer> {
  const instance = await settledInstance(api, instanceId);
  if (instance === undefined)
    return jsonAnswer(404, `Cannot rewind '${instanceId}': there is no such instance.`);
  if (instance.runtimeStatus === 'Failed') return sentence(501, 'The local host does not support rewind.');
  return jsonAnswer(412, `Cannot rewind '${instanceId}': it is ${instance.runtimeStatus}, not Failed.`);
}

async function tell(
  api: ClientApi,
  instanceId: string,
  event: InboxEvent,
  obstacle: (instance: Instance) => Answer | undefined = () => undefined,
): Promise<Answer> {
  const instance = await settledInstance(api, instanceId);
  if (instance === undefined) return emptyAnswer(404);
  if (isFinished(instance)) return emptyAnswer(410);
  const refused = obstacle(instance);
  if (refused !== undefined) return refused;
  await api.store.commit({ kind: 'message', instanceId, event });
  return emptyAnswer(202);
}
