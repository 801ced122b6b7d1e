import { seenFile } from '../../tools/emulator/engine/container-scanner';
import {
  requestCancel,
  requestCutover,
  requestDelete,
  requestRetry,
} from '../../tools/emulator/engine/dms-requests';
import type { EngineContext, Orders } from '../../tools/emulator/engine/engine-settings';
import type { Migration, Phase } from '../../tools/emulator/engine/migration';
import { advance, isGone, RESTORE_LIMIT_MS, RETRY_LIMIT_MS } from '../../tools/emulator/engine/state-machine';
import { ServiceError } from '../../tools/emulator/http/service-errors';
import { DEFAULT_SETTINGS } from '../../tools/emulator/options';
import { reading, type FakeBackup } from './fake-backups';

const OPERATION = '4124fe90-d1b6-4b50-b4d9-46d02381f59a';
const failure = { name: 'MigrationRestoreFailed', number: '2009', message: 'Broken.' };

const phases: Record<Phase['kind'], Phase> = {
  creating: { kind: 'creating', readyAt: 500 },
  running: { kind: 'running', startedAt: 500 },
  retriable: { kind: 'retriable', startedAt: 500, since: 900, failure },
  completing: { kind: 'completing', startedAt: 500, since: 900, variant: 'restoreRest' },
  canceling: { kind: 'canceling', startedAt: 500, since: 900, endsAt: 2900 },
  succeeded: { kind: 'succeeded', startedAt: 500, endedAt: 900 },
  failed: { kind: 'failed', startedAt: 500, endedAt: 900, failure, duringCutover: false },
  canceled: { kind: 'canceled', startedAt: 500, endedAt: 900 },
};

const guid = (n: number): string => `0000000${n}-0000-4000-8000-000000000000`;
const full: FakeBackup = { guid: guid(1), type: 'full', first: '10', last: '20', checkpoint: '11' };
const log: FakeBackup = { guid: guid(2), type: 'log', first: '20', last: '30' };

const inStorage = { kind: 'inStorage' } as const;
const file = (name: string, backup: FakeBackup, at = 0) =>
  seenFile({ name, etag: name, size: 1000 }, reading(backup), inStorage, at);

function migration(phase: Phase, restored = true): Migration {
  return {
    flavour: { engine: 'dms', migrationService: '/svc' },
    id: '/subscriptions/s/…/databaseMigrations/db1',
    kind: 'SqlMi',
    name: 'db1',
    targetServer: 'mi1',
    scope: '/subscriptions/s/…/mi1',
    sourceDatabaseName: 'db1',
    source: { kind: 'azureBlob', container: 'c', folder: '' },
    createdAt: 0,
    generation: 'g',
    operationId: OPERATION,
    phase,
    files: [],
    restore: {
      restored: [],
      freeAt: 0,
      uploadFreeAt: 0,
      ...(restored ? { chainEnd: '20', anchor: { setId: guid(1), checkpointLsn: '11' } } : {}),
    },
  };
}

const context = (now: number, orders: Partial<Orders> = {}): EngineContext => ({
  now,
  settings: DEFAULT_SETTINGS,
  orders: { isHeld: () => false, isHidden: () => false, ...orders },
});

const outcome = (request: () => Migration): string => {
  try {
    return request().phase.kind;
  } catch (error) {
    if (error instanceof ServiceError) return `${error.status} ${error.code}`;
    throw error;
  }
};

describe('requestCutover()', () => {
  test.each([
    ['creating', '400 MigrationStillValidating'],
    ['running', 'completing'],
    ['retriable', '400 MigrationNotReadyForCutoverError'],
    ['completing', '409 OperationInProgress'],
    ['canceling', '409 OperationInProgress'],
    ['succeeded', '400 CutoverNotAllowedMigrationCompleteError'],
    ['failed', '400 CutoverFailedOrCancelled'],
    ['canceled', '400 CutoverFailedOrCancelled'],
  ] as const)('%s → %s', (kind, expected) => {
    expect(outcome(() => requestCutover(migration(phases[kind]), OPERATION, context(1000)))).toBe(expected);
  });

  it('is refused before the full is restored', () => {
    expect(outcome(() => requestCutover(migration(phases.running, false), OPERATION, context(1000)))).toBe(
      '400 MigrationNotReadyForCutoverError',
    );
  });

  it('is accepted with logs pending: the service does not guard it', () => {
    const pending = { ...migration(phases.running), files: [file('log.trn', log)] };
    expect(outcome(() => requestCutover(pending, OPERATION, context(1000)))).toBe('completing');
  });

  it('compares operation ids without regard to case, and refuses another', () => {
    expect(
      outcome(() => requestCutover(migration(phases.running), OPERATION.toUpperCase(), context(1000))),
    ).toBe('completing');
    expect(outcome(() => requestCutover(migration(phases.running), guid(9), context(1000)))).toBe(
      '400 OperationIdNotFound',
    );
  });
});

