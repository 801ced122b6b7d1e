/** `/_control/clock`: reads and moves the emulator's clock. */
import { z } from 'zod';
import type { EmulatorClock } from '../clock';

/** Body of POST: any of these: the clock is set and moved, and then stands or runs. */
export const clockChange = z
  .strictObject({
    now: z.iso.datetime({ offset: true }).optional(),
    advanceMs: z.number().min(0).optional(),
    frozen: z.boolean().optional(),
  })
  .refine((change) => Object.keys(change).length > 0, { message: 'Give now, advanceMs or frozen.' });

/** What the clock says, as the control API shows it. */
export function describeClock(clock: EmulatorClock): { readonly now: string; readonly frozen: boolean } {
  return { now: new Date(clock.now()).toISOString(), frozen: clock.current().kind === 'frozen' };
}

/** Applies a change. */
export function changeClock(clock: EmulatorClock, change: z.output<typeof clockChange>): void {
  // First, so that not even a millisecond passes between the time that was asked for and its stop.
  if (change.frozen === true) clock.freeze();
  if (change.now !== undefined) clock.moveTo(Date.parse(change.now));
  if (change.advanceMs !== undefined) clock.advance(change.advanceMs);
  if (change.frozen === false) clock.resume();
}
