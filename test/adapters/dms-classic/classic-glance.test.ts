import type { Scripted } from '../arm/tiny-arm';
import { API, COMPLETE, serveTask, startClassic, TARGET, TASK, taskOf } from './classic-fixture';

const ORDER = { maxAgeSeconds: 20 };

describe('a glance at a classic migration', () => {
  let classic: Awaited<ReturnType<typeof startClassic>>;
  beforeEach(async () => void (classic = await startClassic()));
  afterEach(() => classic.server.close());

  test('is one request: the task without its commands', async () => {
    classic.server.otherwise(serveTask(taskOf(), [{ commandType: COMPLETE, state: 'Accepted' }]));
    const glance = await classic.engine.glance!(TARGET, ORDER);
    expect(glance).toMatchObject({ kind: 'seen', tells: 'details', status: { state: 'running' } });
    expect(classic.server.received.map(({ url }) => url)).toEqual([`${TASK}?$expand=output&${API}`]);
  });

  test('does not tell whether a change is under way', async () => {
    classic.server.otherwise(serveTask(taskOf()));
    const glance = await classic.engine.glance!(TARGET, ORDER);
    expect(glance.kind === 'seen' && glance.status.atRest).toBeUndefined();
  });

  test.each<[string, Scripted]>([
    ['there is no task', { status: 404 }],
    ['the service does not answer', { status: 400, body: { error: { code: 'X', message: 'm' } } }],
    ['it is of another type', { body: { properties: { taskType: 'x' } } }],
  ])('shows nothing when %s', async (_name, answer) => {
    classic.server.otherwise(() => answer);
    expect(await classic.engine.glance!(TARGET, ORDER)).toEqual({ kind: 'unseen' });
  });
});
