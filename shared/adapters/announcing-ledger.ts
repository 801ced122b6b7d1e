/**
 * A ledger that writes an event to the log for each journal line that calls for one, once the line is stored: so an event
 * is written once for a change, by whichever run stored it, and never for a write that came too late.
 *
 * A process that dies between the two loses the line of the log, not the journal's: an alert is a hint, the list of
 * migrations is the truth.
 */
import { eventOf } from '../core/migration/events';
import type { JournalEntry } from '../core/migration/journal';
import type { EventLog } from '../ports/event-log';
import type { Ledger } from '../ports/ledger';

/** Wraps a ledger. */
export function announcingLedger(ledger: Ledger, log: EventLog): Ledger {
  const announce = (id: string, entries: readonly JournalEntry[]): void => {
    for (const entry of entries) {
      const line = eventOf(id, entry);
      if (line) log.write(line);
    }
  };
  const announcing: Pick<Ledger, 'changeControl' | 'saveWorkingState' | 'appendJournal'> = {
    async changeControl(id, etag, control, entries) {
      const outcome = await ledger.changeControl(id, etag, control, entries);
      if (outcome.kind === 'changed') announce(id, entries);
      return outcome;
    },
    async saveWorkingState(id, name, etag, state, consumed, entries) {
      const outcome = await ledger.saveWorkingState(id, name, etag, state, consumed, entries);
      if (outcome.kind === 'changed') announce(id, entries ?? []);
      return outcome;
    },
    async appendJournal(id, entries) {
      await ledger.appendJournal(id, entries);
      announce(id, entries);
    },
  };
  return new Proxy(ledger, {
    get(target, name) {
      const own: unknown = Reflect.get(announcing, name);
      const member: unknown = own ?? Reflect.get(target, name);
      return own === undefined && typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}