describe('requestCancel()', () => {
  test.each([
    ['creating', '400 MigrationStillValidating'],
    ['running', 'canceling'],
    ['retriable', 'canceling'],
    ['completing', '400 MigrationNotReadyForCancelError'],
    ['canceling', '400 MigrationNotReadyForCancelError'],
    ['succeeded', '400 MigrationCancelFailed'],
    ['failed', '400 MigrationCancelFailed'],
    ['canceled', '400 MigrationCancelFailed'],
  ] as const)('%s → %s', (kind, expected) => {
    expect(outcome(() => requestCancel(migration(phases[kind]), OPERATION, context(1000)))).toBe(expected);
  });
});

describe('requestRetry()', () => {
  test.each([
    ['creating', '400 MigrationStillValidating'],
    ['running', '400 MigrationRetryNotAllowed'],
    ['retriable', 'running'],
    ['completing', '400 MigrationRetryNotAllowed'],
    ['succeeded', '400 MigrationRetryNotAllowed'],
  ] as const)('%s → %s', (kind, expected) => {
    expect(outcome(() => requestRetry(migration(phases[kind]), OPERATION, context(1000)))).toBe(expected);
  });
});

describe('requestDelete()', () => {
  test.each([
    ['creating', '400 DeleteMigrationNotAllowedMigrationInProgress', 'creating'],
    ['running', '400 DeleteMigrationNotAllowedMigrationInProgress', 'running'],
    ['retriable', '400 DeleteMigrationNotAllowedMigrationInProgress', 'retriable'],
    [
      'completing',
      '400 DeleteMigrationNotAllowedCutoverInProgress',
      '400 DeleteMigrationNotAllowedCutoverInProgress',
    ],
    [
      'canceling',
      '400 DeleteMigrationNotAllowedCancelInProgress',
      '400 DeleteMigrationNotAllowedCancelInProgress',
    ],
    ['succeeded', 'succeeded', 'succeeded'],
    ['failed', 'failed', 'failed'],
    ['canceled', 'canceled', 'canceled'],
  ] as const)('%s → %s; with force → %s', (kind, plain, forced) => {
    expect(outcome(() => requestDelete(migration(phases[kind]), false, context(1000)))).toBe(plain);
    expect(outcome(() => requestDelete(migration(phases[kind]), true, context(1000)))).toBe(forced);
  });

  it('leaves the resource readable for a moment, and refuses a second delete', () => {
    const deleted = requestDelete(migration(phases.failed), false, context(1000));
    expect([isGone(deleted, 1999), isGone(deleted, 2000)]).toEqual([false, true]);
    expect(outcome(() => requestDelete(deleted, true, context(1500)))).toBe(
      '400 DeleteMigrationNotAllowedDeleteInProgress',
    );
  });
});

