import { startEmulator, type RunningEmulator } from '../../tools/emulator/server';
import { ask, control, create, EXPAND, migrationPath, SERVICE, type WireReply } from './arm-client';
import { FakeContainers, putChain, putLog } from './fake-backups';

const DB = migrationPath('db1');

describe('faults', () => {
  let emulator: RunningEmulator;
  let containers: FakeContainers;
  let operationId: string;
  const get = (query = EXPAND): Promise<WireReply> => ask(emulator, 'GET', DB, { query });
  const details = async () => (await get()).body.properties.migrationStatusDetails;
  const cutover = () =>
    ask(emulator, 'POST', `${DB}/cutover`, { body: { migrationOperationId: operationId } });
  const inject = (fault: unknown) => control(emulator, 'POST', 'faults', fault);
  const wait = (ms: number) => control(emulator, 'POST', 'clock', { advanceMs: ms });
  const status = async () => (await get('')).body.properties.migrationStatus;
  const requests = async (kind: string) =>
    (await control(emulator, 'GET', `requests?kind=${kind}`)).body.requests;

  beforeEach(async () => {
    containers = new FakeContainers();
    putChain(containers, 2);
    emulator = await startEmulator({ port: 0, backupReader: containers, scanIntervalMs: 0 });
    await control(emulator, 'POST', 'clock', { frozen: true });
    operationId = await create(emulator, 'db1', 'backups');
    await wait(300);
  });
  afterEach(() => emulator.close());

  describe('that touch answers', () => {
    it('throttle: 429 with Retry-After, so many times, then as usual', async () => {
      await inject({ kind: 'throttle', match: { operation: 'get' }, times: 2, retryAfterSeconds: 7 });
      for (let i = 0; i < 2; i++) {
        const reply = await get();
        expect([reply.status, reply.headers.get('retry-after'), reply.body.error.code]).toEqual([
          429,
          '7',
          'TooManyRequests',
        ]);
      }
      expect((await get()).status).toBe(200);
    });

    it('throttle with retryAfterSeconds null leaves the header out', async () => {
      await inject({ kind: 'throttle', retryAfterSeconds: null });
      expect((await get()).headers.get('retry-after')).toBeNull();
    });

    it('serverError before the request is carried out, without an envelope', async () => {
      await inject({ kind: 'serverError', status: 503, envelope: false, match: { operation: 'cutover' } });
      const reply = await cutover();
      expect([reply.status, reply.text]).toEqual([503, '']);
      expect(await status()).toBe('InProgress');
      expect((await requests('cutover'))[0]).toMatchObject({
        status: 503,
        accepted: false,
        faults: ['serverError'],
      });
    });

    it('serverError after the request was carried out', async () => {
      await inject({ kind: 'serverError', carriedOut: true, match: { operation: 'cutover' } });
      expect((await cutover()).body).toEqual({
        error: { code: 'UnExpectedErrorOccurred', message: 'Unexpected error occurred.' },
      });
      expect(await status()).toBe('Completing');
      expect((await requests('cutover'))[0]).toMatchObject({ status: 500, accepted: true });
    });

    it.each([
      ['resetBefore', 'InProgress', false],
      ['resetAfter', 'Completing', true],
    ])('%s: the connection breaks; the migration is %s', async (kind, state, accepted) => {
      await inject({ kind, match: { operation: 'cutover' } });
      await expect(cutover()).rejects.toThrow('fetch failed');
      expect(await status()).toBe(state);
      const [logged] = await requests('cutover');
      expect(logged).toMatchObject({ accepted, operationId, database: 'db1' });
      expect(logged).not.toHaveProperty('status');
    });

    it('refuse: 409 OperationInProgress, nothing carried out', async () => {
      await inject({ kind: 'refuse', match: { method: 'post', pathIncludes: '/CUTOVER' } });
      const reply = await cutover();
      expect([reply.status, reply.body.error.code]).toEqual([409, 'OperationInProgress']);
      expect(await status()).toBe('InProgress');
    });

    it.each(['before', 'after'])('slow %s: the answer is late', async (when) => {
      await inject({ kind: 'slow', ms: 120, when });
      const started = performance.now();
      expect((await get()).status).toBe(200);
      expect(performance.now() - started).toBeGreaterThan(110);
    });

    it('slow before: what the operation sees is what holds after the delay', async () => {
      await inject({ kind: 'slow', ms: 150, match: { operation: 'get' } });
      const late = get('');
      await cutover();
      expect((await late).body.properties.migrationStatus).toBe('Completing');
    });

    it('wrongJson: 200 with half a body', async () => {
      await inject({ kind: 'wrongJson', match: { operation: 'get' } });
      const reply = await get();
      expect([reply.status, reply.body]).toEqual([200, undefined]);
    });

    it('omit: drops fields from details, by short or whole path, in lists too', async () => {
      await inject({
        kind: 'omit',
        times: 'forever',
        paths: ['pendingLogBackupsCount', 'properties.migrationStatus', 'activeBackupSets.firstLSN'],
      });
      const { properties } = (await get()).body;
      expect(properties).not.toHaveProperty('migrationStatus');
      expect(properties.migrationStatusDetails).not.toHaveProperty('pendingLogBackupsCount');
      for (const set of properties.migrationStatusDetails.activeBackupSets)
        expect(set).not.toHaveProperty('firstLSN');
      expect((await get()).body.properties).not.toHaveProperty('migrationStatus');
    });

    it('override: sets fields that are there, and adds those that are not', async () => {
      await inject({
        kind: 'override',
        values: { pendingLogBackupsCount: 0, migrationStatus: 'Dancing', fileUploadBlockingErrors: ['x'] },
      });
      const { properties } = (await get()).body;
      expect(properties.migrationStatus).toBe('Dancing');
      expect(properties.migrationStatusDetails).toMatchObject({
        pendingLogBackupsCount: 0,
        fileUploadBlockingErrors: ['x'],
      });
    });

    it('omit reaches the items of a list answer', async () => {
      await inject({ kind: 'omit', match: { operation: 'listMigrations' }, paths: ['provisioningState'] });
      const { value } = (await ask(emulator, 'GET', `${SERVICE}/listMigrations`)).body;
      expect(value).toHaveLength(1);
      expect(value[0].properties).not.toHaveProperty('provisioningState');
    });

    it('run as a script: each request meets the next fault', async () => {
      await inject([
        { kind: 'throttle', match: { operation: 'get' } },
        { kind: 'serverError', match: { operation: 'get' } },
        { kind: 'wrongJson', match: { operation: 'get' }, skip: 1 },
      ]);
      const statuses = [];
      for (let i = 0; i < 5; i++) statuses.push((await get()).status);
      expect(statuses).toEqual([429, 500, 200, 200, 200]);
    });

    it('match by database', async () => {
      await inject({ kind: 'throttle', match: { database: 'DB2' } });
      expect((await get()).status).toBe(200);
      expect((await ask(emulator, 'GET', migrationPath('db2'))).status).toBe(429);
    });
  });

  describe('that change the service', () => {
    const variants = [
      { variant: 'a', pending: 0, end: 'Succeeded', last: 'log2.trn' },
      { variant: 'b', pending: 2, end: 'Succeeded', last: 'full.bak' },
      { variant: 'c', pending: 2, end: 'Failed', last: 'full.bak' },
      { variant: 'd', pending: 2, end: 'Completing', last: 'full.bak' },
    ];
    it.each(variants)(
      'cutoverVariant $variant: $end with $pending pending',
      async ({ variant, pending, end, last }) => {
        await inject({ kind: 'cutoverVariant', variant });
        const reply = await cutover();
        expect([reply.status, reply.body.properties.migrationStatus]).toEqual([200, 'InProgress']);
        expect(await status()).toBe('Completing');
        await wait(60_000);
        expect(await status()).toBe(end);
        expect(await details()).toMatchObject({
          pendingLogBackupsCount: pending,
          lastRestoredFilename: last,
        });
      },
    );

    it('cutoverVariant c tells why in the failure, the details and the warnings', async () => {
      await inject({ kind: 'cutoverVariant', variant: 'fail' });
      await cutover();
      await wait(60_000);
      const { properties } = (await get()).body;
      expect(properties).toMatchObject({
        provisioningState: 'Failed',
        migrationFailureError: { code: 'CutoverFailedOrCancelled' },
      });
      expect(properties.migrationStatusDetails.completeRestoreErrorMessage).toMatch('Cutover failed');
      expect(properties.migrationStatusWarnings.completeRestoreErrorMessage).toMatch('Cutover failed');
    });

    it('cutoverVariant d ends when another variant is posted', async () => {
      await inject({ kind: 'cutoverVariant', variant: 'd' });
      await cutover();
      await wait(3_600_000);
      expect(await status()).toBe('Completing');
      await inject({ kind: 'cutoverVariant', variant: 'a' });
      await wait(60_000);
      expect(await status()).toBe('Succeeded');
    });

    it('holdRestore: stops before a file, which stays pending, until the fault is deleted', async () => {
      const { faults } = (await inject({ kind: 'holdRestore', file: 'log2.*' })).body;
      await wait(60_000);
      expect(await details()).toMatchObject({ lastRestoredFilename: 'log1.trn', pendingLogBackupsCount: 1 });
      expect((await control(emulator, 'DELETE', `faults/${faults[0].id}`)).status).toBe(204);
      await wait(1000);
      expect(await details()).toMatchObject({ lastRestoredFilename: 'log2.trn', pendingLogBackupsCount: 0 });
    });

    it('hideBlob: the engine misses a log and says that nothing is pending', async () => {
      await inject({ kind: 'hideBlob', file: 'log3.trn' });
      putLog(containers, 3);
      await wait(60_000);
      expect(await details()).toMatchObject({ lastRestoredFilename: 'log2.trn', pendingLogBackupsCount: 0 });
    });

    it('readyForCutover: the newer word, once the full is restored', async () => {
      await inject({ kind: 'readyForCutover' });
      expect(await status()).toBe('ReadyForCutover');
    });

    it('restoreBlockingReason: told twice; the restore waits and the state stays InProgress', async () => {
      await inject({ kind: 'restoreBlockingReason', reason: 'Storage is not reachable.' });
      await wait(60_000);
      const { properties } = (await get()).body;
      expect(properties.migrationStatus).toBe('InProgress');
      expect(properties.migrationStatusWarnings).toEqual({
        restoreBlockingReason: 'Storage is not reachable.',
      });
      expect(properties.migrationStatusDetails).toMatchObject({
        restoreBlockingReason: 'Storage is not reachable.',
        pendingLogBackupsCount: 1,
      });
    });

    it('fail: Failed with code and message', async () => {
      await inject({ kind: 'fail', code: '2009', message: 'No space.' });
      expect((await get()).body.properties).toMatchObject({
        migrationStatus: 'Failed',
        migrationFailureError: { code: '2009', message: 'No space.' },
      });
    });

    it('retriable: waits for a retry, and is canceled after eight hours', async () => {
      const { faults } = (await inject({ kind: 'retriable' })).body;
      expect(await status()).toBe('Retriable');
      await control(emulator, 'DELETE', `faults/${faults[0].id}`);
      const retry = await ask(emulator, 'POST', `${DB}/retry`, {
        body: { migrationOperationId: operationId },
      });
      expect(retry.status).toBe(200);
      expect(await status()).toBe('InProgress');
      await inject({ kind: 'retriable' });
      await wait(8 * 3_600_000);
      await get();
      await wait(8 * 3_600_000);
      expect((await get()).body.properties).toMatchObject({
        migrationStatus: 'Canceled',
        migrationFailureError: { code: 'MigrationTimeoutWaitingForRetry' },
      });
    });

    it('operationId: the migration was created anew by someone else', async () => {
      const other = '11111111-2222-4333-8444-555555555555';
      await inject({ kind: 'operationId', operationId: other, match: { database: 'db1' } });
      expect((await get()).body.properties.migrationOperationId).toBe(other);
      expect((await cutover()).body.error.code).toBe('OperationIdNotFound');
    });

    it('cleanupDetails: the operation id is not found, and details are gone', async () => {
      await inject({ kind: 'cleanupDetails' });
      expect((await get(`migrationOperationId=${operationId}`)).body.error.code).toBe('OperationIdNotFound');
      expect((await get()).body.properties).not.toHaveProperty('migrationStatusDetails');
    });
  });

  it('are listed, deleted one by one or all, and forgotten on reset', async () => {
    const added = (await inject([{ kind: 'resetBefore' }, { kind: 'cleanupDetails' }])).body.faults;
    expect((await control(emulator, 'GET', 'faults')).body.faults).toEqual(added);
    expect((await control(emulator, 'DELETE', `faults/${added[0].id}`)).status).toBe(204);
    expect((await control(emulator, 'DELETE', 'faults/none')).status).toBe(404);
    expect((await control(emulator, 'DELETE', 'faults')).status).toBe(204);
    expect((await control(emulator, 'GET', 'faults')).body.faults).toEqual([]);
    await inject({ kind: 'throttle' });
    await control(emulator, 'POST', 'reset');
    expect((await control(emulator, 'GET', 'faults')).body.faults).toEqual([]);
    expect((await get()).status).toBe(404);
  });

  it.each([
    [{ kind: 'throttle', retryafter: 3 }, '0.retryafter: The field is not known.'],
    [{ kind: 'omit' }, '0.paths'],
    [{ kind: 'explode' }, '0.kind'],
    [{ kind: 'holdRestore', file: 'x', match: { method: 'GET' } }, '0.match.method: The field is not known.'],
    [undefined, '0'],
  ])('refuse %j, naming the field', async (fault, named) => {
    const reply = await inject(fault);
    expect(reply.status).toBe(400);
    expect(reply.body.error.message).toMatch(`Cannot add the fault: ${named}`);
  });
});
