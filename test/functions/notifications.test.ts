/** `GET notifications` and `POST notifications/test`: who may, what is answered. */
import { localSignIn } from '../../shared/adapters/sign-in/without-tokens';
import type { Role } from '../../shared/core/access/roles';
import type { NotifyCapabilities } from '../../shared/use-cases/notify/lane';
import { readReceiverState, saveReceiverState } from '../../shared/use-cases/notify/receiver-states';
import { MemoryNotifier } from '../support/memory-notifier';
import { World } from '../support/world';
import { Api, LOCAL, signedInAs } from './http-api';

function notifying() {
  const world = new World();
  const notifier = new MemoryNotifier();
  const quietHours = { timeZone: 'UTC', from: '00:00', to: '23:59' };
  const notify: NotifyCapabilities = {
    ...world.caps,
    notifier,
    notifications: {
      receivers: [{ name: 'ops', kind: 'slack', urlSetting: 'CutoverSecret_SlackUrl' }],
      rules: [{ receiver: 'ops', events: ['ended'], quietHours }],
      hosts: ['hooks.slack.com'],
    },
  };
  const api = new Api(world.caps, LOCAL, ['dms'], localSignIn('ada', true), notify);
  const send = (body: unknown) => api.send('testNotification', { body });
  return { world, notifier, notify, send };
}

test('a test goes out at once, whatever rules and quiet hours say', async () => {
  const { notifier, send } = notifying();
  expect(await send({ receiver: 'ops' })).toMatchObject({
    status: 200,
    body: { receiver: 'ops', id: 'test:token-1', delivered: true },
  });
  expect(notifier.at('ops')).toMatchObject([
    {
      id: 'test:token-1',
      event: 'test',
      by: 'local:ada',
      headline: expect.stringMatching(/^This is a test/),
    },
  ]);
});

test('one that is not taken is told with the reason, and says nothing of how the receiver stands', async () => {
  const { world, notifier, send } = notifying();
  notifier.habit = () => ({ kind: 'refuses', status: 403 });
  expect(await send({ receiver: 'ops' })).toMatchObject({
    status: 200,
    body: { delivered: false, code: 'Http403', text: 'it answered 403' },
  });
  expect(await readReceiverState(world.stored, 'ops')).toBeUndefined();
});

test('a receiver that is not there is named, and so are those that are', async () => {
  const { send } = notifying();
  const detail = 'Cannot find receiver chat in NotifyReceivers: ops';
  expect(await send({ receiver: 'chat' })).toMatchObject({ status: 404, body: { detail } });
  const none = await new Api(new World().caps).send('testNotification', { body: { receiver: 'ops' } });
  expect(none.body.detail).toBe('Cannot find receiver ops in NotifyReceivers: there are none');
});

test.each([[{}], [{ receiver: '' }], [{ receiver: 5 }], [{ receiver: 'ops', url: 'https://x' }]])(
  '%j is refused',
  async (body) => {
    expect((await notifying().send(body)).status).toBe(400);
  },
);

test('how receivers stand, in the order of the settings, without what only the runs need', async () => {
  const { world, notify } = notifying();
  const api = new Api(world.caps, LOCAL, ['dms'], localSignIn('ada', true), notify);
  const items = async () => (await api.send('listReceivers', {})).body.items;
  expect(await items()).toEqual([{ name: 'ops', kind: 'slack' }]);
  const lastTaken = { id: 'shop:1:0', at: '2026-12-04T22:00:00.000Z' };
  const state = { since: '2026-12-01T00:00:00.000Z', lastTaken, vainRuns: 3, lastTried: 'shop' };
  await saveReceiverState(world.stored, 'ops', undefined, state);
  expect(await items()).toEqual([{ name: 'ops', kind: 'slack', since: state.since, lastTaken }]);
  expect((await new Api(new World().caps).send('listReceivers', {})).body.items).toEqual([]);
});

test('it needs an administrator', async () => {
  const as = (role: Role) =>
    new Api(new World().caps, LOCAL, ['dms'], signedInAs({ name: 'ada@example.com', roles: [role] }));
  const body = { receiver: 'ops' };
  expect((await as('Cutover.Approve').send('testNotification', { body })).status).toBe(403);
  expect((await as('Cutover.Admin').send('testNotification', { body })).status).toBe(404);
});
