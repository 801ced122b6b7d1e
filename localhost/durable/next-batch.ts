import { EventCode, type InboxEvent } from './history';
import type { Instance } from './instance';
import type { Batch } from './turn';

/** What an instance does next with its inbox. */
export type NextTurn =
  | { kind: 'nothing' }
  | { kind: 'run'; batch: Batch }
  | { kind: 'suspend' | 'resume' | 'terminate'; batch: Batch; reason: string };

/**
 * Chooses the messages of the next turn: in order, up to the next suspend, resume or terminate, which make a turn of
 * their own. A suspended instance takes nothing but resume and terminate.
 */
export function nextTurn({ inbox, runtimeStatus }: Pick<Instance, 'inbox' | 'runtimeStatus'>): NextTurn {
  const position = inbox.findIndex((message) => controlOf(message) !== undefined);
  const message = inbox[position];
  const control = message === undefined ? undefined : controlOf(message);
  if (message !== undefined && control !== undefined && (runtimeStatus === 'Suspended' || position === 0)) {
    return { ...control, batch: { taken: [position], messages: [message] } };
  }
  if (runtimeStatus === 'Suspended') return { kind: 'nothing' };
  const messages = position === -1 ? inbox.slice() : inbox.slice(0, position);
  if (messages.length === 0) return { kind: 'nothing' };
  return { kind: 'run', batch: { taken: messages.map((_, position) => position), messages } };
}

function controlOf(
  message: InboxEvent,
): { kind: 'suspend' | 'resume' | 'terminate'; reason: string } | undefined {
  switch (message.EventType) {
    case EventCode.ExecutionTerminated:
      return { kind: 'terminate', reason: message.Input };
    case EventCode.ExecutionResumed:
      return { kind: 'resume', reason: message.Input };
    case EventCode.ExecutionSuspended:
      return { kind: 'suspend', reason: message.Input };
    default:
      return undefined;
  }
}
