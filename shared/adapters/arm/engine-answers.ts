/** What answers of the management API mean to the engine's callers. */
import type { ChangeAnswer } from '../../core/engine/change-answer';
import type { EngineTrouble } from '../../core/engine/reading';
import type { ArmAnswer, NoResponse } from './arm-answer';

/**
 * Classifies the answer to a change.
 *
 * Only what is certain is called accepted, refused or not sent: a 2xx; a 4xx with an ARM error envelope, other than a
 * 408 (somebody on the way gave up waiting, perhaps for the service's answer); a 429 (throttled requests are not processed: Microsoft Learn, "Understand how Azure Resource Manager throttles
 * requests"); a request of which no byte was written. Everything else may have been done.
 */
export function toChangeAnswer(result: ArmAnswer | NoResponse): ChangeAnswer {
  if (result.kind === 'noResponse') {
    return { kind: result.certainlyNotSent ? 'notSent' : 'unknown', reason: result.reason };
  }
  const { status, error, retryAfterSeconds } = result;
  if (status >= 200 && status < 300) return { kind: 'accepted' };
  const isClear = status === 429 || (error !== undefined && status !== 408);
  if (status >= 400 && status < 500 && isClear) {
    return {
      kind: 'refused',
      httpStatus: status,
      code: error?.code ?? 'TooManyRequests',
      message: error?.message ?? 'The service is throttling.',
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    };
  }
  const said = error === undefined ? 'without an error envelope' : `${error.code}: ${error.message}`;
  return { kind: 'unknown', reason: `the service answered ${status} ${said}` };
}

/** Classifies an answer to a read that is no success; `what` names the object, `Cannot read <what>: …`. */
export function toTrouble(result: ArmAnswer | NoResponse, what: string): EngineTrouble {
  if (result.kind === 'noResponse') {
    const code = { paused: 'throttled', noToken: 'denied', urlRefused: 'unreadable' } as const;
    const known = Object.entries(code).find(([name]) => name === result.code)?.[1];
    return trouble(known ?? 'unreachable', `Cannot read ${what}: ${result.reason}`, result.retryAfterSeconds);
  }
  const { status, error, retryAfterSeconds } = result;
  const said = error === undefined ? '' : ` ${error.code}: ${error.message}`;
  const message = `Cannot read ${what}: the service answered ${status}${said}`;
  if (status === 429) return trouble('throttled', message, retryAfterSeconds);
  if (status >= 500) return trouble('serverError', message, retryAfterSeconds);
  if (status >= 400 && (error !== undefined || status === 401 || status === 403))
    return trouble('denied', message);
  return trouble('unreadable', `${message} in a form this version cannot read`);
}

/**
 * Tells a missing resource from everything else that ends in 404: a subscription that cannot be seen is no proof
 * that the resource is missing, nor is a type or version that this cloud does not know (`InvalidResourceType`,
 * `NoRegisteredProviderFound`: Microsoft Learn, "Troubleshoot common Azure deployment errors"), nor a page of
 * somebody's proxy, nor a parent that is not found: an instance, a service or a resource group does not vanish in the
 * night of its cutover (`ParentResourceNotFound`, `ResourceGroupNotFound`, `SubscriptionDoesNotHaveServer` of
 * Microsoft.Sql, Azure/azure-rest-api-specs issue 16850).
 *
 * One such answer proves nothing yet (shared/core/reading-count.ts).
 */
export function isAbsent({ status, error, emptyBody }: ArmAnswer): boolean {
  if (status !== 404) return false;
  if (error === undefined) return emptyBody;
  return !OF_SOMETHING_ELSE.test(error.code) && !namesAParent(error.message);
}

const OF_SOMETHING_ELSE =
  /subscription|tenant|operation|provider|parent|group|instance|server|service|project|^invalid/i;

/** Types of the resources that are read; what a message names beside them is what they belong to. */
const READ_TYPES: ReadonlySet<string> = new Set([
  'databases',
  'restoredetails',
  'databasemigrations',
  'tasks',
]);

/**
 * True for `The Resource 'Microsoft.Sql/managedInstances/mi' under resource group 'rg' was not found.`, in answer to a
 * question about one of its databases (form of the message: Azure/azure-cli issue 7575).
 */
function namesAParent(message: string): boolean {
  const named = /'(Microsoft\.[^']+)'/i.exec(message)?.[1];
  const type = named?.split('/').at(-2);
  return type !== undefined && !READ_TYPES.has(type.toLowerCase());
}

function trouble(code: EngineTrouble['code'], message: string, retryAfterSeconds?: number): EngineTrouble {
  return { kind: 'trouble', code, message, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
}
