/** The routes of the preflight: a registration that is not stored, a migration's last result, and its answers. */
import { judgeMigration } from '../../shared/use-cases/preflight/judge-migration';
import { CREATE, ID, SCOPE, World, toCreate } from '../support/world';
import { Api, LOCAL, body, fieldsOf, signedInAs } from './http-api';

const toBeCreated = { start: 'create', create: { ...CREATE, engine: undefined } };

interface Row {
  readonly id: string;
  readonly state: string;
  readonly answer?: unknown;
}
const rowsOf = (answer: { body: Record<string, unknown> }) => answer.body.rows as readonly Row[];
const rowOf = (answer: { body: Record<string, unknown> }, id: string) =>
  rowsOf(answer).find((row) => row.id === id);

describe('POST preflight', () => {
  test('judges a registration and stores nothing', async () => {
    const world = new World();
    world.estate.set('managedDatabases', SCOPE, [{ name: 'shop', status: 'Online' }]);
    const answer = await new Api(world.caps).send('judgeRegistration', { body: body(toBeCreated) });
    expect(answer.status).toBe(200);
    expect(answer.body.clear).toBe(false);
    expect(rowOf(answer, 'RES-12')?.state).toBe('unmet');
    expect(rowOf(answer, 'BKP-01')?.state).toBe('unknown');
    expect(await world.stored.registration(ID)).toBeUndefined();
  });

  test('names what is wrong with a body', async () => {
    const answer = await new Api(new World().caps).send('judgeRegistration', {
      body: body({ engine: 'other' }),
    });
    expect([answer.status, fieldsOf(answer)]).toEqual([400, ['engine']]);
  });

  test('shows no secret that a registration names', async () => {
    const world = new World();
    world.secrets.CutoverSecret_Sas = 'sp=rl&se=2027-01-01&spr=https&sig=marked-secret';
    const lrs = body({
      engine: 'lrs',
      start: 'create',
      create: { authType: 'Sas', sasTokenSetting: 'CutoverSecret_Sas' },
    });
    const answer = await new Api(world.caps, LOCAL, ['lrs']).send('judgeRegistration', { body: lrs });
    expect(rowOf(answer, 'STO-10')?.state).not.toBe('unknown');
    expect(answer.text).not.toContain('marked-secret');
  });
});

describe('migrations/{id}/preflight', () => {
  test('is not found before one has run, and of no migration', async () => {
    const world = await toCreate({ unjudged: true });
    const api = new Api(world.caps);
    const answer = await api.send('getPreflight');
    expect([answer.status, answer.body.detail]).toEqual([
      404,
      'No preflight of migration shop has run yet: npm run cutover -- preflight shop',
    ]);
    expect((await api.send('getPreflight', { id: 'none' })).status).toBe(404);
    expect((await api.send('runPreflight', { id: 'none', body: {} })).status).toBe(404);
  });

  test('is run on demand, wakes the watch, and is shown with answers and age', async () => {
    const world = await toCreate();
    const api = new Api(world.caps);
    const ran = await api.send('runPreflight', { body: {} });
    expect([ran.status, ran.body.id, ran.body.clear]).toEqual([200, ID, false]);
    expect(api.durable.calls.some((call) => call.startsWith('raise shop:watch'))).toBe(true);
    await api.send('preflight/tick', { body: { rows: ['bkp-11'] } });
    await api.send('preflight/waive', { body: { rows: ['RES-12'], reason: 'it is dropped at noon' } });
    world.clock.forward(60);
    const shown = await api.send('getPreflight');
    expect(shown.body.ageSeconds).toBe(60);
    expect(rowOf(shown, 'BKP-11')?.answer).toMatchObject({ kind: 'tick', by: 'local:ada' });
    expect(rowOf(shown, 'RES-12')?.answer).toMatchObject({ kind: 'waiver', reason: 'it is dropped at noon' });
    expect((await api.send('get')).body.preflight).toMatchObject({ ticked: 1, waived: 1 });
  });

  test('is not run of a migration that has ended', async () => {
    const world = await toCreate();
    await world.change({ ended: { phase: 'canceled', at: world.clock.now().toISOString(), reason: 'x' } });
    const answer = await new Api(world.caps).send('runPreflight', { body: {} });
    expect([answer.status, answer.body.detail]).toEqual([
      409,
      'Cannot run the preflight: the migration has ended (canceled)',
    ]);
  });
});

test.each([
  ['judgeRegistration', 'Cutover.Operate', body(toBeCreated)],
  ['runPreflight', 'Cutover.Operate', {}],
  ['preflight/tick', 'Cutover.Operate', { rows: ['BKP-11'] }],
  ['preflight/waive', 'Cutover.Approve', { rows: ['RES-12'], reason: 'agreed' }],
] as const)('%s needs %s', async (route, role, sent) => {
  const world = await toCreate();
  await judgeMigration(world.caps, ID, 'watch', world.estate);
  const as = (roles: readonly (typeof role | 'Cutover.Read')[]) =>
    new Api(world.caps, LOCAL, ['dms'], signedInAs({ name: 'eve', roles }));
  expect((await as(['Cutover.Read']).send(route, { body: sent })).status).toBe(403);
  expect((await as([role]).send(route, { body: sent })).status).toBe(200);
});
