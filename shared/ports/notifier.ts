/** Carrying messages to receivers. */
import type { Message } from '../core/notify/message';
import type { DeliveryFailure } from '../core/notify/receiver-state';
import type { Receiver } from '../core/notify/receivers';

/** What became of a message. */
export type Delivery = { readonly kind: 'delivered' } | ({ readonly kind: 'failed' } & DeliveryFailure);

/** Sends one message, once. */
export interface Notifier {
  /**
   * `delivered` only where the receiver said that it took the message; whatever else happens, an error inside included, is `failed`,
   * and it may have taken it. Never rejects; at most about ten seconds pass.
   */
  deliver(receiver: Receiver, message: Message): Promise<Delivery>;
}
