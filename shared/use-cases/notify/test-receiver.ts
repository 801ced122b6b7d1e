/** Trying a receiver with a message that is about no migration. */
import { testMessage } from '../../core/notify/message';
import type { Delivery } from '../../ports/notifier';
import { nowIso } from '../capabilities';
import type { NotifyCapabilities } from './lane';

/** What became of a test. */
export type ReceiverTest =
  | { readonly kind: 'tried'; readonly id: string; readonly delivery: Delivery }
  /** No receiver has the name; `known` are those that are in the settings. */
  | { readonly kind: 'unknown'; readonly known: readonly string[] };

/**
 * Sends one test message now: neither rules nor quiet hours count, and how the receiver stands does not change.
 *
 * @param notify undefined where the settings name no receiver
 * @returns rejects never
 */
export async function testReceiver(
  notify: Pick<NotifyCapabilities, 'notifier' | 'notifications' | 'clock'> | undefined,
  { receiver: name, by, token }: { readonly receiver: string; readonly by: string; readonly token: string },
): Promise<ReceiverTest> {
  const receivers = notify?.notifications.receivers ?? [];
  const receiver = receivers.find((one) => one.name === name);
  if (notify === undefined || receiver === undefined)
    return { kind: 'unknown', known: receivers.map((one) => one.name) };
  const message = testMessage(token, by, nowIso(notify.clock));
  return { kind: 'tried', id: message.id, delivery: await notify.notifier.deliver(receiver, message) };
}
