import type { HostClient } from '../host-client';
import { fresh, judgedHost } from './parity-host';

let host: HostClient;
beforeAll(async () => {
  host = await judgedHost();
});

const hook = (name: string) => `${host.url}/runtime/webhooks/EventGrid?functionName=${name}`;
const deliver = (type: string | undefined, body: string, name = 'arrived') => {
  const header: Record<string, string> = type === undefined ? {} : { 'aeg-event-type': type };
  const headers = { 'content-type': 'application/json', ...header };
  return fetch(hook(name), { method: 'POST', headers, body });
};
const event = (id: string, data: object = {}) => ({
  id,
  eventType: 'Microsoft.Storage.BlobCreated',
  subject: 's',
  eventTime: '2026-11-30T08:00:00Z',
  dataVersion: '1',
  data: { url: id, ...data },
});

test('validates the subscription, in plain text', async () => {
  const sent = JSON.stringify([event('1', { validationCode: 'abc' })]);
  const response = await deliver('SubscriptionValidation', sent);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
  expect(await response.json()).toEqual({ validationResponse: 'abc' });
});

test('lets a sender of CloudEvents in, and out again', async () => {
  const response = await fetch(hook('arrived'), { method: 'OPTIONS' });
  expect([response.status, response.headers.get('webhook-allowed-origin')]).toEqual([
    200,
    'eventgrid.azure.net',
  ]);
  expect((await deliver('Unsubscribe', JSON.stringify([event('1')]))).status).toBe(202);
});

test.each([
  ['without a type', undefined, JSON.stringify([event('1')]), 400],
  ['of an unknown type', 'Gossip', JSON.stringify([event('1')]), 400],
  ['that is not JSON', 'Notification', '{', 500],
  ['that is no event', 'Notification', '"event"', 500],
  ['without a code to validate', 'SubscriptionValidation', JSON.stringify([event('1')]), 500],
])('a delivery %s is refused', async (_, type, body, status) => {
  expect((await deliver(type, body)).status).toBe(status);
});

test('runs once per event', async () => {
  const ids = [fresh('e1'), fresh('e2')];
  expect((await deliver('Notification', JSON.stringify(ids.map((id) => event(id))))).status).toBe(202);
  const seen = await fetch(`${host.url}/api/seen?about=arrived`);
  const arrived = ((await seen.json()) as { event: { id: string } }[]).map((told) => told.event.id);
  expect(arrived.filter((id) => ids.includes(id)).sort()).toEqual(ids);
});

test('fails the delivery when the function fails for one of its events', async () => {
  const events = [event('bad', { fail: true }), event('good')];
  expect((await deliver('Notification', JSON.stringify(events))).status).toBe(500);
});

test.each(['nobody', 'ARRIVED', 'parity'])("'%s' is no function of this kind and spelling", async (name) => {
  const response = await deliver('Notification', JSON.stringify([event('1')]), name);
  expect(response.status).toBe(404);
  expect(await response.text()).toContain(`'${name}'`);
});
