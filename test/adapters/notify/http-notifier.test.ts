/** The notifier over HTTP, against a receiver on this machine. */
import { createHmac } from 'node:crypto';
import { type IncomingMessage, createServer } from 'node:http';
import { type AddressInfo, type Server, createServer as createTcpServer } from 'node:net';
import { httpNotifier } from '../../../shared/adapters/notify/http-notifier';
import type { Message } from '../../../shared/core/notify/message';
import type { Receiver } from '../../../shared/core/notify/receivers';
import { type NotifierHarness, testNotifier } from '../../contracts/notifier.contract';
import { heldMessage } from '../../core/notify/messages';
import type { Habit } from '../../support/memory-notifier';

const KEY = Buffer.alloc(32, 7);
const SECRETS: Readonly<Record<string, string>> = {
  CutoverSecret_OpsKey: `whsec_${KEY.toString('base64')}`,
  CutoverSecret_TopicKey: 'the-access-key-of-the-topic',
  CutoverSecret_BadKey: 'short',
  CutoverSecret_Elsewhere: 'https://hooks.example.com/services/T0/B0/secret-path',
  LedgerStorage: 'https://127.0.0.1/never',
};
const NOW = new Date('2026-12-04T22:00:05.900Z');

interface Arrived {
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

let server: Server | undefined;
let arrived: Arrived[] = [];
let habit: Habit = { kind: 'takes' };

/** @returns where it listens */
async function listen(opened: Server): Promise<string> {
  server = opened;
  await new Promise<void>((resolve) => opened.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(opened.address() as AddressInfo).port}`;
}

async function startReceiver(): Promise<string> {
  arrived = [];
  habit = { kind: 'takes' };
  const http = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (habit.kind === 'slow') return;
      const body = Buffer.concat(chunks).toString();
      if (habit.kind !== 'refuses') arrived.push({ url: request.url ?? '', headers: request.headers, body });
      if (habit.kind === 'lost') return void request.socket.destroy();
      const { status, retryAfter } =
        habit.kind === 'refuses' ? habit : { status: 202, retryAfter: undefined };
      response.writeHead(status, {
        ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
        ...(status === 302 && { location: '/elsewhere' }),
      });
      response.end('ok');
    });
  });
  return listen(http);
}

afterEach(async () => {
  const open = server;
  server = undefined;
  if (open === undefined) return;
  if ('closeAllConnections' in open) (open.closeAllConnections as () => void)();
  await new Promise((resolve) => open.close(resolve));
});

const notifierTo = (host: string, token: string | null = 'an-identity-token') =>
  httpNotifier({
    hosts: [host],
    secret: (name) => SECRETS[name],
    credential: { getToken: async () => (token === null ? null : { token, expiresOnTimestamp: 0 }) },
    clock: { now: () => NOW },
    limit: 3_000,
  });

const opsAt = (host: string): Receiver => ({
  name: 'ops',
  kind: 'webhook',
  url: `http://${host}/hook`,
  keySetting: 'CutoverSecret_OpsKey',
});

testNotifier(async (): Promise<NotifierHarness> => {
  const host = await startReceiver();
  return {
    notifier: notifierTo(host),
    receiver: opsAt(host),
    behave: (change) => {
      habit = change;
    },
    arrived: () => arrived.map(({ body }) => (JSON.parse(body) as Message).id),
  };
});

test('a webhook verifies the signature over id, time and body', async () => {
  const host = await startReceiver();
  await notifierTo(host).deliver(opsAt(host), heldMessage());
  const [{ headers, body }] = arrived as [Arrived];
  const time = '1796421605';
  const signed = createHmac('sha256', KEY).update(`${heldMessage().id}.${time}.${body}`).digest('base64');
  expect(headers).toMatchObject({
    'content-type': 'application/json',
    'webhook-id': heldMessage().id,
    'webhook-timestamp': time,
    'webhook-signature': `v1,${signed}`,
  });
});

