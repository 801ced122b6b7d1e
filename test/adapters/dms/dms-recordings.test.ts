import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toCreateBody } from '../../../shared/adapters/dms/dms-create';
import { toEngineStatus } from '../../../shared/adapters/dms/dms-status';
import { migrationSchema } from '../../../shared/adapters/dms/dms-wire';
import { diagnose, FAILURE_CATALOGUE } from '../../../shared/adapters/failures/failure-catalogue';
import type { EngineStatus } from '../../../shared/core/engine/engine-status';
import { describeShared } from '../../support/shared-folder';
import { startDms } from './dms-fixture';

interface Interaction {
  readonly n: number;
  readonly request: { readonly method: string; readonly url: string };
  readonly response: {
    readonly status: number;
    readonly headers: Record<string, string>;
    readonly body: unknown;
  };
}

describeShared('recorded answers of the new DMS', 'recordings', (folder) => {
  const json = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'));

  describe('a cutover with two logs pending', () => {
    const interactions: Interaction[] = json('ps_cutover_sqlmi_2021-10-30-preview.extract.json').interactions;
    const recorded = (n: number) => interactions.find((one) => one.n === n)!;
    const target = {
      scopeId:
        '/subscriptions/00000000-0000-0000-0000-00000000f133/resourceGroups/migrationTesting/providers/Microsoft.Sql/managedInstances/migrationtestmi',
      databaseName: 'MiUnitTestCut5m4gwjr3kd',
    };
    const operationId = 'b02a0f1e-5871-4fee-b14e-4b19fa019bb1';
    let dms: Awaited<ReturnType<typeof startDms>>;
    beforeEach(async () => void (dms = await startDms()));
    afterEach(() => dms.server.close());

    /** The recorded answer, with the recorded host replaced by the server's. */
    function replay(n: number) {
      const { status, headers, body } = recorded(n).response;
      const own = Object.entries(headers).filter(([name]) => !/^(content-length|date)$/i.test(name));
      const local = own.map(([name, value]) => [
        name,
        value.replace('https://management.azure.com', dms.server.origin),
      ]);
      dms.server.script({ status, headers: Object.fromEntries(local), body });
    }
    async function readAt(n: number) {
      replay(n);
      const reading = await dms.engine.read(target);
      if (reading.kind !== 'read') throw new Error(JSON.stringify(reading));
      return reading.status;
    }

    test('the request path is the recorded one', async () => {
      await readAt(5);
      const path = (url: string) => url.replace('https://management.azure.com', '').split('?')[0];
      expect(path(dms.server.received[0]!.url)).toBe(path(recorded(5).request.url));
      expect(dms.server.received[0]!.url).toContain('$expand=MigrationStatusDetails');
    });

    test('created: accepted', async () => {
      replay(1);
      const spec = {
        engine: 'dms' as const,
        sourceDatabaseName: 'AdventureWorks',
        migrationServiceId:
          '/subscriptions/s/resourceGroups/r/providers/Microsoft.DataMigration/sqlMigrationServices/d',
        storageAccountResourceId:
          '/subscriptions/s/resourceGroups/r/providers/Microsoft.Storage/storageAccounts/a',
        containerName: 'c',
        authType: 'ManagedIdentity' as const,
      };
      expect(await dms.engine.create(target, spec, dms.deadline)).toEqual({ kind: 'accepted' });
      expect(dms.server.received.map(({ method }) => method)).toEqual(['PUT']);
    });

    test('being created: no operation id yet', () => {
      const status = toEngineStatus(migrationSchema.parse(recorded(1).response.body), '');
      expect(status).toMatchObject({ state: 'creating', provisioningState: 'Creating', sets: [] });
      expect(status.operationId).toBeUndefined();
    });

    test('plain read: nothing known about files', async () => {
      const status = await readAt(4);
      expect(status).toMatchObject({ state: 'running', operationId, online: true, sets: [] });
      expect(status.pendingLogs).toBeUndefined();
    });

    test('before any file: pending 0 and nothing else, which proves nothing', async () => {
      const status = await readAt(5);
      expect(status).toMatchObject({
        state: 'running',
        pendingLogs: 0,
        containerName: operationId,
        sets: [],
      });
      expect(status.fullRestored).toBeUndefined();
      expect(status.lastRestoredFile).toBeUndefined();
    });

    test.each([
      [354, 'Uploading'],
      [559, 'Uploaded'],
    ])('at %i the full is %s and two logs wait', async (n, rawState) => {
      const status = await readAt(n);
      expect(status).toMatchObject({ fullRestored: false, pendingLogs: 2 });
      expect(status.sets.map((set) => [set.type, set.restored, set.files[0]?.rawState])).toEqual([
        ['log', false, 'Arrived'],
        ['full', false, rawState],
        ['log', false, 'Arrived'],
      ]);
      expect(status.invalidFiles).toEqual([
        'test - Copy.txt',
        'test.json',
        "InvalidBackup   %20+ `~1!2@3#4$5%6^7&8(9)0_-+=]}[{;',, ;+&[]~{}.txt",
      ]);
      expect(status.lastRestoredFile).toBeUndefined();
    });

    test('full restored, two logs pending, although the current file is the last restored one', async () => {
      const status = await readAt(635);
      expect(status).toMatchObject({
        state: 'running',
        fullRestored: true,
        pendingLogs: 2,
        lastRestoredFile: 'AdventureWorksFullBackup.bak',
        restoringFile: 'AdventureWorksFullBackup.bak',
        blockingReasons: [],
      });
      expect(status.sets.map((set) => set.restored)).toEqual([false, true, false]);
      expect(status.sets[1]).toMatchObject({
        backupSetId: '9fceb4b8-3864-45b6-bd35-998619297164',
        firstLsn: 486000000131000000n,
        lastLsn: 486000000132600000n,
      });
    });

    test('the service accepts the cutover all the same, and completes', async () => {
      replay(636);
      expect(
        await dms.engine.cutover(target, {
          operationId: operationId,
          lastBackupName: 'log2.trn',
          deadline: dms.deadline,
        }),
      ).toEqual({ kind: 'accepted' });
      expect(dms.server.received[0]!.body).toBe(JSON.stringify({ migrationOperationId: operationId }));
      expect(await readAt(637)).toMatchObject({
        state: 'completing',
        provisioningState: 'Completing',
        pendingLogs: 2,
      });
    });
  });

  describe('failed migrations', () => {
    const digest = json('ps_listMigrations_2021-10-30-preview.extract.json');

    test.each<{ code: string; message: string }>(digest.migrationFailureErrors)(
      'code $code has a diagnosis',
      (error) => {
        expect(diagnose(error.code, error.message)).toEqual({
          ...error,
          cause: expect.any(String),
          remedy: expect.any(String),
        });
      },
    );

    test('an automatic cutover is not online, and tells after which file it comes', () => {
      const body = { properties: { ...digest.observed_pairs[2], ...digest.extra_property_seen } };
      const expected = {
        state: 'failed',
        online: false,
        lastBackupName: 'AdventureWorksTransactionLog  2.trn',
      };
      expect(toEngineStatus(migrationSchema.parse(body), '')).toMatchObject(expected);
      const { autoCutoverConfiguration } = digest.extra_property_seen;
      const early = { properties: { ...digest.observed_pairs[2], autoCutoverConfiguration } };
      expect(toEngineStatus(migrationSchema.parse(early), '')).toMatchObject(expected);
    });

    test('the items of the list they come from are read, without details', () => {
      const statuses = digest.observed_pairs.map((pair: object, index: number) => {
        const properties = { ...pair, migrationFailureError: digest.migrationFailureErrors[index] };
        return toEngineStatus(migrationSchema.parse({ name: `db${index}`, properties }), '');
      });
      expect(
        statuses.map((one: EngineStatus) => [one.state, one.atRest, one.failure?.code, one.pendingLogs]),
      ).toEqual([
        ['canceled', true, '1001', undefined],
        ['succeeded', true, '1010', undefined],
        ['failed', true, '1009', undefined],
      ]);
    });
  });

  describe('official examples of 2025-06-30', () => {
    const files = readdirSync(join(folder, 'swagger')).filter((name) => name.startsWith('SqlMi'));

    test.each(files)('%s can be read', (name) => {
      const bodies = Object.values<{ body?: unknown }>(json(join('swagger', name)).responses)
        .map((response) => response.body)
        .filter((body) => body !== undefined);
      for (const body of bodies) {
        const status = toEngineStatus(migrationSchema.parse(body), '');
        expect(status.state).toBe('running');
        expect(status.startedOn).toBeUndefined();
        expect(status.pendingLogs).toBeUndefined();
        const isOffline = name.includes('MAX');
        expect(status.online).toBe(!isOffline);
        expect(status.lastBackupName).toBe(isOffline ? 'last_backup_file_name' : undefined);
      }
    });

    test('an offline migration is created as the example says', () => {
      const { parameters } = json(join('swagger', 'SqlMiCreateOrUpdateDatabaseMigrationMAX.json')).parameters;
      const { offlineConfiguration, sourceDatabaseName, migrationService } = parameters.properties;
      const { body } = toCreateBody('SqlMi', parameters.properties.scope, {
        engine: 'dms',
        sourceDatabaseName,
        migrationServiceId: migrationService,
        storageAccountResourceId: 'account',
        containerName: 'c',
        authType: 'ManagedIdentity',
        offline: { lastBackupName: offlineConfiguration.lastBackupName },
      });
      const { backupConfiguration, ...own } = (body as { properties: Record<string, unknown> }).properties;
      expect(backupConfiguration).toBeDefined();
      expect(parameters.properties).toMatchObject(own);
      expect(own.offlineConfiguration).toEqual(offlineConfiguration);
    });
  });

  test('every documented error code has a cause and a remedy', () => {
    const errors: { code: string; message: string }[] = json(
      'swagger/databaseMigrations-errors-2025-06-30.json',
    );
    const undiagnosed = errors.filter(({ code, message }) => diagnose(code, message).remedy === undefined);
    expect(errors.length).toBeGreaterThan(30);
    expect(undiagnosed).toEqual([]);
    expect(errors.every(({ code }) => FAILURE_CATALOGUE.some((entry) => entry.codes.includes(code)))).toBe(
      true,
    );
  });
});