describe('advance()', () => {
  test.each([
    ['creating', 499, 'creating'],
    ['creating', 500, 'running'],
    ['completing', 2899, 'completing'],
    ['completing', 2900, 'succeeded'],
    ['canceling', 2899, 'canceling'],
    ['canceling', 2900, 'canceled'],
    ['retriable', 900 + RETRY_LIMIT_MS - 1, 'retriable'],
    ['retriable', 900 + RETRY_LIMIT_MS, 'canceled'],
    ['succeeded', 1e12, 'succeeded'],
    ['failed', 1e12, 'failed'],
    ['canceled', 1e12, 'canceled'],
  ] as const)('%s at %d → %s', (kind, now, expected) => {
    expect(advance(migration(phases[kind]), context(now)).phase.kind).toBe(expected);
  });

  it('gives the same object when nothing is due', () => {
    const waiting = migration(phases.running);
    expect(advance(waiting, context(1000))).toBe(waiting);
  });

  it('gives the same after one long wait as after many short ones', () => {
    const files = [file('full.bak', full, 100), file('log.trn', log, 700)];
    const begun = { ...migration(phases.creating, false), files };
    let stepped: Migration = begun;
    for (let now = 0; now <= 5000; now += 10) stepped = advance(stepped, context(now));
    expect(advance(begun, context(5000))).toEqual(stepped);
    expect(stepped.restore.restored).toEqual([
      { setId: guid(1), startedAt: 500, at: 800 },
      { setId: guid(2), startedAt: 800, at: 1100 },
    ]);
  });

  test.each([
    ['dms', RESTORE_LIMIT_MS - 1, 'running', false],
    ['dms', RESTORE_LIMIT_MS, 'canceled', false],
    ['lrs', RESTORE_LIMIT_MS, 'canceled', true],
  ] as const)('%s: %d ms after its creation it is %s, its resource gone: %s', (engine, now, kind, gone) => {
    const flavour =
      engine === 'lrs' ? ({ engine, databaseAt: 0 } as const) : migration(phases.running).flavour;
    const files = [file('full.bak', full, 100)];
    const ended = advance({ ...migration(phases.running, false), flavour, files }, context(now));
    expect([ended.phase.kind, isGone(ended, now), ended.restore.chainEnd]).toEqual([kind, gone, '20']);
  });

  it('one that completes by itself does so before its time is over, however late one looks', () => {
    const files = [file('full.bak', full), file('log.trn', log)];
    const offline = { ...migration(phases.running, false), files, offline: { lastBackupName: 'log.trn' } };
    expect(advance(offline, context(2 * RESTORE_LIMIT_MS)).phase.kind).toBe('succeeded');
  });

  it('a virtual machine has no such limit', () => {
    const machine = { ...migration(phases.running), kind: 'SqlVm' as const };
    expect(advance(machine, context(2 * RESTORE_LIMIT_MS)).phase.kind).toBe('running');
  });

  it('a cancel that was ordered to come too late ends in success, with error 2038', () => {
    const late = { ...phases.canceling, losesRace: true } as Phase;
    expect(advance(migration(late), context(2900)).phase).toMatchObject({
      kind: 'succeeded',
      failure: { number: '2038' },
    });
  });

  it('a cutover before anything is restored fails when nothing can be', () => {
    expect(advance(migration(phases.completing, false), context(2900)).phase).toMatchObject({
      kind: 'failed',
      duringCutover: true,
    });
  });

  it('ends an offline migration by itself when its last backup is restored', () => {
    const files = [file('full.bak', full), file('log.trn', log)];
    const offline = { ...migration(phases.running, false), files, offline: { lastBackupName: 'log.trn' } };
    expect(advance(offline, context(600)).phase.kind).toBe('completing');
    expect(advance(offline, context(5000)).phase).toEqual({
      kind: 'succeeded',
      startedAt: 500,
      endedAt: 2600,
    });
  });

  it.each([300, 599, 600, 60_000])(
    'an offline migration that has restored a newer backup, too, has failed (looked at after %d ms)',
    (now) => {
      const files = [file('full.bak', full), file('log.trn', log)];
      const offline = { ...migration(phases.running, false), files, offline: { lastBackupName: 'full.bak' } };
      const { phase } = advance(offline, context(now));
      if (now < 600) expect(phase.kind).toBe('running');
      else
        expect(phase).toMatchObject({
          kind: 'failed',
          endedAt: 600,
          duringCutover: true,
          failure: {
            number: '2007',
            lrsName: 'RequiredBackupIsNotLastRestored',
            message: expect.stringContaining("'full.bak' should be the last restore backup file 'log.trn'"),
          },
        });
    },
  );

  it('refuses a full without CHECKSUM when told to, as the service does', () => {
    const begun = {
      ...migration(phases.running, false),
      files: [file('full.bak', { ...full, checksums: false })],
    };
    const strict = { ...context(1000), settings: { ...DEFAULT_SETTINGS, requireChecksums: true } };
    expect(advance(begun, context(1000)).phase.kind).toBe('running');
    expect(advance(begun, strict).phase).toMatchObject({
      kind: 'failed',
      failure: {
        number: '2009',
        message: expect.stringContaining(
          'Full backup full.bak is missing checksum. Provide full backup with checksum.',
        ),
      },
    });
  });

  it('leaves backups of another database alone, or fails, as told', () => {
    const stranger = file('other.trn', { ...log, guid: guid(7), family: guid(8) });
    const begun = { ...migration(phases.running, false), files: [file('full.bak', full), stranger] };
    expect(advance(begun, context(5000)).restore.chainEnd).toBe('20');
    const strict = { ...context(1000), settings: { ...DEFAULT_SETTINGS, failOnSeveralDatabases: true } };
    expect(advance(begun, strict).phase).toMatchObject({ kind: 'failed', failure: { number: '2009' } });
  });
});
