import { readFileSync } from 'node:fs';
import path from 'node:path';
import { startEmulator, type RunningEmulator } from '../../tools/emulator/server';
import { describeShared } from '../support/shared-folder';
import { ask, blobBody, control, create, migrationPath, SERVICE } from './arm-client';
import { FakeContainers, putChain } from './fake-backups';
import { settle } from './other-engines';
import type { Json } from './recorded';

const RECORDED = '2021-10-30-preview';

describeShared('parity with the recorded list of migrations', 'recordings', (folder) => {
  const file = path.join(folder, 'ps_listMigrations_2021-10-30-preview.extract.json');
  const digest: Json = JSON.parse(readFileSync(file, 'utf8'));
  let emulator: RunningEmulator;
  const listed = async (): Promise<Json[]> =>
    (await ask(emulator, 'GET', `${SERVICE}/listMigrations`, { version: RECORDED })).body.value;
  const end = async (database: string, verb: string) => {
    const migrationOperationId = await create(emulator, database, 'backups');
    await settle(emulator);
    await ask(emulator, 'POST', `${migrationPath(database)}/${verb}`, { body: { migrationOperationId } });
    await settle(emulator);
  };

  beforeEach(async () => {
    const containers = new FakeContainers();
    putChain(containers, 1);
    emulator = await startEmulator({ port: 0, backupReader: containers, scanIntervalMs: 0 });
    await control(emulator, 'POST', 'clock', { frozen: true });
  });
  afterEach(() => emulator.close());

  it('cancelled, succeeded and failed ones show the recorded pairs of states', async () => {
    await end('psA', 'cancel');
    await end('psB', 'cutover');
    await create(emulator, 'psC', 'backups');
    await control(emulator, 'POST', 'faults', { kind: 'fail', match: { database: 'psC' } });
    const pairs = (await listed()).map(({ properties }) => ({
      provisioningState: properties.provisioningState,
      migrationStatus: properties.migrationStatus,
    }));
    expect(pairs).toEqual(digest.observed_pairs);
  });

  it('a database that is there already fails with the recorded code and text', async () => {
    await end('psDBTest', 'cutover');
    await ask(emulator, 'DELETE', migrationPath('psDBTest'));
    await settle(emulator);
    await ask(emulator, 'PUT', migrationPath('psDBTest'), { body: blobBody('backups') });
    await settle(emulator);
    const [item] = await listed();
    expect(item.properties.migrationFailureError).toEqual(
      digest.migrationFailureErrors.find(({ code }: Json) => code === '0'),
    );
  });

  it('an offline one shows the recorded configuration', async () => {
    const { offlineConfiguration } = digest.extra_property_seen;
    await ask(emulator, 'PUT', migrationPath('psD'), { body: blobBody('backups', { offlineConfiguration }) });
    expect((await listed())[0].properties.offlineConfiguration).toEqual(offlineConfiguration);
  });
});
