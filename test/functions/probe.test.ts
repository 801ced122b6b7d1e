/** The routes of the probe: its document, what is refused, and that a stored answer is never told as lost. */
import { answerOf, SOURCE, TARGET } from '../support/probe-answer';
import { readyWorld } from '../support/world';
import { Api, fieldsOf } from './http-api';

const now = (api: Api): string => api.caps.clock.now().toISOString();
const answer = (api: Api): string => answerOf('source', { ...SOURCE, at: now(api), finished: '' });

test('GET has the T-SQL of both sides; POST takes the answer, wakes the watch and shows what it proves', async () => {
  const api = new Api((await readyWorld()).caps);
  const read = await api.send('getProbe');
  expect(read).toMatchObject({
    status: 200,
    body: {
      id: 'shop',
      source: { database: 'Shop', tSql: expect.stringContaining('msdb.dbo.backupset') },
      target: { database: 'Shop', servers: ['mi'], tSql: expect.not.stringContaining('msdb'), checks: [] },
    },
  });
  const given = await api.send('giveProbe', { body: { side: 'source', result: answer(api) } });
  expect(given).toMatchObject({
    status: 200,
    body: { source: { reading: { by: 'local:ada', via: 'paste' } } },
  });
  expect(api.durable.calls.length).toBeGreaterThan(0);
  expect(given.body.demanded).toBeUndefined();
});

test.each<readonly [name: string, body: object, status: number, field: string]>([
  ['no side', { result: 'x' }, 400, 'side'],
  ['another side', { side: 'middle', result: 'x' }, 400, 'side'],
  ['no answer', { side: 'source' }, 400, 'result'],
  ['an empty answer', { side: 'source', result: '' }, 400, 'result'],
  ['far too much', { side: 'source', result: 'x'.repeat(30_001) }, 400, 'result'],
  ['no answer of a probe', { side: 'source', result: 'hello' }, 400, 'result'],
  ['a field that there is not', { side: 'source', result: 'x', at: 'now' }, 400, 'at'],
])('400 names the field: %s', async (_name, body, status, field) => {
  const api = new Api((await readyWorld()).caps);
  const refused = await api.send('giveProbe', { body });
  expect(refused.status).toBe(status);
  expect(fieldsOf(refused)).toContain(field);
});

test('409 for a target that is still restoring, 404 for no migration', async () => {
  const api = new Api((await readyWorld()).caps);
  const body = { side: 'target', result: answerOf('target', TARGET) };
  expect((await api.send('giveProbe', { body })).status).toBe(409);
  expect((await api.send('giveProbe', { body, id: 'nobody' })).status).toBe(404);
  expect((await api.send('getProbe', { id: 'nobody' })).status).toBe(404);
});

test('an answer that is stored, but cannot be shown, is 202', async () => {
  const world = await readyWorld();
  const api = new Api(world.caps);
  const body = { side: 'source', result: answer(api) };
  const status = jest.spyOn(world.stored, 'publish').mockRejectedValue(new Error('no storage'));
  const given = await api.send('giveProbe', { body });
  expect(given).toMatchObject({ status: 202, body: { detail: expect.stringMatching(/^It is stored/) } });
  expect((await world.control()).sourceReading?.found.state).toBe('RESTORING');
  status.mockRestore();
});
