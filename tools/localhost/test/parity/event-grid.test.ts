import type { HostClient } from './host-client';
import { startParityHost } from './parity/parity-host';

let host: HostClient;
beforeAll(async () => {
  host = await startParityHost();
});

const seen = async () =>
  (await (await fetch(`${host.url}/api/seen?about=arrived`)).json()) as { event: { id: string } }[];
const deliver = (type: string, body: unknown) => {
  return fetch(`${host.url}/runtime/webhooks/EventGrid?functionName=arrived`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'aeg-event-type': type },
    body: JSON.stringify(body),
  });
};

test('validates the subscription', async () => {
  const response = await deliver('SubscriptionValidation', [{ id: '1', data: { validationCode: 'abc' } }]);
  expect(await response.json()).toEqual({ validationResponse: 'abc' });
});

test('refuses the handshake of CloudEvents, and what is no event', async () => {
  const url = `${host.url}/runtime/webhooks/EventGrid?functionName=arrived`;
  expect((await fetch(url, { method: 'OPTIONS' })).status).toBe(405);
  expect((await deliver('SubscriptionValidation', [{ id: '1', data: {} }])).status).toBe(400);
  expect((await deliver('Notification', 'event')).status).toBe(400);
});

test('runs once per event', async () => {
  const events = ['e1', 'e2'].map((id) => ({
    id,
    eventType: 'Microsoft.Storage.BlobCreated',
    subject: 's',
    data: { url: id },
  }));
  expect((await deliver('Notification', events)).status).toBe(202);
  expect((await seen()).map(({ event }) => event.id).sort()).toEqual(['e1', 'e2']);
});

test('fails the delivery when the function fails, and knows its functions', async () => {
  expect((await deliver('Notification', [{ id: 'e3', data: { fail: true } }])).status).toBe(500);
  expect(
    (await fetch(`${host.url}/runtime/webhooks/EventGrid?functionName=nobody`, { method: 'POST' })).status,
  ).toBe(404);
});
