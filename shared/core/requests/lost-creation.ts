/** Proving that a creation with an unclear answer never arrived. */
import type { EngineReading } from '../engine/reading';
import type { CreationIntent } from '../migration/control';
import { type ReadingTime, countReading, isCounted, readingsText } from '../reading-count';
import { type Timing, addSeconds, hasElapsed } from '../timing';
import { isLastTry, nextTry, tryNumber, unclear } from './creation';

/**
 * Takes one reading into account for a creation whose answer is missing or unclear, or that was accepted.
 *
 * One still `sending` well after its deadline was left by a run that ended: it becomes `unknown`. Readings that say that
 * the service knows no such migration are counted from `notReceivedFirst` after the sender's deadline on; three over
 * `absence` prove that an unclear one was lost. A reading that says something else, a clock that went back and a long
 * hole begin the count anew. Then it is `intended` as the next try, or after the last one `notReceived`, for an
 * operator. An accepted one is counted, and stays.
 *
 * No reading at all (trouble) changes nothing. A request that is taken up even later finds no harm: the service has
 * one migration of that name, whoever's request made it.
 *
 * @returns the creation to store; the same object when nothing new was learned
 * @example settleCreation(unknown, { kind: 'absent' }, { began, ended }, AZURE_TIMING).absent?.count // 1
 */
export function settleCreation(
  creation: CreationIntent,
  engine: EngineReading,
  look: ReadingTime,
  timing: Timing,
): CreationIntent {
  if (!COUNTED.includes(creation.state)) return creation;
  const deadline = creation.sender?.notAfter ?? addSeconds(creation.at, timing.senderValid);
  if (!hasElapsed(deadline, look.began, timing.notReceivedFirst)) return withoutCount(creation);
  const given = creation.state === 'sending' ? unclear(creation, LEFT) : creation;
  switch (engine.kind) {
    case 'trouble':
      return given;
    case 'absent':
      return countAbsent(given, look, timing);
    case 'read':
      return withoutCount(given);
  }
}

/** States in which the service may, or must, come to know the migration. */
const COUNTED: readonly CreationIntent['state'][] = ['sending', 'sent', 'unknown'];

const LEFT = 'No clear answer to the creation: the run that sent it ended before it stored the answer';

function countAbsent(creation: CreationIntent, look: ReadingTime, timing: Timing): CreationIntent {
  const absent = countReading(creation.absent, 'absent', look, timing);
  if (absent === creation.absent) return creation;
  if (creation.state === 'sent' || !isCounted(absent, timing)) return { ...creation, absent };
  const reason = `Try ${tryNumber(creation)} to create the migration is lost: ${readingsText(absent)} say that the service knows no such migration (${creation.reason ?? 'no answer'})`;
  return isLastTry(creation)
    ? { ...creation, state: 'notReceived', absent: undefined, reason }
    : nextTry(creation, reason);
}

/** The creation with its count begun anew; the same object when nothing was counted. */
function withoutCount(creation: CreationIntent): CreationIntent {
  return creation.absent === undefined ? creation : { ...creation, absent: undefined };
}
