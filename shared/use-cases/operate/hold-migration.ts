/** An operator's `hold` and `release`. */
import { mayStillArrive, unclearAttempt } from '../../core/cutover/held-attempt';
import type { ControlRow } from '../../core/migration/control';
import { addHold, endHold, holdsOf, listHolds, MOST_HOLDS } from '../../core/migration/holds';
import type { Capabilities } from '../capabilities';
import type { ControlChange } from '../change-control';
import {
  type ActionOutcome,
  type Operator,
  type Refusal,
  act,
  done,
  entry,
  inTheWay,
  KEEP,
  pauseAuto,
  refuse,
  withoutApproval,
} from '../operator-actions';

/**
 * Holds the cutover, and ends an approval; refused once the request is on its way, taken when nobody knows whether it is
 * (`unclearAttempt`).
 */
export function hold(caps: Capabilities, operator: Operator, reason: string): Promise<ActionOutcome> {
  return act(caps, operator, (control, at) => {
    const unclear = unclearAttempt(control, at);
    const busy = unclear === undefined ? inTheWay(control, 'hold') : undefined;
    if (busy !== undefined) return refuse(busy);
    const holds = holdsOf(control);
    if (holds.some((one) => one.by === operator.by && one.reason === reason)) return KEEP;
    if (holds.length >= MOST_HOLDS)
      return refuse(`Cannot hold: ${MOST_HOLDS} holds are active; one is enough to prevent the cutover`);
    const held = addHold(control, { by: operator.by, at, reason });
    const { control: next, entries } = withoutApproval(
      held,
      operator,
      at,
      `${operator.by} held the migration: ${reason}`,
    );
    const limit = unclear === undefined ? '' : `; ${mayStillArrive(unclear)}`;
    const text = `Held (${held.lastHold}): ${reason}${limit}`;
    return done(next, entry(at, 'held', operator, text), ...entries);
  });
}

/**
 * Ends a hold, anybody's. It never sends: mode auto is paused until an operator lets it go on.
 *
 * @param number which one; needed when several stand
 */
export function release(caps: Capabilities, operator: Operator, number?: number): Promise<ActionOutcome> {
  return act(caps, operator, (control, at) => {
    const busy = unclearAttempt(control, at) === undefined ? inTheWay(control, 'release') : undefined;
    if (busy !== undefined) return refuse(busy);
    const holds = holdsOf(control);
    const ended = holds.find((one) => one.number === (number ?? holds[0]?.number));
    if (ended === undefined) return whenNotHeld(control, number);
    if (number === undefined && holds.length > 1)
      return refuse(`Cannot release: several holds are active; give the number of one: ${listHolds(holds)}`);
    const whose = ended.by === operator.by ? '' : ` of ${ended.by}`;
    const text = `Released the hold${whose} (${ended.number}): ${ended.reason}`;
    const { control: next, note } = pauseAuto(
      endHold(control, ended.number),
      operator,
      at,
      `${operator.by} released a hold`,
    );
    return done(next, entry(at, 'released', operator, `${text}${note}`, { hold: ended.number }));
  });
}

/** A hold that was released before is released; one that never stood is a mistake. */
function whenNotHeld(control: ControlRow, number: number | undefined): ControlChange<Refusal> {
  if (number === undefined) return refuse('Cannot release: the migration is not held');
  if (number <= (control.lastHold ?? 0)) return KEEP;
  const holds = holdsOf(control);
  const standing = holds.length === 0 ? 'the migration is not held' : `active holds: ${listHolds(holds)}`;
  return refuse(`Cannot release: there is no hold ${number}; ${standing}`);
}