test('a topic gets its key, or a token of the identity, and the version of its API', async () => {
  const host = await startReceiver();
  const topic: Receiver = { name: 'topic', kind: 'eventGrid', url: `http://${host}/api/events` };
  await notifierTo(host).deliver({ ...topic, keySetting: 'CutoverSecret_TopicKey' }, heldMessage());
  await notifierTo(host).deliver(topic, heldMessage());
  expect(arrived.map(({ url, headers }) => [url, headers['aeg-sas-key'], headers.authorization])).toEqual([
    ['/api/events?api-version=2018-01-01', 'the-access-key-of-the-topic', undefined],
    ['/api/events?api-version=2018-01-01', undefined, 'Bearer an-identity-token'],
  ]);
});

test.each<[string, Partial<Receiver>, string, RegExp]>([
  [
    'the setting of the key is missing',
    { keySetting: 'CutoverSecret_None' },
    'SettingMissing',
    /CutoverSecret_None is missing/,
  ],
  [
    'the key is none',
    { keySetting: 'CutoverSecret_BadKey' },
    'InvalidKey',
    /^the key in CutoverSecret_BadKey is not whsec_/,
  ],
  [
    'the setting is none for secrets',
    { url: undefined, urlSetting: 'LedgerStorage' },
    'SettingMissing',
    /LedgerStorage/,
  ],
  ['the host is not listed', { url: 'https://hooks.example.com/a' }, 'HostNotAllowed', /not in NotifyHosts$/],
  [
    'the host of a secret URL is not listed',
    { url: undefined, urlSetting: 'CutoverSecret_Elsewhere' },
    'HostNotAllowed',
    /^the URL in CutoverSecret_Elsewhere cannot be used: its host hooks\.example\.com is not in NotifyHosts$/,
  ],
])('nothing is sent where %s', async (_, change, code, text) => {
  const host = await startReceiver();
  const delivery = await notifierTo(host).deliver({ ...opsAt(host), ...change }, heldMessage());
  expect(delivery).toMatchObject({ kind: 'failed', code, text: expect.stringMatching(text) });
  expect(arrived).toEqual([]);
});

test('an identity without a token is a failure', async () => {
  const host = await startReceiver();
  const topic: Receiver = { name: 'topic', kind: 'eventGrid', url: `http://${host}/api/events` };
  expect(await notifierTo(host, null).deliver(topic, heldMessage())).toMatchObject({ code: 'NoToken' });
  expect(arrived).toEqual([]);
});

test('no form of a message has a secret, and no failure tells one', async () => {
  const host = await startReceiver();
  const headline =
    'Cannot read https://a.blob.core.windows.net/b/x.bak?sp=r&sig=c2VjcmV0: AccountKey=c2VjcmV0 Bearer c2VjcmV0';
  for (const kind of ['webhook', 'teams', 'slack', 'eventGrid'] as const) {
    const taken = await notifierTo(host).deliver({ ...opsAt(host), kind }, heldMessage({ headline }));
    expect(taken).toEqual({ kind: 'delivered' });
  }
  expect(arrived).toHaveLength(4);
  for (const { body } of arrived) expect(body).not.toMatch(/c2VjcmV0|sig=|whsec_|access-key/);
  const told = JSON.stringify(
    await notifierTo('hooks.example.com').deliver(
      {
        ...opsAt(host),
        url: undefined,
        urlSetting: 'CutoverSecret_Elsewhere',
        keySetting: 'CutoverSecret_BadKey',
      },
      heldMessage(),
    ),
  );
  expect(told).not.toMatch(/secret-path|services|short/);
});

const ANSWER = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';
const HEAD = ANSWER.length - 2;

test('a connection that breaks after any byte of the answer: taken only if its head had arrived', async () => {
  let bytes = 0;
  const host = await listen(
    createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', () => socket.write(ANSWER.slice(0, bytes), () => socket.destroy()));
    }),
  );
  for (bytes = 0; bytes <= ANSWER.length; bytes += 1) {
    const delivery = await notifierTo(host).deliver(opsAt(host), heldMessage());
    if (bytes < HEAD) expect(delivery).toMatchObject({ kind: 'failed', code: 'Connection' });
    else expect(delivery).toEqual({ kind: 'delivered' });
  }
});
