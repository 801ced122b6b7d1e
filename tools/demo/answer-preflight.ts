/** Answers the preflight that a creation waits for, as an operator does who has looked at everything. */
import type { MigrationPreflight } from '../../shared/core/preflight/stored-result';
import { UnexpectedAnswerError, call } from './api';

const REASON = 'on this machine, where nothing depends on it';
/** The app judges by itself, too: what has changed since it was read is read again. */
const TRIES = 3;

/**
 * Runs the preflight anew, says yes to its questions, and waives what is left of the rows that block.
 *
 * @param note is told what was found and answered
 * @throws {UnexpectedAnswerError} When the app refuses.
 */
export async function answerPreflight(
  hostUrl: string,
  id: string,
  note: (text: string) => void = () => undefined,
): Promise<void> {
  for (let tried = 1; ; tried++)
    try {
      await answerOnce(hostUrl, id, note);
      return;
    } catch (error) {
      if (tried === TRIES || !(error instanceof UnexpectedAnswerError) || error.status !== 409) throw error;
    }
}

async function answerOnce(hostUrl: string, id: string, note: (text: string) => void): Promise<void> {
  const path = `/api/migrations/${id}/preflight`;
  const { rows, counts } = await call<MigrationPreflight>(hostUrl, 'POST', path, {});
  note(
    `✓ preflight: ${counts.met} met, ${counts.unmet} unmet, ${counts.unknown} unknown, ${counts.forYou} for you`,
  );
  const blocking = rows.filter(
    ({ severity, answer }) => severity === 'blocks' && (answer === undefined || answer.lapsed === true),
  );
  const questions = blocking.filter(({ state }) => state === 'forYou').map((row) => row.id);
  if (questions.length > 0) {
    await call(hostUrl, 'POST', `${path}/tick`, { rows: questions });
    note(`✓ answered its questions with yes: ${questions.join(', ')}`);
  }
  const others = blocking.filter(({ state }) => state === 'unmet' || state === 'unknown');
  if (others.length === 0) return;
  await call(hostUrl, 'POST', `${path}/waive`, { rows: others.map((row) => row.id), reason: REASON });
  for (const row of others) note(`✓ waived ${row.id}: ${row.found}`);
}
