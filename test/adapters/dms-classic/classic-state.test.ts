import {
  hasEnded,
  isQuietMigrationState,
  toCommandState,
  toEngineState,
  toFileState,
} from '../../../shared/adapters/dms-classic/classic-state';

describe('the state of a database', () => {
  test.each<[string | undefined, string | undefined, string]>([
    // seen live
    ['Running', 'LOG_FILES_UPLOADING', 'running'],
    ['Running', 'CUTOVER_IN_PROGRESS', 'completing'],
    ['Succeeded', 'COMPLETED', 'succeeded'],
    // words of the published enum, in any case
    ['Queued', 'INITIAL', 'creating'],
    ['running', 'initial', 'creating'],
    ['Running', 'FULL_BACKUP_UPLOAD_START', 'running'],
    ['Running', 'LOG_SHIPPING_START', 'running'],
    ['Running', 'UPLOAD_LOG_FILES_START', 'running'],
    ['Running', 'CUTOVER_START', 'completing'],
    ['Running', 'POST_CUTOVER_COMPLETE', 'completing'],
    ['Running', 'CANCELLED', 'canceled'],
    ['Running', 'CANCELED', 'canceled'],
    ['Cancelled', 'INITIAL', 'canceled'],
    ['Running', 'FAILED', 'failed'],
    // one task, several databases: the database's own end stands
    ['Running', 'COMPLETED', 'succeeded'],
    ['Failed', 'COMPLETED', 'succeeded'],
    ['Canceled', 'COMPLETED', 'succeeded'],
    ['Succeeded', 'FAILED', 'failed'],
    ['Succeeded', 'CANCELLED', 'canceled'],
    // the task's end takes along what has none of its own
    ['Canceled', 'LOG_FILES_UPLOADING', 'canceled'],
    ['Canceled', 'CUTOVER_IN_PROGRESS', 'canceled'],
    ['Failed', 'LOG_FILES_UPLOADING', 'failed'],
    ['FailedInputValidation', 'INITIAL', 'failed'],
    ['Faulted', 'LOG_FILES_UPLOADING', 'failed'],
    ['Failed', 'SOMETHING_NEW', 'failed'],
    ['Canceled', 'SOMETHING_NEW', 'canceled'],
    // contradictions and words nobody knows
    ['Succeeded', 'LOG_FILES_UPLOADING', 'unknown'],
    ['Succeeded', 'CUTOVER_IN_PROGRESS', 'completing'],
    ['Queued', 'LOG_FILES_UPLOADING', 'unknown'],
    ['Running', 'UNDEFINED', 'unknown'],
    ['Running', 'SOMETHING_NEW', 'unknown'],
    ['Running', '', 'unknown'],
    ['Running', undefined, 'unknown'],
    ['Unknown', 'LOG_FILES_UPLOADING', 'unknown'],
    ['Novel', 'COMPLETED', 'unknown'],
    [undefined, 'LOG_FILES_UPLOADING', 'unknown'],
  ])('task %s, database %s: %s', (task, migrationState, state) =>
    expect(toEngineState(task, { kind: 'row', migrationState })).toBe(state),
  );

  test.each<[string | undefined, 'noRow' | 'noRows', string]>([
    ['Queued', 'noRows', 'creating'],
    ['Queued', 'noRow', 'creating'],
    ['Running', 'noRow', 'creating'],
    ['Running', 'noRows', 'unknown'],
    ['Succeeded', 'noRow', 'unknown'],
    ['Succeeded', 'noRows', 'unknown'],
    ['Canceled', 'noRows', 'canceled'],
    ['FailedInputValidation', 'noRows', 'failed'],
    ['Unknown', 'noRow', 'unknown'],
    [undefined, 'noRows', 'unknown'],
  ])('task %s, %s: %s', (task, kind, state) => expect(toEngineState(task, { kind })).toBe(state));

  test.each([
    ['COMPLETED', true],
    ['cancelled', true],
    ['FAILED', true],
    ['LOG_FILES_UPLOADING', false],
    ['SOMETHING_NEW', false],
    [undefined, false],
  ])('%s has ended: %s', (word, ended) => expect(hasEnded(word)).toBe(ended));
});

test.each([
  ['PENDING', true],
  ['COMPLETE', true],
  ['None', true],
  ['InProgress', true],
  ['Completed', true],
  ['Failed', false],
  ['Warning', false],
  ['Skipped', false],
  ['Stopped', false],
  ['SOMETHING_NEW', false],
])('migration state %s speaks against nothing: %s', (word, quiet) =>
  expect(isQuietMigrationState(word)).toBe(quiet),
);

test.each([
  ['Arrived', 'pending'],
  ['Queued', 'pending'],
  ['Uploading', 'pending'],
  ['Uploaded', 'pending'],
  ['Restoring', 'restoring'],
  ['RESTORED', 'restored'],
  ['Cancelled', 'canceled'],
  ['canceled', 'canceled'],
  ['Beamed', 'pending'],
  ['', 'pending'],
  [undefined, 'pending'],
])('a file that is %s is %s', (word, state) => expect(toFileState(word)).toBe(state));

test.each([
  ['Accepted', 'open'],
  ['Running', 'open'],
  ['Unknown', 'open'],
  ['SOMETHING_NEW', 'open'],
  [undefined, 'open'],
  ['succeeded', 'done'],
  ['Failed', 'failed'],
])('a command that is %s is %s', (word, state) => expect(toCommandState(word)).toBe(state));
