/** The freeze of a whole ledger: no request that changes something leaves, for any migration; everything else goes on. */
import type { ControlRow } from '../../core/migration/control';
import type { JournalEntry } from '../../core/migration/journal';
import {
  type Freeze,
  type LedgerState,
  OF_THE_LEDGER,
  awayFromHome,
  freezeOf,
} from '../../core/migration/ledger-state';
import type { Ledger, Versioned } from '../../ports/ledger';
import { type Capabilities, nowIso } from '../capabilities';

/** A request that a freeze does not stop: a run has claimed it, or the service may have it. */
export interface RequestInFlight {
  readonly migration: string;
  readonly request: 'cutover' | 'creation' | 'cancel' | 'retry';
  readonly state: 'sending' | 'sent' | 'unknown';
  /** While it is `sending`: until when it may leave, ISO 8601 UTC. */
  readonly notAfter?: string;
}

/** A ledger as an administrator sees it. */
export interface LedgerView {
  readonly home: string;
  readonly frozen?: Freeze;
  readonly inFlight: readonly RequestInFlight[];
  /** The ledger's own journal, newest first, at most twenty lines. */
  readonly history: readonly JournalEntry[];
}

/** What became of a thaw. */
export type ThawOutcome =
  | { readonly kind: 'thawed'; readonly view: LedgerView }
  | { readonly kind: 'refused'; readonly reason: string };

type Act = { readonly by: string; readonly reason: string };
type Caps = Pick<Capabilities, 'ledger' | 'clock'>;

/** Other writers changed the row on every try. */
export class LedgerContentionError extends Error {
  readonly code = 'LedgerContention';
  constructor(action: string) {
    super(`Cannot ${action}: its state was changed ${TRIES} times in between`);
    this.name = 'LedgerContentionError';
  }
}

const TRIES = 8;
/** Control rows read side by side. */
const WIDTH = 16;

/**
 * Freezes the ledger; one that is frozen stays frozen by whom and since when it was.
 *
 * The requests in flight are read once the freeze is written: what is not among them does not leave.
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function freezeLedger(caps: Caps, { by, reason }: Act): Promise<LedgerView> {
  const { ledger, clock } = caps;
  await changeLedgerState(ledger, 'freeze the ledger', (stored) => {
    if (stored?.value.freeze !== undefined) return undefined;
    const at = nowIso(clock);
    const home = stored?.value.home ?? ledger.home;
    return {
      state: { ...stored?.value, home, freeze: { at, by, reason } },
      entries: [{ at, kind: 'frozen', by, text: `Frozen: ${reason}` }],
    };
  });
  return viewLedger(caps);
}

/**
 * Ends the freeze; a ledger that is not frozen stays as it is. One that is away from home is a copy, which is not thawed.
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function thawLedger(caps: Caps, { by, reason }: Act): Promise<ThawOutcome> {
  const { ledger, clock } = caps;
  let refusal: string | undefined;
  await changeLedgerState(ledger, 'thaw the ledger', (stored) => {
    refusal =
      stored && stored.value.home !== ledger.home ? awayFromHome(stored.value, ledger.home) : undefined;
    if (refusal !== undefined || (stored !== undefined && stored.value.freeze === undefined))
      return undefined;
    const at = nowIso(clock);
    return {
      state: { ...stored?.value, home: ledger.home, freeze: undefined },
      entries: [{ at, kind: 'thawed', by, text: `Thawed: ${reason}` }],
    };
  });
  return refusal === undefined
    ? { kind: 'thawed', view: await viewLedger(caps) }
    : { kind: 'refused', reason: `Cannot thaw the ledger: ${refusal}` };
}

/**
 * Reads the freeze, then what it does not stop.
 *
 * @param readable ids of the migrations that may be named; undefined: all. The history of the others is left out, too
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function viewLedger(
  { ledger }: Pick<Capabilities, 'ledger'>,
  readable?: ReadonlySet<string>,
): Promise<LedgerView> {
  const frozen = freezeOf((await ledger.state())?.value, ledger.home);
  const inFlight = (await requestsInFlight(ledger)).filter(
    ({ migration }) => readable?.has(migration) !== false,
  );
  const { items } = await ledger.journal(OF_THE_LEDGER, { top: 20, newestFirst: true });
  const history =
    readable === undefined ? items : items.filter(({ kind }) => kind === 'frozen' || kind === 'thawed');
  return { home: ledger.home, ...(frozen && { frozen }), inFlight, history };
}

interface StateChange {
  readonly state: LedgerState;
  readonly entries: readonly JournalEntry[];
}

/** Changes the row of the ledger by its ETag, again when somebody else was faster; undefined changes nothing. */
export async function changeLedgerState(
  ledger: Ledger,
  action: string,
  change: (stored: Versioned<LedgerState> | undefined) => StateChange | undefined,
): Promise<void> {
  for (let tried = 0; tried < TRIES; tried++) {
    const stored = await ledger.state();
    const wanted = change(stored);
    if (wanted === undefined) return;
    const outcome = await ledger.changeState(stored?.etag, wanted.state, wanted.entries);
    if (outcome.kind === 'changed') return;
  }
  throw new LedgerContentionError(action);
}

async function requestsInFlight(ledger: Ledger): Promise<readonly RequestInFlight[]> {
  const ids: string[] = [];
  for await (const { id } of ledger.registrations()) ids.push(id);
  const queue = [...ids];
  const found = new Map<string, readonly RequestInFlight[]>();
  const worker = async (): Promise<void> => {
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      const control = (await ledger.control(id))?.value;
      if (control !== undefined) found.set(id, inFlightOf(id, control));
    }
  };
  await Promise.all(Array.from({ length: WIDTH }, worker));
  return ids.flatMap((id) => found.get(id) ?? []);
}

function inFlightOf(migration: string, control: ControlRow): readonly RequestInFlight[] {
  const { attempt: cutover, creation, cancel, retry, ended } = control;
  if (ended !== undefined) return [];
  return Object.entries({ cutover, creation, cancel, retry }).flatMap(([request, stored]) =>
    stored !== undefined && isInFlight(stored.state)
      ? {
          migration,
          request: request as RequestInFlight['request'],
          state: stored.state,
          ...(stored.state === 'sending' && { notAfter: stored.sender?.notAfter }),
        }
      : [],
  );
}

function isInFlight(state: string): state is RequestInFlight['state'] {
  return state === 'sending' || state === 'sent' || state === 'unknown';
}
