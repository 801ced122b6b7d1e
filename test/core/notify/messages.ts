/** Journal lines and messages for tests. */
import { chainOn } from '../../../shared/core/evidence/journal-chain';
import type { ChainedEntry, JournalEntry } from '../../../shared/core/migration/journal';
import { type NumberedMessage, type Subject, messageOf } from '../../../shared/core/notify/message';

export const OF_SHOP: Subject = {
  kind: 'migration',
  registration: {
    id: 'shop',
    target: {
      managedInstanceId:
        '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Sql/managedInstances/prod-mi',
      databaseName: 'Shop',
    },
  },
};

const HELD: JournalEntry = {
  at: '2026-12-04T22:00:00.000Z',
  kind: 'held',
  by: 'ada@example.com',
  text: 'Held by ada@example.com: the disk is full',
};

/** A line in its chain. */
export function lineOf(change: Partial<JournalEntry> = {}): ChainedEntry {
  return chainOn('shop', undefined, [{ ...HELD, ...change }]).lines[0]!;
}

/** The message of a line. */
export function heldMessage(change: Partial<NumberedMessage> = {}): NumberedMessage {
  return { ...messageOf(OF_SHOP, lineOf(), 'cutover.example.com')!, ...change };
}
