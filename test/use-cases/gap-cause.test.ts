/** A gap whose cause is known: headline and next step name it instead of asking for another upload. */
import { nextStep } from '../../shared/core/views/next-step';
import { adoptMigration } from '../../shared/use-cases/register/adopt-migration';
import { BackupHistory } from '../../tools/demo/backup-writer/backup-history';
import { seededGuid } from '../../tools/demo/backup-writer/seeded-guid';
import { writeBackup } from '../../tools/demo/backup-writer/write-backup';
import { ID, OPERATION, World } from '../support/world';

test('every log appended to one file: the set that the service does not read', async () => {
  const history = new BackupHistory({ databaseName: 'Shop', seed: 17 });
  const full = history.full();
  const sets = [1, 2, 3].map(() => history.work().log().set);
  const media = { mediaSetGuid: seededGuid('device') };
  const world = new World();
  await world.register();
  world.runs();
  world.put('device.bak', full.files[0]!);
  world.put('device.trn', writeBackup({ media, sets }));
  await world.assess();
  await adoptMigration(world.caps, ID, OPERATION);
  world.runs('device.bak');
  const { facts, decision } = await world.assess();
  const advice = 'set 2 of device.trn is not read by the service: write each backup to its own file';
  expect(decision.headline).toContain(advice);
  expect(nextStep({ facts, decision }).what).toContain(advice);
  expect(nextStep({ facts, decision }).what).not.toContain('upload the log');
});
