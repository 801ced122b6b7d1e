import { readFileSync } from 'node:fs';
import path from 'node:path';
import { startEmulator, type RunningEmulator } from '../../tools/emulator/server';
import { describeShared } from '../support/shared-folder';
import { ask, control } from './arm-client';
import { FakeContainers } from './fake-backups';
import { taskPath } from './other-engines';
import type { Json } from './recorded';

describeShared('the official request examples', 'recordings', (folder) => {
  const example = (name: string): Json =>
    JSON.parse(readFileSync(path.join(folder, 'swagger', name), 'utf8')).parameters;
  let emulator: RunningEmulator;
  beforeEach(async () => {
    emulator = await startEmulator({
      port: 0,
      backupReader: new FakeContainers(),
      scanIntervalMs: 0,
      shares: { 'C:\\aaa\\bbb\\ccc': 'share' },
    });
  });
  afterEach(() => emulator.close());

  it.each([
    ['SqlMiCreateOrUpdateDatabaseMigrationMIN.json', undefined],
    [
      'SqlMiCreateOrUpdateDatabaseMigrationMAX.json',
      { offline: true, lastBackupName: 'last_backup_file_name' },
    ],
  ])('%s is taken, and answered with the same configuration', async (name, offlineConfiguration) => {
    const { parameters: body, targetDbName, 'api-version': version } = example(name);
    // The example's URL and its scope name different instances.
    const resource = `${body.properties.scope}/providers/Microsoft.DataMigration/databaseMigrations/${targetDbName}`;
    const created = await ask(emulator, 'PUT', resource, { version, body });
    expect([created.status, created.body.properties.offlineConfiguration]).toEqual([
      201,
      offlineConfiguration,
    ]);
    await control(emulator, 'POST', 'clock', { advanceMs: 1000 });
    const wrong = await ask(emulator, 'POST', `${resource}/cutover`, {
      version,
      body: example('SqlMiCutoverDatabaseMigration.json').parameters,
    });
    // Its shape is right, its operation is the example's.
    expect([wrong.status, wrong.body.error.code]).toEqual([400, 'OperationIdNotFound']);
    expect((await ask(emulator, 'DELETE', resource, { version, query: 'force=true' })).status).toBe(200);
  });

  it('the command of the other sync tasks is not supported, by its name', async () => {
    const { parameters: body, 'api-version': version } = example('Tasks_Command.json');
    const reply = await ask(emulator, 'POST', `${taskPath('t')}/command`, { version, body });
    expect([reply.status, reply.body.error.message]).toEqual([
      501,
      "The emulator does not support commands of type 'Migrate.Sync.Complete.Database'.",
    ]);
  });
});
