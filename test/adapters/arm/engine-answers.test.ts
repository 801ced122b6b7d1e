import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import { toArmAnswer, type ArmAnswer } from '../../../shared/adapters/arm/arm-answer';
import { isAbsent, toChangeAnswer } from '../../../shared/adapters/arm/engine-answers';

const error = (code: string) => ({ error: { code, message: 'm' } });

const notFound = (resource: string) => ({
  error: {
    code: 'ResourceNotFound',
    message: `The Resource '${resource}' under resource group 'rg' was not found.`,
  },
});

function answerOf(status: number, body?: unknown): ArmAnswer {
  const bodyAsText = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
  const request = createPipelineRequest({ url: 'https://management.azure.com/' });
  return toArmAnswer({ request, status, headers: createHttpHeaders(), bodyAsText }, 0, []);
}

test.each<[number, unknown, string]>([
  [200, undefined, 'accepted'],
  [202, {}, 'accepted'],
  [307, undefined, 'unknown'],
  [400, error('BadRequest'), 'refused'],
  [400, '<html>', 'unknown'],
  [409, error('OperationInProgress'), 'refused'],
  [409, undefined, 'unknown'],
  // Somebody on the way gave up waiting for the service, which may be at work.
  [408, error('RequestTimeout'), 'unknown'],
  [408, undefined, 'unknown'],
  [429, undefined, 'refused'],
  [500, error('InternalServerError'), 'unknown'],
])('a change answered %d %j is %s', (status, body, kind) => {
  expect(toChangeAnswer(answerOf(status, body)).kind).toBe(kind);
});

test.each<[number, unknown, boolean]>([
  [404, undefined, true],
  [404, error('ResourceNotFound'), true],
  [404, error('ResourceDoesNotExist'), true],
  // A parent that is not found is trouble: the migration did not go because its instance cannot be seen.
  [404, error('ParentResourceNotFound'), false],
  [404, error('ResourceGroupNotFound'), false],
  [404, error('SubscriptionDoesNotHaveServer'), false],
  [404, error('ServiceNotFound'), false],
  [404, error('ProjectNotFound'), false],
  [404, notFound('Microsoft.Sql/managedInstances/mi'), false],
  [404, notFound('Microsoft.SqlVirtualMachine/sqlVirtualMachines/vm'), false],
  [404, notFound('Microsoft.DataMigration/services/s/projects/p'), false],
  [404, notFound('Microsoft.Sql/managedInstances/mi/databases/Shop'), true],
  [404, notFound('Microsoft.DataMigration/services/s/projects/p/tasks/t'), true],
  [
    404,
    notFound('Microsoft.Sql/managedInstances/mi/providers/Microsoft.DataMigration/databaseMigrations/Shop'),
    true,
  ],
  [404, '<html>', false],
  [404, error('SubscriptionNotFound'), false],
  [404, error('InvalidAuthenticationTokenTenant'), false],
  [404, error('OperationIdNotFound'), false],
  [404, error('InvalidResourceType'), false],
  [404, error('InvalidResourceNamespace'), false],
  [404, error('NoRegisteredProviderFound'), false],
  [400, error('ResourceNotFound'), false],
  [200, undefined, false],
])('an answer of %d %j says that nothing is there: %s', (status, body, absent) => {
  expect(isAbsent(answerOf(status, body))).toBe(absent);
});

test.each<[object, string]>([
  [{ message: 'm' }, 'm'],
  [{}, ''],
  [{ message: 7 }, ''],
  [{ message: 'm', details: [] }, 'm'],
  [{ message: 'm', details: [{ code: 'Inner', message: 'why' }, { code: 'Bare' }] }, 'm Inner: why Bare'],
  [{ message: 'm', details: [{ message: 'm' }, { code: 1 }] }, 'm'],
  [{ message: 'm', details: ['text'] }, 'm'],
  [{ message: 'm', details: [{ message: 'https://h/p?sig=HUSH' }] }, 'm https://h/p?[hidden]'],
])('the error %j says "%s"', (over, message) => {
  expect(answerOf(400, { error: { code: 'BadRequest', ...over } }).error).toEqual({
    code: 'BadRequest',
    message,
  });
});
