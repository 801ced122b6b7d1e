/** A folder whose old logs are cleaned up: each look reads what is new, not everything. */
import { ingestByName } from '../../shared/use-cases/ingest/ingest-blob';
import { syncContainer } from '../../shared/use-cases/ingest/sync-container';
import { ID, someBackups, World } from '../support/world';

const files = someBackups();

/** Following, full and two logs restored, the first log removed by a cleanup job. */
async function cleanedUp() {
  const world = new World();
  const registration = await world.register();
  world.runs();
  await world.assess();
  await world.change({ operationId: '11111111-2222-3333-4444-555555555555' });
  for (const name of ['full.bak', 'log1.trn', 'log2.trn']) world.put(name, files[name]!);
  await syncContainer(world.caps, registration, 10);
  world.runs('log2.trn', { pendingLogs: 0 });
  await world.assess();
  world.container.remove('log1.trn');
  await syncContainer(world.caps, registration, 10);
  expect((await world.assess()).facts.chain).toMatchObject({ status: 'complete', pathFiles: 3 });
  return { world, registration, reads: jest.spyOn(world.stored, 'currentBackups') };
}

test('a removed log that the service has restored leaves the looks after it small', async () => {
  const { world, registration, reads } = await cleanedUp();
  world.put('log3.trn', files['log3.final.trn']!);
  await ingestByName(world.caps, registration, 'log3.trn');
  expect((await world.assess()).facts.chain).toMatchObject({ status: 'complete', pathFiles: 4 });
  world.runs('log3.trn', { pendingLogs: 0 });
  expect((await world.assess()).facts.chain).toMatchObject({ status: 'complete', pathFiles: 4 });
  expect(reads).not.toHaveBeenCalled();
});

test('a service that is back before the removed log has everything looked at', async () => {
  const { world, reads } = await cleanedUp();
  world.runs('full.bak', { pendingLogs: 2 });
  expect((await world.assess()).facts.chain.status).not.toBe('complete');
  expect(reads).toHaveBeenCalled();
});

test('a removed log that is undeleted is not counted twice', async () => {
  const { world } = await cleanedUp();
  const [record] = await world.stored.backupVersions(ID, 'log1.trn');
  await world.stored.recordBackup(
    ID,
    { ...record!, state: 'read', reason: undefined },
    { at: record!.seenAt, kind: 'backupRecorded', by: 'ingest', text: 'undeleted' },
  );
  expect((await world.assess()).facts.chain).toMatchObject({ pathFiles: 3, counts: { inChain: 3 } });
});
