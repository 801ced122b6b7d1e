/** The routes that concern all migrations. */
import type { Role } from '../../shared/core/access/roles';
import { readyWorld, World } from '../support/world';
import { Api, LOCAL, signedInAs } from './http-api';

test('freeze, look and thaw, each with who, when and why', async () => {
  const world = await readyWorld();
  const api = new Api(world.caps);
  const frozen = await api.send('freezeLedger', { body: { reason: 'upgrade' } });
  expect(frozen).toMatchObject({
    status: 200,
    body: { frozen: { by: 'local:ada', reason: 'upgrade' }, inFlight: [], history: [{ kind: 'frozen' }] },
  });
  expect((await api.send('getLedger')).body).toEqual(frozen.body);
  expect((await api.send('get')).body).toMatchObject({
    frozen: { reason: 'upgrade' },
    next: { action: 'thaw' },
  });
  const thawed = await api.send('thawLedger', { body: {} });
  expect(thawed.body).toMatchObject({ history: [{ text: 'Thawed: no reason given' }, { kind: 'frozen' }] });
  expect(thawed.body).not.toHaveProperty('frozen');
});

test.each(['freezeLedger', 'thawLedger'])('%s needs an administrator', async (name) => {
  const as = (role: Role) =>
    new Api(new World().caps, LOCAL, ['dms'], signedInAs({ name: 'ada@example.com', roles: [role] }));
  expect(await as('Cutover.Approve').send(name, { body: {} })).toMatchObject({
    status: 403,
    body: { detail: expect.stringMatching(/needs the role Cutover.Admin/) },
  });
  expect((await as('Cutover.Admin').send(name, { body: {} })).status).toBe(200);
});

test.each([[{ reason: 'x' }], [{ reason: 5 }], [{ why: 'upgrade' }]])('%j is refused', async (body) => {
  expect((await new Api(new World().caps).send('freezeLedger', { body })).status).toBe(400);
});
