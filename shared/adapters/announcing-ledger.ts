/**
 * A ledger that writes an event to the log for each journal line that calls for one, once the line is stored: so an event
 * is written once for a change, by whichever run stored it, and never for a write that came too late. It also says how a
 * migration stands when that has changed, and that its own storage does not answer.
 *
 * A process that dies between the two loses the line of the log, not the journal's; the sweep repeats how each migration
 * stands.
 */
import { eventLine, eventOf } from '../core/migration/events';
import type { JournalEntry, JournalHead } from '../core/migration/journal';
import { OF_THE_LEDGER } from '../core/migration/ledger-state';
import type { MigrationSummary } from '../core/migration/status-document';
import { standingOf } from '../core/views/standing';
import type { Clock } from '../ports/clock';
import type { EventLog } from '../ports/event-log';
import { type Ledger, LedgerUnavailableError } from '../ports/ledger';
import { StorageFault } from './storage-fault';

/** Wraps a ledger. */
export function announcingLedger(ledger: Ledger, log: EventLog, clock: Clock): Ledger {
  const noticing = noticingOutages(ledger, log, clock);
  const tellStanding = standingTeller(log, clock);
  const announce = (id: string, entries: readonly JournalEntry[], journal: JournalHead | undefined): void => {
    for (const entry of entries) {
      const line = eventOf(id, entry, journal);
      if (line) log.write(line);
    }
  };
  const announcing: Pick<
    Ledger,
    'changeControl' | 'changeGroup' | 'saveWorkingState' | 'appendJournal' | 'publish'
  > = {
    async changeGroup(etag, group, entries) {
      const outcome = await noticing.changeGroup(etag, group, entries);
      if (outcome.kind === 'changed') announce(OF_THE_LEDGER, entries, outcome.journal);
      return outcome;
    },
    async changeControl(id, etag, control, entries) {
      const outcome = await noticing.changeControl(id, etag, control, entries);
      if (outcome.kind === 'changed') announce(id, entries, outcome.journal);
      return outcome;
    },
    async saveWorkingState(id, name, etag, state, consumed, entries) {
      const outcome = await noticing.saveWorkingState(id, name, etag, state, consumed, entries);
      if (outcome.kind === 'changed') announce(id, entries ?? [], outcome.journal);
      return outcome;
    },
    async appendJournal(id, entries) {
      const journal = await noticing.appendJournal(id, entries);
      announce(id, entries, journal);
      return journal;
    },
    async publish(id, status, summary) {
      await noticing.publish(id, status, summary);
      tellStanding(summary);
    },
  };
  return new Proxy(noticing, {
    get: (target, name) => (Reflect.get(announcing, name) ?? Reflect.get(target, name)) as unknown,
  });
}

/** Writes how a migration stands, unless this process has written the same before. */
function standingTeller(log: EventLog, clock: Clock): (summary: MigrationSummary) => void {
  const told = new Map<string, string>();
  return (summary) => {
    const { id, phase, attention } = summary;
    const standing = [phase, attention?.kind, attention?.block].join();
    if (told.get(id) === standing) return;
    told.set(id, standing);
    const line = standingOf(summary, { at: clock.now().toISOString(), by: 'watch' });
    if (line) log.write(line);
  };
}

/** Milliseconds between two lines about the same outage. */
const OUTAGE_LINE_MS = 60_000;

/** Whoever calls the ledger, and whatever becomes of the error: that storage does not answer is said. */
function noticingOutages(ledger: Ledger, log: EventLog, clock: Clock): Ledger {
  let lastAt = Number.NEGATIVE_INFINITY;
  const notice = (error: unknown): void => {
    const now = clock.now();
    if (!(error instanceof LedgerUnavailableError) || now.getTime() - lastAt < OUTAGE_LINE_MS) return;
    lastAt = now.getTime();
    const { message, cause } = error;
    const code = (cause instanceof StorageFault ? cause.code : undefined) ?? error.code;
    log.write(
      eventLine({ event: 'ledgerUnavailable', at: now.toISOString(), by: 'ledger', code, text: message }),
    );
  };
  return new Proxy(ledger, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...args: readonly unknown[]): unknown => {
        const result: unknown = Reflect.apply(member, target, args);
        return isIterable(result) ? noticed(result, notice) : asPromise(result, notice);
      };
    },
  });
}

function isIterable(result: unknown): result is AsyncIterable<unknown> {
  return typeof result === 'object' && result !== null && Symbol.asyncIterator in result;
}

async function asPromise(result: unknown, notice: (error: unknown) => void): Promise<unknown> {
  try {
    return await result;
  } catch (error) {
    notice(error);
    throw error;
  }
}

async function* noticed(rows: AsyncIterable<unknown>, notice: (error: unknown) => void): AsyncGenerator {
  try {
    yield* rows;
  } catch (error) {
    notice(error);
    throw error;
  }
}
