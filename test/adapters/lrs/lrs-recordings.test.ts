import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { diagnose } from '../../../shared/adapters/failures/failure-catalogue';
import { describeShared } from '../../support/shared-folder';
import { databaseBody, mapped, standsInTheWay, startLrs, TARGET } from './lrs-fixture';

interface Interaction {
  readonly request: { readonly method: string; readonly url: string; readonly body?: unknown };
  readonly response: {
    readonly status: number;
    readonly headers: Record<string, string>;
    readonly body: unknown;
  };
}

describeShared('recorded answers of the Log Replay Service', 'recordings', (folder) => {
  const json = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'));

  describe('a restore completed with a name that was not the last restored', () => {
    const all: Interaction[] = json('ps_lrs_complete_2019-06-01-preview.extract.json').interactions;
    const MISSING = 0;
    const PUT = 1;
    const INITIALIZING = [2, 3];
    const RESTORING = 4;
    const COMPLETE = 5;
    const COMPLETE_OPERATION = 6;
    const PUT_OPERATION = 7;
    const ONLINE = 8;
    const COMPLETED = 9;
    const created = '2020-08-26T12:06:54.363Z';
    const run = `created:${created}`;
    const target = {
      scopeId:
        '/subscriptions/00000000-0000-0000-0000-00000000a8c9/resourceGroups/ps3312/providers/Microsoft.Sql/managedInstances/ps6172',
      databaseName: 'ps6598',
    };
    let lrs: Awaited<ReturnType<typeof startLrs>>;
    beforeEach(async () => {
      lrs = await startLrs();
      lrs.service.database = databaseBody('Restoring', created);
    });
    afterEach(() => lrs.server.close());

    /** The recorded answer, with the recorded host replaced by the server's. */
    function recorded(n: number) {
      const { status, headers, body } = all[n]!.response;
      const own = Object.entries(headers).filter(([name]) => !/^(content-length|date)$/i.test(name));
      const local = own.map(([name, value]) => [
        name,
        value.replace('https://management.azure.com', lrs.server.origin),
      ]);
      return { status, headers: Object.fromEntries(local), body };
    }
    const pathOf = (url: string) => url.replace('https://management.azure.com', '').split('?')[0];
    async function readAt(n: number) {
      lrs.service.details = recorded(n);
      const reading = await lrs.engine.read(target);
      if (reading.kind !== 'read') throw new Error(JSON.stringify(reading));
      return reading.status;
    }

    test('before the start there is nothing', async () => {
      lrs.service.database = recorded(MISSING);
      lrs.service.details = recorded(MISSING);
      expect(await lrs.engine.read(target)).toEqual({ kind: 'absent' });
      expect(await lrs.engine.readTargetDatabase(target)).toEqual({ kind: 'absent' });
    });

    test('the paths are the recorded ones', async () => {
      await readAt(RESTORING);
      expect(lrs.server.received.map(({ url }) => pathOf(url))).toEqual([
        pathOf(all[RESTORING]!.request.url),
        pathOf(all[ONLINE]!.request.url),
      ]);
    });

    test('started: accepted by the PUT alone; its operation, in progress until the cutover, is not followed', async () => {
      lrs.service.change = recorded(PUT);
      const spec = {
        engine: 'lrs' as const,
        containerUri: 'https://mitest01.blob.core.windows.net/backups-remote-lrs-test1',
        sasToken: '<sas removed>',
      };
      expect(await lrs.engine.create(target, spec, lrs.deadline)).toEqual({ kind: 'accepted' });
      expect(lrs.server.received.map(({ method, url }) => [method, pathOf(url)])).toEqual([
        ['GET', target.scopeId],
        ['PUT', pathOf(all[PUT]!.request.url)],
      ]);
      expect(JSON.parse(lrs.changes()[0]!.body)).toEqual(all[PUT]!.request.body);
      expect(lrs.time.slept).toEqual([]);
      expect(recorded(PUT).headers['Azure-AsyncOperation']).toContain(
        pathOf(all[PUT_OPERATION]!.request.url)!.slice(0, -4),
      );
    });

    test.each(INITIALIZING)('at %i it begins: nothing is known about files', async (n) => {
      const status = await readAt(n);
      expect(status).toMatchObject({ state: 'creating', rawState: 'Initializing', atRest: false, sets: [] });
      expect([status.pendingLogs, status.fullRestored, status.lastRestoredFile]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
      expect(standsInTheWay(status)).toContain('engine.running');
    });

    test('the full is being restored and a log waits: the gate refuses', async () => {
      const status = await readAt(RESTORING);
      expect(status).toMatchObject({
        state: 'running',
        rawState: 'Restoring',
        atRest: true,
        operationId: run,
        restoringFile: 'full.bak',
        unrestorableFiles: 0,
        blockingReasons: [],
      });
      expect([status.pendingLogs, status.fullRestored, status.lastRestoredFile]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
      expect(standsInTheWay(status)).toEqual(
        expect.arrayContaining(['full.restored', 'pending.zero', 'pending.stable', 'tail.restored']),
      );
    });

    test('the service accepts the cutover all the same; its operation is not followed', async () => {
      lrs.service.change = recorded(COMPLETE);
      const order = { operationId: run, lastBackupName: 'full.bak', deadline: lrs.deadline };
      expect(await lrs.engine.cutover(target, order)).toEqual({ kind: 'accepted' });
      expect(lrs.server.received.map(({ method, url }) => [method, pathOf(url)])).toEqual([
        ['GET', pathOf(all[ONLINE]!.request.url)],
        ['POST', pathOf(all[COMPLETE]!.request.url)],
      ]);
      expect(JSON.parse(lrs.changes()[0]!.body)).toEqual(all[COMPLETE]!.request.body);
      expect(recorded(COMPLETE).headers['Azure-AsyncOperation']).toContain(
        pathOf(all[COMPLETE_OPERATION]!.request.url)!.slice(0, -4),
      );
    });

    test('online and completed: succeeded, by the same run, with the last log restored', async () => {
      lrs.service.database = recorded(ONLINE);
      expect(await readAt(COMPLETED)).toMatchObject({
        state: 'succeeded',
        rawState: 'Completed',
        provisioningState: 'Online',
        operationId: run,
        lastRestoredFile: 'log1.bak',
      });
      expect(await lrs.engine.readTargetDatabase(target)).toEqual({ kind: 'found', status: 'Online' });
    });

    test('completed, but the database still Restoring: not succeeded yet', async () => {
      expect((await readAt(COMPLETED)).state).toBe('completing');
    });
  });

  describe('the official example of the long body', () => {
    const { properties } = json('swagger/ManagedDatabaseRestoreDetails.json').responses['200'].body;

    test('maps completely', () => {
      const status = mapped(properties);
      expect(status).toMatchObject({
        state: 'running',
        fullRestored: true,
        pendingLogs: 2,
        pendingDifferentials: 0,
        unrestorableFiles: 1,
        invalidFiles: ['ImageFile.JPG'],
        blockingReasons: ['unrestorableFiles: ImageFile.JPG'],
        lastRestoredFile: 'RestoreDetailsFullBlownExampleLog9_1.bak',
        restoringFile: 'RestoreDetailsFullBlownExampleLog10.bak',
      });
      expect(status.sets.map((set) => [set.type, set.restored])).toEqual([
        ['full', undefined],
        ['full', true],
        ['differential', undefined],
        ['differential', true],
        ['log', undefined],
        ['log', undefined],
        ['log', undefined],
        ['log', true],
        ['log', true],
        ['log', true],
        ['log', true],
        ['log', true],
        ['log', false],
        ['log', false],
      ]);
    });

    test('is not ready', () => {
      expect(standsInTheWay(mapped(properties))).toEqual(
        expect.arrayContaining(['pending.zero', 'no-blocking-reason']),
      );
    });
  });

  describe('documented errors', () => {
    const documented: { http: number; code: string; message: string }[] = json(
      'swagger/restoreDetails-errors-2023-08-01.json',
    );

    test.each(documented)('$code has a diagnosis of its own', ({ code, message }) => {
      const known = { cause: expect.any(String), remedy: expect.any(String) };
      expect(diagnose(code, message)).toEqual({ code, message, ...known });
      expect(diagnose(code, '')).toEqual({ code, message: '', ...known });
      expect(diagnose(code, message).cause).toBe(diagnose(code, '').cause);
    });

    test.each(documented.filter(({ code }) => code !== 'RestoreDetailsNotAvailableOrExpired'))(
      '$code in place of details is read as a failure that ends nothing',
      async ({ http, code, message }) => {
        const lrs = await startLrs();
        lrs.service.details = { status: http, body: { error: { code, message } } };
        const reading = await lrs.engine.read(TARGET);
        await lrs.server.close();
        expect(reading).toMatchObject({
          kind: 'read',
          status: { state: 'unknown', atRest: false, failure: { code, cause: expect.any(String) } },
        });
      },
    );
  });
});
