/** Running the preflight of every watched migration once a day, on readings that they share. */
import { isInFlight } from '../../core/cutover/attempt';
import type { ControlRow } from '../../core/migration/control';
import type { Registration } from '../../core/migration/registration';
import { hasElapsed } from '../../core/timing';
import { LedgerUnavailableError } from '../../ports/ledger';
import { type Capabilities, nowIso } from '../capabilities';
import { judgeMigration } from './judge-migration';
import { readPreflight } from './preflight-store';

/** Seconds after which a preflight is run again. */
const DAY_SECONDS = 86_400;

/** Seconds in which one sweep begins preflights; what is left comes with the next. */
const SWEEP_SECONDS = 60;

/** Runs what is due. */
export type DailyPreflights = (registrations: readonly Registration[]) => Promise<void>;

/**
 * Makes the run of a sweep. It remembers what it has seen, so that a sweep does not read every result.
 *
 * One that cuts over or has ended is left alone; the trouble of one never concerns the others.
 */
export function createDailyPreflights(caps: Capabilities): DailyPreflights {
  const seen = new Map<string, string>();
  const now = (): string => nowIso(caps.clock);
  const isYoung = (asOf: string | undefined): boolean =>
    asOf !== undefined && !hasElapsed(asOf, now(), DAY_SECONDS);
  return async (registrations) => {
    const began = now();
    for (const { id } of registrations) {
      if (hasElapsed(began, now(), SWEEP_SECONDS)) return;
      if (isYoung(seen.get(id))) continue;
      try {
        const asOf = await runUnlessYoung(caps, id, isYoung);
        if (asOf === undefined) seen.delete(id);
        else seen.set(id, asOf);
      } catch (error) {
        if (!(error instanceof LedgerUnavailableError)) throw error;
        return;
      }
    }
  };
}

/** @returns when it was last run; undefined where it is not to be run */
async function runUnlessYoung(
  caps: Capabilities,
  id: string,
  isYoung: (asOf: string | undefined) => boolean,
): Promise<string | undefined> {
  const control = (await caps.ledger.control(id))?.value;
  if (control === undefined || !isWatched(control)) return undefined;
  const asOf = (await readPreflight(caps.ledger, id)).result?.asOf;
  if (isYoung(asOf)) return asOf;
  const outcome = await judgeMigration(caps, id, 'sweep', caps.sharedEstate);
  return outcome.kind === 'judged' ? outcome.result.asOf : undefined;
}

/** The reads of a cutover go before all others. */
function isWatched(control: ControlRow): boolean {
  return control.ended === undefined && control.attempt?.state !== 'intended' && !isInFlight(control);
}
