/** Proving that a creation with an unclear answer never arrived. */
import { READINGS } from '../cutover/lost-request';
import type { CreationIntent } from '../migration/control';
import type { EngineFacts } from '../readiness/facts';
import type { Timing } from '../timing';
import { addSeconds, hasElapsed, LONGEST_READING_GAP } from '../timing';
import { isLastTry, nextTry, tryNumber, unclear } from './creation';

/** When one look at the service began and ended; the reading lies between the two. ISO 8601 UTC. */
export interface ReadingTime {
  readonly began: string;
  readonly ended: string;
}

/**
 * Takes one reading into account for a creation whose answer is missing or unclear.
 *
 * One still `sending` well after its deadline was left by a run that ended: it becomes `unknown`. Three readings in a
 * row that say that the service knows no such migration prove that it was lost, by the rule of a lost cutover
 * (`countStillRunning`): the first at least `notReceivedFirst` after the sender's deadline, the others at least
 * `notReceivedGap` after the one before; a reading that says something else, a clock that went back and a long hole
 * begin the count anew. Then it is `intended` as the next try, or after the last one `notReceived`, for a person.
 *
 * No reading at all (trouble) changes nothing. A request that is taken up even later finds no harm: the service has
 * one migration of that name, whoever's request made it.
 *
 * @returns the creation to store; the same object when nothing new was learned
 * @example settleCreation(unknown, { kind: 'absent' }, { began, ended }, AZURE_TIMING).absent?.count // 1
 */
export function settleCreation(
  creation: CreationIntent,
  engine: EngineFacts,
  look: ReadingTime,
  timing: Timing,
): CreationIntent {
  if (creation.state !== 'sending' && creation.state !== 'unknown') return creation;
  const deadline = creation.sender?.notAfter ?? addSeconds(creation.at, timing.senderValid);
  if (!hasElapsed(deadline, look.began, timing.notReceivedFirst)) return withoutCount(creation);
  const given = creation.state === 'sending' ? unclear(creation, LEFT) : creation;
  switch (engine.kind) {
    case 'trouble':
      return given;
    case 'absent':
      return countAbsent(given, look, timing);
    case 'read':
    case 'unchanged':
      return withoutCount(given);
  }
}

const LEFT = 'No clear answer to the creation: the run that sent it ended before it wrote down the answer';

function countAbsent(
  creation: CreationIntent,
  { began, ended }: ReadingTime,
  timing: Timing,
): CreationIntent {
  const before = creation.absent;
  const inRow =
    before !== undefined &&
    hasElapsed(before.lastAt, began, 0) &&
    !hasElapsed(before.lastAt, began, LONGEST_READING_GAP);
  if (!inRow) return { ...creation, absent: { count: 1, lastAt: ended } };
  if (!hasElapsed(before.lastAt, began, timing.notReceivedGap)) return creation;
  const count = before.count + 1;
  if (count < READINGS) return { ...creation, absent: { count, lastAt: ended } };
  const reason = `Try ${tryNumber(creation)} to create the migration is lost: three readings in a row say that the service knows no such migration (${creation.reason ?? 'no answer'})`;
  return isLastTry(creation)
    ? { ...creation, state: 'notReceived', absent: undefined, reason }
    : nextTry(creation, reason);
}

/** The creation with its count begun anew; the same object when nothing was counted. */
function withoutCount(creation: CreationIntent): CreationIntent {
  return creation.absent === undefined ? creation : { ...creation, absent: undefined };
}
