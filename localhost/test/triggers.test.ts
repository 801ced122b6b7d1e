import { BlobServiceClient, type ContainerClient } from '@azure/storage-blob';
import { Azurite } from './azurite';
import { HostProcess, json, sampleApp, until } from './host-process';

interface Seen {
  trigger: string;
  [detail: string]: unknown;
}

let azurite: Azurite;
let host: HostProcess;
let inbox: ContainerClient;
let texts: ContainerClient;

const seenBy = async (trigger: string): Promise<Seen[]> => {
  const all = (await (await fetch(`${host.url}/api/seen`)).json()) as Seen[];
  return all.filter((each) => each.trigger === trigger);
};
const upload = (container: ContainerClient, name: string, text: string) => {
  return container
    .getBlockBlobClient(name)
    .upload(text, Buffer.byteLength(text), { metadata: { origin: 'test' } });
};
const startHost = (state?: string) => {
  return HostProcess.start({
    app: sampleApp('triggers'),
    ...(state === undefined ? {} : { state }),
    env: { STORAGE: azurite.connectionString, OVERRIDDEN: 'environment' },
  });
};

beforeAll(async () => {
  azurite = await Azurite.later();
  // Storage is down when the host starts: it must say so, go on, and find it later.
  host = await startHost();
  await until('the outage to be told', () => /storage 'STORAGE' does not answer/.test(host.output));
  await azurite.run();
  const service = BlobServiceClient.fromConnectionString(azurite.connectionString);
  inbox = service.getContainerClient('inbox');
  texts = service.getContainerClient('texts');
  await texts.create();
}, 30_000);
afterAll(async () => {
  await host.stop();
  await azurite.stop();
});

test('storage that is down at start is waited for, in one line', async () => {
  await until('storage to answer', () => /content: storage 'STORAGE' answers again/.test(host.output));
  expect(host.output.match(/content: storage 'STORAGE' does not answer/g)).toHaveLength(1);
});

test('sdkBinding hands over a reference; a container that appears later is found', async () => {
  await until('the missing container to be told', () =>
    /reference: there is no container 'inbox' yet/.test(host.output),
  );
  await inbox.create();
  await upload(inbox, 'sales/2026/full.bak', 'x');
  await until('the run', async () => (await seenBy('reference')).length === 1, 12_000);
  const [run] = await seenBy('reference');
  expect(run?.['blob']).toEqual({
    source: 'AzureStorageBlobs',
    version: '1.0',
    contentType: 'application/json',
    isBuffer: true,
    reference: { Connection: 'STORAGE', ContainerName: 'inbox', BlobName: 'sales/2026/full.bak' },
  });
  expect(run?.['metadata']).toMatchObject({
    blobTrigger: 'inbox/sales/2026/full.bak',
    folder: 'sales',
    file: '2026/full',
    uri: `http://127.0.0.1:${azurite.port}/devstoreaccount1/inbox/sales/2026/full.bak`,
    metadata: { origin: 'test' },
    properties: { contentLength: 1 },
  });
});

test('a blob runs once per version, an overwrite runs again, also across a restart', async () => {
  await upload(texts, 'a.txt', 'first');
  await until('the first run', async () => (await seenBy('content')).length === 1);
  await upload(texts, 'a.txt', 'second');
  await until('the second run', async () => (await seenBy('content')).length === 2);
  expect(await seenBy('content')).toMatchObject([
    { text: 'first', name: 'a.txt' },
    { text: 'second', name: 'a.txt' },
  ]);
  const { state } = host;
  expect(await host.stop()).toBe(0);
  host = await startHost(state);
  await upload(texts, 'b.txt', 'third');
  await until('the third run', async () => (await seenBy('content')).length > 0);
  expect(await seenBy('content')).toMatchObject([{ text: 'third' }]);
});

test('five failed runs of a version make it poison', async () => {
  await upload(texts, 'bad.txt', 'poison');
  await until(
    'poison',
    () => /content: gave up 'texts\/bad.txt' .* after 5 tries: poison/.test(host.output),
    20_000,
  );
  expect((await seenBy('content')).filter(({ name }) => name === 'bad.txt')).toHaveLength(5);
}, 25_000);

test('a name the pattern does not match does not run', async () => {
  await upload(inbox, 'readme.txt', 'x');
  await upload(inbox, 'x/matching.bak', 'x');
  await until('the run', async () =>
    (await seenBy('reference')).some(({ metadata }) => (metadata as { file: string }).file === 'matching'),
  );
  expect(JSON.stringify(await seenBy('reference'))).not.toContain('readme');
});

test('a timer runs every second, never as past due, without a monitor', async () => {
  await until('two ticks', async () => (await seenBy('tick')).length >= 2);
  expect((await seenBy('tick'))[0]?.['timer']).toEqual({
    schedule: { adjustForDST: true },
    scheduleStatus: null,
    isPastDue: false,
  });
});

test('runOnStartup runs at the start, and the admin API runs a timer by hand', async () => {
  await until('the run', async () => (await seenBy('atStart')).length === 1);
  const response = await fetch(`${host.url}/admin/functions/atStart`, json({ input: '' }));
  expect(response.status).toBe(202);
  await until('the second run', async () => (await seenBy('atStart')).length === 2);
  expect((await seenBy('atStart'))[1]).toMatchObject({
    timer: { isPastDue: false, scheduleStatus: { next: expect.stringMatching(/-01-01T00:00:00/) } },
  });
});

describe('Event Grid', () => {
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

  test('answers the handshake of CloudEvents', async () => {
    const response = await fetch(`${host.url}/runtime/webhooks/EventGrid?functionName=arrived`, {
      method: 'OPTIONS',
      headers: { 'webhook-request-origin': 'eventgrid.azure.net' },
    });
    expect(response.headers.get('webhook-allowed-origin')).toBe('eventgrid.azure.net');
  });

  test('runs once per event', async () => {
    const events = ['e1', 'e2'].map((id) => ({
      id,
      eventType: 'Microsoft.Storage.BlobCreated',
      subject: 's',
      data: { url: id },
    }));
    expect((await deliver('Notification', events)).status).toBe(202);
    expect((await seenBy('arrived')).map(({ event }) => (event as { id: string }).id).sort()).toEqual([
      'e1',
      'e2',
    ]);
  });

  test('fails the delivery when the function fails, and knows its functions', async () => {
    expect((await deliver('Notification', [{ id: 'e3', data: { fail: true } }])).status).toBe(500);
    expect(
      (await fetch(`${host.url}/runtime/webhooks/EventGrid?functionName=nobody`, { method: 'POST' })).status,
    ).toBe(404);
  });
});
