/** Networks, storage accounts, services and rights: what the emulator is asked about the estate around a migration. */
import type { Question, QuestionKind } from '../../../shared/core/preflight/question';
import type { Emulation } from '../emulation';
import { type Answer, type Operation, type OperationCall, pageOf } from '../http/operation-call';
import { serviceErrors, type ServiceError } from '../http/service-errors';
import type { JsonObject } from '../wire/json';

/**
 * GET of one kind of question.
 *
 * 200, or what the estate has in place of the resource; 404 ResourceNotFound when it has nothing.
 * @param below how many segments of the path stand below the resource that the question is about
 */
export function estateOperation(kind: QuestionKind, below = 0): Operation {
  return async (call, { estate }) => {
    const about = aboutOf(call);
    const question: Question = { kind, id: idOf(call, below), ...(about !== undefined && { about }) };
    const answer = await estate.answer(question, requestOf(call));
    if (answer === undefined) throw notFound(call);
    return answer;
  };
}

/** A list below a resource: what the emulator runs itself, and what else the estate has of it, each name once. */
export async function listWithEstate(
  kind: QuestionKind,
  own: readonly JsonObject[],
  call: OperationCall,
  emulation: Emulation,
): Promise<Answer> {
  const answer = await emulation.estate.answer({ kind, id: idOf(call, 1) }, call.path);
  if (answer !== undefined && answer.status !== 200) return answer;
  if (answer === undefined && own.length === 0) throw notFound(call);
  const names = new Set(own.map(nameOf));
  const others = itemsOf(answer?.body).filter((item) => !names.has(nameOf(item)));
  const { items, nextLink } = pageOf([...own, ...others], call, emulation);
  return { status: 200, body: { value: [...items], nextLink } };
}

function requestOf({ path, rawQuery }: OperationCall): string {
  return `${path}?${rawQuery}`;
}

function idOf({ path }: OperationCall, below: number): string {
  const segments = path.split('/');
  return segments.slice(0, segments.length - below).join('/');
}

/** The namespace of a provider; the principal whose assignments are asked for. */
function aboutOf({ params, query }: OperationCall): string | undefined {
  const filter = query.get('$filter') ?? '';
  return params.namespace ?? /^(?:assignedTo\('|principalId eq ')([^']+)'/i.exec(filter)?.[1];
}

function itemsOf(body: JsonObject | undefined): readonly JsonObject[] {
  return Array.isArray(body?.value) ? (body.value as JsonObject[]) : [];
}

function nameOf({ name }: JsonObject): string {
  return typeof name === 'string' ? name.toLowerCase() : '';
}

function notFound({ path }: OperationCall): ServiceError {
  const resource = path.slice(path.lastIndexOf('/providers/') + 11);
  return serviceErrors.armResourceNotFound(resource, /\/resourceGroups\/([^/]+)/i.exec(path)?.[1] ?? '');
}
