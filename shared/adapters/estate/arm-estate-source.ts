/** Answers of the management API itself, and the writing of what it answered. */
import type { ArmAnswer } from '../arm/arm-answer';
import type { ArmClient } from '../arm/arm-client';
import type { EstateSource } from './arm-estate-reader';
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

/** Hands each answer of a source to `keep`, in the form that a recorded estate is read in; what has no answer is not kept. */
export function keepingSource(source: EstateSource, keep: (recorded: RecordedAnswer) => void): EstateSource {
  return {
    async read(path) {
      const read = await source.read(path);
      if (read.answer.kind === 'answer') keep(toRecorded(path, read.answer, read.asOf));
      return read;
    },
  };
}

function toRecorded(path: string, { status, json }: ArmAnswer, asOf: string): RecordedAnswer {
  return { request: localPath(path), status, asOf, body: json ?? null };
}
