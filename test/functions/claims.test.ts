/** One target, one migration, whatever the spelling: through the API. */
import { assessMigration } from '../../shared/use-cases/assess/assess-migration';
import { recordIntent } from '../../shared/use-cases/cutover/record-intent';
import { triggerCutover } from '../../shared/use-cases/cutover/trigger-cutover';
import { adoptMigration } from '../../shared/use-cases/register/adopt-migration';
import { CONTAINER_URL, OPERATION, SCOPE, someBackups, World } from '../support/world';
import { Api, body } from './http-api';

const at = (prefix: string) => ({ backups: { containerUrl: CONTAINER_URL, prefix } });

test.each([
  ['white space in front of the id', { managedInstanceId: ` ${SCOPE}`, databaseName: 'Shop' }, 409],
  ['white space after the id', { managedInstanceId: `${SCOPE} `, databaseName: 'Shop' }, 409],
  ['a tab and slashes after the id', { managedInstanceId: `${SCOPE}//\t`, databaseName: 'Shop' }, 409],
  ['another case', { managedInstanceId: SCOPE.toUpperCase(), databaseName: 'SHOP' }, 409],
  ['wide letters', { managedInstanceId: SCOPE, databaseName: 'Ｓｈｏｐ' }, 409],
  ['a blank after the database', { managedInstanceId: SCOPE, databaseName: 'Shop ' }, 400],
  ['a blank that breaks no line', { managedInstanceId: SCOPE, databaseName: 'Shop\u00a0' }, 400],
  ['an escaped blank in the id', { managedInstanceId: `${SCOPE}%20`, databaseName: 'Shop' }, 400],
  ['an escaped database', { managedInstanceId: SCOPE, databaseName: 'Sh%6fp' }, 400],
])('a second registration of a target is refused: %s', async (_name, target, status) => {
  const api = new Api(new World().caps);
  expect((await api.send('register', { body: body({ id: 'one', ...at('a/') }) })).status).toBe(202);
  const second = await api.send('register', { body: body({ id: 'two', target, ...at('b/') }) });
  expect(second.status).toBe(status);
  expect(second.text).toContain(status === 409 ? 'one' : 'Cannot use the');
});

test('ids are stored without the blanks and slashes around them', async () => {
  const world = new World();
  const api = new Api(world.caps);
  const target = { managedInstanceId: ` ${SCOPE}/ `, databaseName: 'Shop' };
  const url = 'https://ACCT.blob.core.windows.net:443/backups/';
  const given = body({ id: 'one', target, backups: { containerUrl: url, prefix: 'a/' } });
  expect((await api.send('register', { body: given })).status).toBe(202);
  expect(await world.stored.registration('one')).toMatchObject({
    target: { managedInstanceId: SCOPE },
    backups: { containerUrl: CONTAINER_URL },
  });
  expect((await api.send('register', { body: body({ id: 'one', ...at('a/') }) })).status).toBe(200);
});

test('of two registrations of one target, one sends one request', async () => {
  const world = new World();
  const api = new Api(world.caps);
  const policy = { mode: 'auto' };
  const spelled = { managedInstanceId: `${SCOPE} `, databaseName: 'Shop' };
  await api.send('register', { body: body({ id: 'one', policy, ...at('a/') }) });
  await api.send('register', { body: body({ id: 'two', policy, target: spelled, ...at('b/') }) });
  world.runs();
  for (const [name, content] of Object.entries(someBackups()))
    for (const folder of ['a', 'b']) world.put(`${folder}/${name}`, content);
  for (const id of ['one', 'two']) {
    await assessMigration(world.caps, id, 'routine');
    await adoptMigration(world.caps, id, OPERATION);
  }
  world.clock.forward(1 + world.caps.timing.clocksApart);
  for (const id of ['one', 'two']) await assessMigration(world.caps, id, 'routine');
  world.runs('log3.final.trn');
  for (const id of ['one', 'two', 'one', 'two']) {
    await assessMigration(world.caps, id, 'routine');
    world.clock.forward(16);
  }
  for (const id of ['one', 'two']) {
    await recordIntent(world.caps, id, 1);
    await triggerCutover(world.caps, id, 1);
  }
  expect(world.sends).toBe(1);
});
