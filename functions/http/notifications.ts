/** `GET notifications` and `POST notifications/test`: how receivers stand, and trying one. */
import { testReceiverBody } from '../../shared/api/notify-bodies';
import { refuse } from '../../shared/api/problem';
import type { Capabilities } from '../../shared/use-cases/capabilities';
import type { NotifyCapabilities } from '../../shared/use-cases/notify/lane';
import { listReceivers } from '../../shared/use-cases/notify/list-receivers';
import { testReceiver } from '../../shared/use-cases/notify/test-receiver';
import { type Endpoint, readBody } from './endpoint';
import { ok } from './respond';

/** How each receiver stands. @param notify undefined without receivers */
export function makeListReceivers(notify: NotifyCapabilities | undefined): Endpoint {
  return async () => ok({ items: await listReceivers(notify) });
}

/** Sends a test message; 200 also where it was not taken, with the reason. @param notify undefined without receivers */
export function makeTestNotification(
  notify: NotifyCapabilities | undefined,
  { newToken }: Pick<Capabilities, 'newToken'>,
): Endpoint {
  return async (request, _client, _context, { name: by }) => {
    const { receiver } = await readBody(request, testReceiverBody, 'test a receiver');
    const test = await testReceiver(notify, { receiver, by, token: newToken() });
    if (test.kind === 'unknown') {
      const known = test.known.length === 0 ? 'there are none' : test.known.join(', ');
      return refuse('notFound', `Cannot find receiver ${receiver} in NotifyReceivers: ${known}`);
    }
    const { id, delivery } = test;
    if (delivery.kind === 'delivered') return ok({ receiver, id, delivered: true });
    const { code, text } = delivery;
    return ok({ receiver, id, delivered: false, code, text });
  };
}
