/** The wiring: every engine that is named is there, all of them share one budget of reads, and their answers are short. */
import { createEngines, wire } from '../../functions/wire';
import { createArmClient } from '../../shared/adapters/arm/arm-client';
import { loopbackCredential } from '../../shared/adapters/arm/arm-token';
import { loadConfig } from '../../shared/config';
import { ENGINE_KINDS } from '../../shared/core/engine/engine-status';
import { type TinyArm, startTinyArm } from '../adapters/arm/tiny-arm';

const SUBSCRIPTION = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers';
const scopeId = `${SUBSCRIPTION}/Microsoft.Sql/managedInstances/mi`;
const taskId = `${SUBSCRIPTION}/Microsoft.DataMigration/services/s/projects/p/tasks/t`;
const target = { scopeId, databaseName: 'Shop', sourceDatabaseName: 'Shop', taskId };

let server: TinyArm;
beforeEach(async () => {
  server = await startTinyArm();
});
afterEach(() => server.close());

test('the app has every engine it names, and no other', () => {
  const config = loadConfig({
    BackupContainer: 'backups',
    BackupStorage: 'UseDevelopmentStorage=true',
    LedgerStorage: 'UseDevelopmentStorage=true',
    ArmEndpoint: server.origin,
  });
  const caps = wire(config, {});
  expect(ENGINE_KINDS.filter((kind) => caps.engine(kind) === undefined)).toEqual([]);
  expect(Object.keys(createEngines(armOf())).sort()).toEqual([...ENGINE_KINDS].sort());
});

test.each(ENGINE_KINDS)(
  'a 429 to engine %s pauses the reads of all engines in that subscription, and of no other',
  async (first) => {
    const engines = createEngines(armOf());
    server.script({ status: 429, headers: { 'Retry-After': '60' } });
    expect(await engines[first].read(target)).toMatchObject({ kind: 'trouble', code: 'throttled' });
    expect(server.received).toHaveLength(1);
    for (const kind of ENGINE_KINDS)
      expect(await engines[kind].read(target)).toMatchObject({
        kind: 'trouble',
        code: 'throttled',
        retryAfterSeconds: 60,
      });
    expect(server.received).toHaveLength(1);
    const elsewhere = {
      ...target,
      scopeId: scopeId.replace('0001/', '0002/'),
      taskId: taskId.replace('0001/', '0002/'),
    };
    for (const kind of ENGINE_KINDS) await engines[kind].read(elsewhere);
    expect(server.received.length).toBeGreaterThanOrEqual(1 + ENGINE_KINDS.length);
  },
);

test.each(ENGINE_KINDS)('G7: what engine %s answers to a request is cut to what is kept', async (kind) => {
  const error = { code: 'C'.repeat(500), message: 'x'.repeat(50_000) };
  server.otherwise(() => ({ status: 400, body: { error } }));
  const engine = createEngines(armOf())[kind];
  const answer = await engine.cancel(target, 'operation', Date.now() + 60_000);
  const text = answer.kind === 'refused' ? answer.message : answer.kind !== 'accepted' && answer.reason;
  expect(text).toMatch(/x…$/);
  expect(text).toHaveLength(2_000);
});

/** A client whose clock stands still, so that a pause is not waited for. */
function armOf() {
  const now = new Date();
  return createArmClient({
    endpoint: server.origin,
    credential: loopbackCredential(),
    clock: { now: () => now, sleep: async () => undefined },
  });
}
