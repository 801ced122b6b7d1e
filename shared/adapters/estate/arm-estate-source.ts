/** Answers of the management API itself, and the writing of what it answered. */
import type { QuestionKind } from '../../core/preflight/question';
import type { ArmAnswer } from '../arm/arm-answer';
import type { ArmClient } from '../arm/arm-client';
import type { EstateSource } from './arm-estate-reader';
import { keptBody } from './kept-body';
import { type RecordedAnswer, localPath } from './recorded-estate';

/** Asks the management API. */
export function armEstateSource(arm: ArmClient): EstateSource {
  return {
    async read(path) {
      const answer = await arm.read(path);
      return { answer, asOf: arm.clock.now().toISOString() };
    },
  };
}

/** Hands what is to be kept of each answer to `keep`, in the form that a recorded estate is read in; what has no answer is not kept. */
export function keepingSource(
  source: EstateSource,
  keep: (recorded: RecordedAnswer, kind: QuestionKind) => void,
): EstateSource {
  return {
    async read(path, kind) {
      const read = await source.read(path, kind);
      if (read.answer.kind === 'answer') keep(toRecorded(path, kind, read.answer, read.asOf), kind);
      return read;
    },
  };
}

function toRecorded(
  path: string,
  kind: QuestionKind,
  { status, json }: ArmAnswer,
  asOf: string,
): RecordedAnswer {
  return { request: localPath(path), status, asOf, body: keptBody(kind, status, json) ?? null };
}
