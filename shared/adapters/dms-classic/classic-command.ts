/** What the answer to a cutover command means. */
import type { ChangeAnswer } from '../../core/engine/change-answer';
import type { ArmAnswer, NoResponse } from '../arm/arm-answer';
import { toChangeAnswer } from '../arm/engine-answers';
import { findingsIn, findingText } from '../engine-text/findings';
import { toCommandState } from './classic-state';
import { readClassicCommand } from './classic-wire';

/**
 * The answer to a command is a command: what counts is its state. A 2xx whose body is no command, or says a word that
 * nobody knows, may have been carried out.
 */
export function toCommandAnswer(result: ArmAnswer | NoResponse): ChangeAnswer {
  const answer = toChangeAnswer(result);
  if (answer.kind !== 'accepted' || result.kind === 'silence') return answer;
  const command = readClassicCommand(result);
  const word = command?.state?.toLowerCase() ?? '';
  if (command !== undefined && toCommandState(word) === 'failed') {
    const [first] = [...findingsIn(command.errors), ...findingsIn(command.output)];
    const message = first === undefined ? 'The command failed without a reason.' : findingText(first);
    return { kind: 'refused', httpStatus: result.status, code: first?.code || 'CommandFailed', message };
  }
  if (['accepted', 'running', 'succeeded'].includes(word)) return answer;
  return {
    kind: 'unknown',
    reason: `the service answered ${result.status} without the state of the command`,
  };
}
