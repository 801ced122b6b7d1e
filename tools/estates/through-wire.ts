/** Reads an estate as the product would: written as the management API's JSON, and read back. */
import { createEstateReader, type EstateSource } from '../../shared/adapters/estate/arm-estate-reader';
import { ESTATE_REQUESTS, type EstateRequest } from '../../shared/adapters/estate/estate-requests';
import type { Question } from '../../shared/core/preflight/question';
import type { EstateReader } from '../../shared/ports/estate-reader';
import type { Estate } from '../emulator/estates/estate';
import { wireBody } from '../emulator/estates/wire-body';
import { writeJson } from '../emulator/wire/json';
import { NOW } from './cases';

/** A reader of the estate's JSON; what the estate has not is absent. */
export function estateReader(estate: Estate): EstateReader {
  return createEstateReader(estateSource(estate));
}

/** The estate's answers by their requests, as the management API gives them. */
export function estateSource(estate: Estate): EstateSource {
  const bodies = new Map(
    [...estate.values()].map(({ question, value }) => [
      pathOf(question).toLowerCase(),
      writeJson(wireBody(question, value)),
    ]),
  );
  return {
    read(path) {
      const body = bodies.get(path.toLowerCase());
      return Promise.resolve({ answer: body === undefined ? ABSENT : answerOf(200, body), asOf: NOW });
    },
  };
}

const ABSENT = {
  ...answerOf(404, '{"error":{"code":"ResourceNotFound","message":"The Resource was not found."}}'),
  error: { code: 'ResourceNotFound', message: 'The Resource was not found.' },
};

function answerOf(status: number, bodyText: string) {
  return {
    kind: 'answer',
    status,
    json: JSON.parse(bodyText) as unknown,
    emptyBody: false,
    bodyText,
  } as const;
}

function pathOf(question: Question): string {
  return (ESTATE_REQUESTS[question.kind] as EstateRequest<Question['kind']>).path(question);
}
