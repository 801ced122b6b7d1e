/** Several approvals with real tokens, and who may make do with fewer. */
import type { Role } from '../../shared/core/access/roles';
import { Issuer } from '../support/issuer';
import { ID, readyWorld, type World } from '../support/world';
import { call, loadApp, type RegisteredRoute } from './registered-routes';

const TYPED = { confirm: 'mi/Shop', expectedTail: 'log3.final.trn' };

let issuer: Issuer;
beforeAll(async () => {
  issuer = await Issuer.start();
});
afterAll(() => issuer.close());

/** Calls a route as somebody; `etag` is what was read before. */
type Send = (
  name: string,
  user: string,
  roles: readonly Role[],
  body: unknown,
  etag?: string,
) => ReturnType<typeof call>;

async function app(): Promise<{ readonly world: World; readonly send: Send }> {
  const world = await readyWorld({}, { mode: 'approve', approvals: { required: 2 } });
  const routes = loadApp({ AZURE_FUNCTIONS_ENVIRONMENT: 'Development', ...issuer.settings }, world.caps);
  const send: Send = async (name, user, roles, body, etag) => {
    const route = routes.find((one: RegisteredRoute) => one.name === name)!;
    const token = await issuer.token({ preferred_username: user, roles });
    return call(route, { token, id: ID, body, headers: etag === undefined ? {} : { 'if-match': etag } });
  };
  return { world, send };
}
test('two people approve, by the names of their tokens; one of them twice is one', async () => {
  const { world, send: as } = await app();
  const APPROVER: readonly Role[] = ['Cutover.Approve'];
  const approve = (user: string) => as('approveCutover', user, APPROVER, TYPED);
  expect(await approve('bob@example.com')).toMatchObject({ status: 202 });
  expect(JSON.parse((await approve('BOB@example.com')).text)).toMatchObject({ given: 1, required: 2 });
  expect(
    await as('approveCutover', 'eve@example.com', ['Cutover.Operate', 'Cutover.Admin'], TYPED),
  ).toMatchObject({ status: 403 });
  const byRegistrant = await approve('Rita@Example.com');
  expect([byRegistrant.status, byRegistrant.text]).toEqual([
    409,
    expect.stringContaining('registered the migration'),
  ]);
  const cutover = await as('requestCutover', 'eve@example.com', APPROVER, TYPED);
  expect([cutover.status, cutover.text]).toEqual([
    409,
    expect.stringContaining('1 of 2 approvals, by BOB@example.com'),
  ]);
  expect(JSON.parse((await approve('eve@example.com')).text)).toMatchObject({ given: 2, required: 2 });
  expect((await world.control()).approvals?.map(({ by }) => by)).toEqual([
    'BOB@example.com',
    'eve@example.com',
  ]);
});

test('an approver who is no administrator cannot make do with one', async () => {
  const { world, send: as } = await app();
  const change = async (...roles: readonly Role[]) =>
    as(
      'patchMigration',
      'bob@example.com',
      roles,
      { policy: { mode: 'manual', approvals: null } },
      (await world.stored.control(ID))!.etag,
    );
  const refused = await change('Cutover.Approve');
  expect([refused.status, refused.text]).toEqual([
    403,
    expect.stringContaining('needs the role Cutover.Admin, too'),
  ]);
  expect((await change('Cutover.Admin')).status).toBe(403);
  expect((await change('Cutover.Approve', 'Cutover.Admin')).status).toBe(200);
});
