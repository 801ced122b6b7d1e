/** Estates that the emulator is given in place of its own: one of the estates with a name, or a folder of answers. */
import { existsSync } from 'node:fs';
import {
  type RecordedAnswer,
  localPath,
  readRecordedAnswers,
} from '../../../shared/adapters/estate/recorded-estate';
import { questionKey } from '../../../shared/core/preflight/question';
import type { JsonObject } from '../wire/json';
import type { Estate } from './estate';
import { ESTATE_NAMES, namedEstate } from './named-estates';
import type { EstateAnswer, ServedEstate } from './served-estate';
import { wireBody } from './wire-body';

/**
 * Opens an estate by its name, or by the folder that holds its answers.
 *
 * @throws {Error} When it is neither, or the folder cannot be read.
 */
export function givenEstate(nameOrFolder: string): ServedEstate {
  const name = ESTATE_NAMES.find((one) => one === nameOrFolder);
  if (name !== undefined) return describedEstate(namedEstate(name));
  if (!existsSync(nameOrFolder))
    throw new Error(
      `Cannot show the estate "${nameOrFolder}": it is neither a folder nor one of ${ESTATE_NAMES.join(', ')}`,
    );
  return recordedEstate(readRecordedAnswers(nameOrFolder));
}

function describedEstate(estate: Estate): ServedEstate {
  return {
    answer(question) {
      const known = estate.get(questionKey(question));
      const answer = known && { status: 200, body: wireBody(known.question, known.value) };
      return Promise.resolve(answer);
    },
  };
}

/** Answers as they were recorded, with those that say no; the pages of a list are one. */
function recordedEstate(answers: readonly RecordedAnswer[]): ServedEstate {
  const byRequest = new Map(answers.map((one) => [keyOf(one.request), one]));
  return { answer: (_, request) => Promise.resolve(wholeAnswer(byRequest, request)) };
}

function wholeAnswer(
  answers: ReadonlyMap<string, RecordedAnswer>,
  request: string,
): EstateAnswer | undefined {
  const items: JsonObject[] = [];
  for (let next: string | undefined = request, pages = 0; next !== undefined; pages += 1) {
    const found = answers.get(keyOf(localPath(next)));
    if (found === undefined || pages > answers.size) return undefined;
    const body = (found.body ?? {}) as JsonObject;
    if (found.status !== 200 || !Array.isArray(body.value)) return { status: found.status, body };
    items.push(...(body.value as JsonObject[]));
    next = typeof body.nextLink === 'string' && body.nextLink !== '' ? body.nextLink : undefined;
  }
  return { status: 200, body: { value: items } };
}

/** Path, and what the query asks besides the version: the emulator answers every version with what was recorded of one. */
function keyOf(request: string): string {
  const [path = '', query = ''] = request.toLowerCase().split('?');
  const asked = [...new URLSearchParams(query)].filter(([name]) => name !== 'api-version');
  return `${path.replace(/\/+$/, '')}?${asked
    .map((pair) => pair.join('='))
    .sort()
    .join('&')}`;
}
