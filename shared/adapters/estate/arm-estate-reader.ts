/** Reads an estate through the management API, or through a recording of it; every request is a GET. */
import { z } from 'zod';
import type { Question, QuestionKind, Reading } from '../../core/preflight/question';
import type { EstateReader } from '../../ports/estate-reader';
import type { ArmAnswer, NoResponse } from '../arm/arm-answer';
import { ESTATE_REQUESTS, type EstateRequest } from './estate-requests';

/** Where answers come from: the management API, or a recording of one. */
export interface EstateSource {
  /** @param kind of the question, which says what of the answer is read */
  read(
    path: string,
    kind: QuestionKind,
  ): Promise<{ readonly answer: ArmAnswer | NoResponse; readonly asOf: string }>;
}

/** A list that has more pages than this is not read whole, and so counts as not read. */
const MOST_PAGES = 50;

const page = z.looseObject({ value: z.array(z.unknown()), nextLink: z.string().nullish() });

/** What came of reading a body, or all pages of a list. */
type Body =
  | { readonly kind: 'body'; readonly body: unknown; readonly asOf: string }
  | Exclude<Reading, { kind: 'read' }>;

/** Builds the reader. */
export function createEstateReader(source: EstateSource): EstateReader {
  return { read: (question) => readOne(source, question) };
}

async function readOne<K extends QuestionKind>(
  source: EstateSource,
  question: Question<K>,
): Promise<Reading<K>> {
  const request: EstateRequest<K> = ESTATE_REQUESTS[question.kind];
  const path = request.path(question);
  const read = request.list
    ? await readPages(source, path, question.kind)
    : await readBody(source, path, question.kind);
  if (read.kind !== 'body') return read;
  const parsed = request.read.safeParse(read.body);
  if (parsed.success) return { kind: 'read', value: parsed.data, asOf: read.asOf };
  const [issue] = parsed.error.issues;
  const where = issue === undefined ? 'its body' : issue.path.join('.');
  return {
    kind: 'failed',
    reason: `the answer has a form this version cannot read (${where})`,
    asOf: read.asOf,
  };
}

async function readBody(source: EstateSource, path: string, kind: QuestionKind): Promise<Body> {
  const { answer, asOf } = await source.read(path, kind);
  if (answer.kind === 'answer') {
    if (answer.status === 200) return { kind: 'body', body: answer.json, asOf };
    if (isAbsent(answer)) return { kind: 'absent', asOf };
    if (answer.status === 403) return { kind: 'denied', action: ESTATE_REQUESTS[kind].action, asOf };
  }
  return { kind: 'failed', reason: whyNot(answer), asOf };
}

function whyNot(answer: ArmAnswer | NoResponse): string {
  if (answer.kind === 'noResponse') return answer.reason;
  const said = answer.error === undefined ? '' : ` ${answer.error.code}: ${answer.error.message}`;
  return `the service answered ${answer.status}${said}`;
}

/** All items of a list; a page that cannot be read loses the whole list, because an item of it might be the one that counts. */
async function readPages(source: EstateSource, path: string, kind: QuestionKind): Promise<Body> {
  const items: unknown[] = [];
  let next = path;
  let asOf = '';
  for (let pages = 1; pages <= MOST_PAGES; pages += 1) {
    const read = await readBody(source, next, kind);
    if (read.kind !== 'body') return read;
    const parsed = page.safeParse(read.body);
    if (!parsed.success) return { kind: 'failed', reason: 'the answer is not a list', asOf: read.asOf };
    items.push(...parsed.data.value);
    asOf = read.asOf;
    if (!parsed.data.nextLink) return { kind: 'body', body: items, asOf };
    next = parsed.data.nextLink;
  }
  return { kind: 'failed', reason: `the list has more than ${MOST_PAGES} pages`, asOf };
}

/**
 * Tells a resource that does not exist from everything else that ends in 404: a subscription that cannot be seen, a type that
 * this cloud does not know, a page of somebody's proxy (Microsoft Learn, "Troubleshoot common Azure deployment errors").
 */
function isAbsent({ status, error }: ArmAnswer): boolean {
  return status === 404 && error !== undefined && !OF_SOMETHING_ELSE.test(error.code);
}

const OF_SOMETHING_ELSE = /subscription|tenant|provider|resourcetype|^invalid/i;
