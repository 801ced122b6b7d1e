/** What the emulator refuses with: status, code and text as Microsoft publishes them. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { serviceErrors, type ServiceError } from '../../tools/emulator/http/service-errors';
import { lrsErrors } from '../../tools/emulator/lrs/lrs-errors';
import { describeShared } from '../support/shared-folder';

interface Documented {
  readonly http: number;
  readonly code: string;
  readonly message: string;
}

const target = { name: 'db1', targetServer: 'mi1' };
const names = { subscription: 's', resourceGroup: 'g', server: 'mi1', database: 'db1' };

/** Every error of the new DMS, made with arguments of no meaning. */
const DMS: readonly ServiceError[] = [
  serviceErrors.invalidParameter('x'),
  serviceErrors.emptyBody(),
  serviceErrors.invalidContainerName('backup'),
  serviceErrors.accessDenied(),
  serviceErrors.resourceNotFound(),
  serviceErrors.operationIdNotFound('x'),
  serviceErrors.operationTypeNotFound('x'),
  serviceErrors.operationInProgress(),
  serviceErrors.stillValidating('Cutover', target),
  serviceErrors.notReadyForCutover(target),
  serviceErrors.cutoverAlreadyComplete(target),
  serviceErrors.cutoverFailedOrCancelled(target, 'x'),
  serviceErrors.notReadyForCancel(target),
  serviceErrors.cancelFailed('x', target),
  serviceErrors.retryNotAllowed('running', target),
  serviceErrors.deleteWhileInProgress('x'),
  serviceErrors.deleteWhileCanceling('x'),
  serviceErrors.deleteWhileCompleting('x'),
  serviceErrors.deleteWhileDeleting('x'),
  serviceErrors.unexpected(),
];

/** Those of the Log Replay Service that its list of restore errors holds. */
const LRS: readonly ServiceError[] = [
  lrsErrors.missingLastBackup(),
  lrsErrors.notStarted(),
  lrsErrors.alreadySignaled(),
  lrsErrors.notLastRestored(),
  lrsErrors.notRestoring(),
  lrsErrors.detailsExpired(),
];

describeShared('errors as they are documented', 'recordings/swagger', (folder) => {
  const list = (file: string) =>
    JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as readonly Documented[];

  test.each([
    ['databaseMigrations-errors-2025-06-30.json', DMS],
    ['restoreDetails-errors-2023-08-01.json', LRS],
  ])('%s', (file, errors) => {
    for (const { status, code, message } of errors) {
      const published = list(file).find((one) => one.code === code);
      expect([code, published?.http]).toEqual([code, status]);
      expect(message).toMatch(pattern(published?.message ?? ''));
    }
  });
});

test('every error of the new DMS is held against its list; the others are Azure Resource Manager’s', () => {
  const own = new Set(DMS.map(({ code }) => code));
  const made = [
    serviceErrors.authenticationMissing(),
    serviceErrors.apiVersionMissing(),
    serviceErrors.apiVersionUnknown('x', 'y', []),
    serviceErrors.unsupportedMediaType(undefined),
    serviceErrors.notImplemented('x'),
    serviceErrors.armResourceNotFound('x', 'y'),
  ];
  expect(Object.keys(serviceErrors)).toHaveLength(DMS.length + made.length);
  expect(made.map(({ code }) => code).filter((code) => own.has(code))).toEqual(['ResourceNotFound']);
  expect(lrsErrors.notFound(names).headers).toEqual({ 'x-ms-failure-cause': 'gateway' });
});

/** The text with its numbered places open. */
function pattern(message: string): RegExp {
  const fixed = message.split(/\{\d\}/).map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${fixed.join('.*')}`, 's');
}
