/** How receivers stand. */
import type { ReceiverState } from '../../core/notify/receiver-state';
import type { ReceiverKind } from '../../core/notify/receivers';
import type { NotifyCapabilities } from './lane';
import { readReceiverState } from './receiver-states';

/** A receiver as the API shows it; without times nothing was looked at yet. */
export type ReceiverView = {
  readonly name: string;
  readonly kind: ReceiverKind;
} & Partial<Omit<ReceiverState, 'lastTried' | 'vainRuns'>>;

/**
 * Reads how each receiver of the settings stands, in their order.
 *
 * @param notify undefined where the settings name no receiver
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function listReceivers(
  notify: Pick<NotifyCapabilities, 'ledger' | 'notifications'> | undefined,
): Promise<readonly ReceiverView[]> {
  if (notify === undefined) return [];
  const { ledger, notifications } = notify;
  return Promise.all(
    notifications.receivers.map(async ({ name, kind }) => {
      const state = (await readReceiverState(ledger, name))?.value;
      if (state === undefined) return { name, kind };
      const { since, ranAt, lastTaken, behind, failingSince, failure, lastFailure, nextAt } = state;
      const { refusedDigest } = state;
      return {
        ...{ name, kind, since, ranAt, lastTaken, behind, failingSince, failure, lastFailure },
        ...{ refusedDigest, nextAt },
      };
    }),
  );
}
