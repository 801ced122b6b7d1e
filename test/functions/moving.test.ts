/** The routes that carry a migration from one ledger to another. */
import { NOW } from '../support/facts';
import { MemoryLedger } from '../support/memory-ledger';
import { ID, readyWorld } from '../support/world';
import { Api, body } from './http-api';

const THERE = 'there.table.core.windows.net/SqlMiCutover';
const ORDER = { to: THERE, reason: 'another region', confirm: 'mi/Shop' };

test('exported here, imported there, once; and deleted here', async () => {
  const world = await readyWorld();
  const here = new Api(world.caps);
  const backup = await here.send('readExport');
  expect(backup.body).toMatchObject({ format: 'sqlmi-cutover/migration', home: 'memory' });
  expect((await here.send('exportMigration', { body: { ...ORDER, confirm: '' } })).body).toMatchObject({
    status: 400,
    errors: [{ field: 'confirm', message: 'the migration ends here; type mi/Shop to confirm' }],
  });
  const exported = await here.send('exportMigration', { body: ORDER });
  expect(exported).toMatchObject({ status: 200, body: { control: { ended: { phase: 'exported' } } } });
  expect(here.durable.calls).toContain(`raise ${ID}:watch nudge`);

  const there = new Api({ ...world.caps, ledger: new MemoryLedger(THERE, THERE) });
  const bring = (document: unknown, apply: boolean) =>
    there.send('importMigration', { body: { as: 'transfer', apply, document } });
  expect(await bring(backup.body, true)).toMatchObject({ status: 409 });
  const journal = (exported.body as { journal: Record<string, unknown>[] }).journal.map(
    ({ at, kind, by, text }) => ({ at, kind, by, text }),
  );
  const bare = { ...exported.body, journal, journalHead: undefined, rowsHash: undefined };
  expect(await bring(bare, false)).toMatchObject({
    status: 409,
    body: { detail: expect.stringMatching(/"acceptUnhashed": true/) },
  });
  const accepting = { as: 'transfer', acceptUnhashed: true, document: bare };
  expect((await there.send('importMigration', { body: accepting })).body).toMatchObject({
    outcome: 'possible',
  });
  expect((await bring(exported.body, false)).body).toEqual({ id: ID, outcome: 'possible' });
  expect((await bring(exported.body, true)).body).toEqual({ id: ID, outcome: 'imported' });
  expect((await bring(exported.body, true)).body).toEqual({ id: ID, outcome: 'importedBefore' });
  expect((await there.send('get')).body).toMatchObject({ holds: [{ by: 'local:ada' }] });

  expect((await here.send('deleteMigration', { body: {} })).body).toMatchObject({ deleted: false });
  const deleted = await here.send('deleteMigration', { body: { apply: true, confirm: 'mi/Shop' } });
  expect(deleted.body).toMatchObject({ id: ID, deleted: true });
  expect((await here.send('get')).status).toBe(404);
});

test('what a deletion left is in the way of a registration, and says what deletes it', async () => {
  const world = await readyWorld();
  await world.stored.remove(ID);
  await world.stored.appendJournal(ID, [{ at: NOW, kind: 'ended', by: 'watch', text: 'left over' }]);
  const again = await new Api(world.caps).send('register', { body: body() });
  expect(again).toMatchObject({
    status: 409,
    body: {
      detail: expect.stringMatching(
        /^Cannot register shop: a migration of this id was deleted, .*: npm run cutover -- admin delete shop$/,
      ),
    },
  });
});

test.each([
  'the other one',
  '<ledger, as admin status there shows it>',
  'there/SqlMiCutover',
  'there.table.core.windows.net',
  'https://there.table.core.windows.net/SqlMiCutover',
  'there.table.core.windows.net/1st',
])('a ledger "%s" is none: nothing ends', async (to) => {
  const world = await readyWorld();
  const answer = await new Api(world.caps).send('exportMigration', { body: { ...ORDER, to } });
  expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'to' }] } });
  expect((await world.control()).ended).toBeUndefined();
});

test('a damaged document is refused by its field', async () => {
  const world = await readyWorld();
  const api = new Api(world.caps);
  const { body } = await api.send('readExport');
  const document = { ...body, control: { ...(body.control as object), policy: { mode: 'now' } } };
  const answer = await api.send('importMigration', { body: { as: 'restore', document } });
  expect(answer.status).toBe(400);
  expect(answer.body.errors?.[0]?.field).toBe('document.control.policy.mode');
});

test('one that another ledger has is restored as it ended, and says so', async () => {
  const world = await readyWorld();
  const { body: document } = await new Api(world.caps).send('exportMigration', { body: ORDER });
  const api = new Api({ ...world.caps, ledger: new MemoryLedger('again', 'again') });
  await api.send('freezeLedger', { body: { reason: 'restoring the ledger' } });
  const restore = { as: 'restore', apply: true, document };
  expect((await api.send('importMigration', { body: restore })).body).toEqual({
    id: ID,
    outcome: 'imported',
    note: `as it ended: it was exported to ledger ${THERE}, and goes on there`,
  });
});

test('restored: frozen, and every migration manual only', async () => {
  const world = await readyWorld();
  const answer = await new Api(world.caps).send('declareRestored', { body: { reason: 'copied' } });
  expect(answer).toMatchObject({ status: 200, body: { frozen: { reason: 'restored: copied' } } });
  expect((await world.control()).manualOnly).toMatch(/the ledger was restored/);
});
