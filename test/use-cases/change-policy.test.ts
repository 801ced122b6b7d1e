import type { PolicyMode } from '../../shared/core/migration/policy';
import type { CreateRequest } from '../../shared/core/migration/registration';
import { changePolicy, type PolicyOutcome } from '../../shared/use-cases/operate/change-policy';
import { adoptMigration } from '../../shared/use-cases/register/adopt-migration';
import { ADA, ID, OPERATION, readyWorld, TARGET, World } from '../support/world';

const LRS: CreateRequest = { engine: 'lrs', authType: 'ManagedIdentity' };
const LAST = { lastBackupName: 'log_9.trn' };

async function changeMode(world: World, mode: PolicyMode): Promise<PolicyOutcome> {
  const control = await world.stored.control(ID);
  return changePolicy(world.caps, { ...ADA, mayLoosen: true }, control!.etag, { policy: { mode } });
}

const refused = (reason: RegExp) => ({ kind: 'refused', refusal: expect.stringMatching(reason) });

describe('the mode says who cuts over', () => {
  test('manual and approve are exchanged freely, without asking the service', async () => {
    const world = await readyWorld();
    const reads = world.engine.count('read');
    for (const mode of ['manual', 'approve', 'manual'] as const)
      expect(await changeMode(world, mode)).toMatchObject({ kind: 'changed', control: { policy: { mode } } });
    expect(world.engine.count('read')).toBe(reads);
  });

  test('an online migration is not made offline', async () => {
    const world = await readyWorld();
    expect(await changeMode(world, 'offline')).toEqual(
      refused(/^Cannot change the policy's mode: the migration is online: .* choose manual, approve or auto/),
    );
    expect((await world.control()).policy.mode).toBe('auto');
  });

  test('one of which the service does not report may be called offline: nothing is sent then', async () => {
    const world = await readyWorld();
    world.engine.set(TARGET, { online: undefined });
    expect(await changeMode(world, 'offline')).toMatchObject({
      kind: 'changed',
      control: { policy: { mode: 'offline' } },
    });
  });

  test('what adoption bound as offline stays so, whatever the service tells', async () => {
    const world = new World();
    await world.register({}, { mode: 'offline' });
    world.runs(undefined, { online: false, lastBackupName: 'log_9.trn' });
    await adoptMigration(world.caps, ID, OPERATION);
    world.engine.set(TARGET, { online: undefined });
    expect(await changeMode(world, 'auto')).toEqual(
      refused(/the migration is offline: the service cuts over by itself.*cancel it and start an online one/),
    );
  });

  test('an offline migration at the service is not made online by a policy, naming its last backup', async () => {
    const world = await readyWorld();
    await world.change({ policy: { ...(await world.control()).policy, mode: 'offline' } });
    world.engine.set(TARGET, { online: false, lastBackupName: 'log_9.trn' });
    expect(await changeMode(world, 'manual')).toEqual(refused(/cuts over by itself after log_9\.trn/));
    world.engine.set(TARGET, { online: true });
    expect(await changeMode(world, 'manual')).toMatchObject({ kind: 'changed' });
  });

  test('G1: while the service cannot be read, neither is taken', async () => {
    const world = await readyWorld();
    world.engine.scriptReadings({ kind: 'trouble', code: 'unreachable', message: 'no answer' });
    expect(await changeMode(world, 'offline')).toEqual(
      refused(/could not be read \(no answer\); try again later/),
    );
    world.engine.scriptReadings({ kind: 'absent' });
    expect(await changeMode(world, 'offline')).toEqual(refused(/the service knows no such migration/));
  });

  test.each<[create: CreateRequest, from: PolicyMode, to: PolicyMode]>([
    [{ ...LRS, autoComplete: LAST }, 'offline', 'auto'],
    [LRS, 'auto', 'offline'],
  ])(
    'what the product itself asks the service to create is not contradicted: %j',
    async (create, from, to) => {
      const world = new World();
      await world.register({ start: 'create', create }, { mode: from });
      expect(await changeMode(world, to)).toEqual(refused(to === 'auto' ? /after log_9\.trn/ : /is online/));
    },
  );

  test('before adoption the mode is still the operator’s to correct', async () => {
    const world = new World();
    await world.register();
    world.runs(undefined, { online: false });
    expect(await changeMode(world, 'offline')).toMatchObject({ kind: 'changed' });
    expect(await changeMode(world, 'manual')).toMatchObject({ kind: 'changed' });
  });
});
