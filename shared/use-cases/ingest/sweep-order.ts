/** In which order a sweep goes through the migrations, so that one that runs out of time starves none. */
import type { Registration } from '../../core/migration/registration';
import type { Ledger } from '../../ports/ledger';

/** Whose working state the sweep's own is. No migration has this id: ids are lower-case slugs. */
export const OF_THE_SWEEP = '!sweep';
const STATE = 'next';

/** All registrations, beginning with the one that the last sweep did not reach. */
export async function inSweepOrder(ledger: Ledger): Promise<readonly Registration[]> {
  const all: Registration[] = [];
  for await (const registration of ledger.registrations()) all.push(registration);
  const next = (await ledger.workingState(OF_THE_SWEEP, STATE))?.value.json;
  const from = next === undefined ? -1 : all.findIndex(({ id }) => id >= next);
  return from <= 0 ? all : [...all.slice(from), ...all.slice(0, from)];
}

/** Remembers where the next sweep begins; of two sweeps at the same time, one remembers. */
export async function beginNextSweepAt(ledger: Ledger, id: string): Promise<void> {
  const stored = await ledger.workingState(OF_THE_SWEEP, STATE);
  await ledger.saveWorkingState(OF_THE_SWEEP, STATE, stored?.etag, { json: id });
}
