/** What a sweep tells: what it found and what failed, how each migration stands; and, in the ledger, when it ended. */
import { type EventFields, eventLine } from '../../core/migration/events';
import { type Freeze, describeFreeze } from '../../core/migration/ledger-state';
import type { Registration } from '../../core/migration/registration';
import { attentionNow } from '../../core/views/attention';
import { standingOf } from '../../core/views/standing';
import { ContainerUnavailableError } from '../../ports/backup-container';
import { type Ledger, LedgerUnavailableError } from '../../ports/ledger';
import { type Capabilities, nowIso } from '../capabilities';
import { readFreeze } from '../read-freeze';
import type { SweepResult } from './sweep-container';
import { OF_THE_SWEEP } from './sweep-order';

/** What telling needs. */
type Teller = Pick<Capabilities, 'ledger' | 'events' | 'clock'>;

const ENDED = 'ended';
/** Rows that the store gives at once. */
const BATCH = 999;

/** How far a sweep came. */
export interface SweepExtent {
  /** How many migrations it was about. */
  readonly swept: number;
  /** The migrations that it had no time for. */
  readonly left: readonly Pick<Registration, 'id'>[];
}

/**
 * Reports a sweep that has ended.
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer: the sweep counts as failed then.
 */
export async function reportSweep(caps: Teller, { swept, left }: SweepExtent): Promise<void> {
  const { ledger, clock } = caps;
  const [first] = left;
  if (first !== undefined) {
    const text = `The sweep ran out of time: ${left.length} migrations are left to the next sweep, which begins with ${first.id}`;
    tell(caps, { event: 'sweepUnfinished', migrations: left.length, text });
  }
  await tellStandings(caps);
  const stored = await ledger.workingState(OF_THE_SWEEP, ENDED);
  // Of two sweeps at the same time one is remembered.
  await ledger.saveWorkingState(OF_THE_SWEEP, ENDED, stored?.etag, {
    json: JSON.stringify({ at: nowIso(clock) }),
  });
  tell(caps, {
    event: 'swept',
    migrations: swept,
    ...frozenFields(await readFreeze(ledger), `Swept; migrations: ${swept}`),
  });
}

function frozenFields(
  freeze: Freeze | undefined,
  text: string,
): Pick<EventFields, 'state' | 'since' | 'text'> {
  if (freeze === undefined) return { text };
  const { at } = freeze;
  return {
    state: 'frozen',
    ...(at !== undefined && { since: at }),
    text: `${text}; ${describeFreeze(freeze)}`,
  };
}

/** When the last sweep ended, ISO 8601 UTC; undefined before the first. @throws {LedgerUnavailableError} */
export async function lastSweepAt(ledger: Pick<Ledger, 'workingState'>): Promise<string | undefined> {
  const stored = await ledger.workingState(OF_THE_SWEEP, ENDED);
  return stored && (JSON.parse(stored.value.json) as { readonly at: string }).at;
}

/** Says which backups the sweep has brought, and how many of them an event should have brought. */
export function reportFound(caps: Teller, id: string, result: SweepResult): void {
  if (result.kind === 'unchanged' || result.recorded === 0) return;
  const { recorded: found, late, removed } = result;
  const text = `Backups found by the sweep: ${found}; without an event for two minutes: ${late}; gone: ${removed}`;
  tell(caps, { event: 'sweepFound', migration: id, found, late, text });
}

/** Says that the sweep of a migration failed, unless its status, or the ledger of itself, says so already. */
export async function reportFailure(caps: Teller, id: string, error: unknown): Promise<void> {
  if (error instanceof LedgerUnavailableError) return;
  if (error instanceof ContainerUnavailableError && (await isBlockedByStorage(caps, id))) return;
  const text = `Cannot sweep ${id}: ${error instanceof Error ? error.message : 'unknown error'}`;
  tell(caps, { event: 'sweepFailed', migration: id, code: codeOf(error), text });
}

async function isBlockedByStorage({ ledger }: Teller, id: string): Promise<boolean> {
  const status = await ledger.status(id).catch(() => undefined);
  return status?.blocked?.kind === 'storageUnreadable';
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'Unexpected';
}

/** From the rows of the list, which hold what the last assessments found: a watch that stands still shows by its row's age. */
async function tellStandings({ ledger, events, clock }: Teller): Promise<void> {
  let continuation: string | undefined;
  do {
    const page = await ledger.summaries({ top: BATCH, continuation });
    const at = nowIso(clock);
    for (const stored of page.items) {
      const line = standingOf({ ...stored, attention: attentionNow(stored, at) }, { at, by: 'sweep' });
      if (line) events.write(line);
    }
    continuation = page.continuation;
  } while (continuation !== undefined);
}

function tell({ events, clock }: Teller, fields: Omit<EventFields, 'at' | 'by'>): void {
  events.write(eventLine({ ...fields, at: nowIso(clock), by: 'sweep' }));
}
