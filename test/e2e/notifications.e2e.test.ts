/**
 * A receiver that is down, slow, answers 500 and loses answers, and a host that is killed in between: every event arrives at least once,
 * in order per migration, and once at a receiver that drops known ids. That an hour of this changes nothing is a matter of
 * test/use-cases/deliver-notifications.property.test.ts.
 */
import { createHmac } from 'node:crypto';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChainedEntry } from '../../shared/core/migration/journal';
import { type Message, messageOf } from '../../shared/core/notify/message';
import { endToEnd } from './end-to-end';
import { INSTANCE, LocalStack } from './local-stack';

const IDS = ['one', 'two', 'three'] as const;
const KEY = Buffer.alloc(32, 7);
/** Runs come every second, so an answer may take half a second. */
const SLOW_MS = 900;

type Habit = 'takes' | 'down' | 'slow' | 'answers 500' | 'loses answers';

/** A receiver that drops ids it knows. */
class Receiver {
  habit: Habit = 'takes';
  /** By id, in the order of the first arrival. */
  readonly known = new Map<string, Message>();
  readonly unsigned: string[] = [];
  arrivals = 0;
  private server?: Server;
  private port = 0;

  async open(): Promise<string> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        const id = String(request.headers['webhook-id']);
        if (this.habit === 'answers 500') return void response.writeHead(500).end();
        this.take(id, body, request.headers);
        if (this.habit === 'loses answers') return void request.socket.destroy();
        if (this.habit === 'slow') return void setTimeout(() => response.writeHead(202).end(), SLOW_MS);
        response.writeHead(202).end();
      });
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as AddressInfo).port;
    return `127.0.0.1:${this.port}`;
  }

  async close(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server === undefined) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  async behave(habit: Habit): Promise<void> {
    this.habit = habit;
    if (habit === 'down') await this.close();
    else if (this.server === undefined) await this.open();
  }

  private take(id: string, body: string, headers: NodeJS.Dict<string | string[]>): void {
    const signed = `${id}.${String(headers['webhook-timestamp'])}.${body}`;
    const signature = `v1,${createHmac('sha256', KEY).update(signed).digest('base64')}`;
    const message = JSON.parse(body) as Message;
    if (headers['webhook-signature'] !== signature || message.id !== id) this.unsigned.push(id);
    this.arrivals += 1;
    if (!this.known.has(id)) this.known.set(id, message);
  }
}

endToEnd('notifications', () => {
  const receiver = new Receiver();
  let local: LocalStack;

  beforeAll(async () => {
    const host = await receiver.open();
    const ops = { name: 'ops', kind: 'webhook', url: `http://${host}/`, keySetting: 'CutoverSecret_OpsKey' };
    local = await LocalStack.start({
      settings: {
        NotifySeconds: '1',
        NotifyReceivers: JSON.stringify([ops]),
        NotifyHosts: host,
        CutoverSecret_OpsKey: `whsec_${KEY.toString('base64')}`,
      },
    });
  }, 60_000);
  afterAll(async () => {
    await local.stop();
    await receiver.close();
  });

  /** Two events of each migration. */
  async function happen(reason: string): Promise<void> {
    for (const id of IDS)
      for (const [verb, body] of [
        ['hold', { reason }],
        ['release', {}],
      ] as const)
        expect((await local.api('POST', `/migrations/${id}/${verb}`, body)).status).toBeLessThan(300);
  }

  /** What has to be told of a migration, by its journal. */
  async function toTell(id: string, since: string): Promise<readonly string[]> {
    const { body } = await local.api<{ journal: readonly ChainedEntry[] }>(
      'GET',
      `/migrations/${id}/evidence`,
    );
    const target = { managedInstanceId: INSTANCE, databaseName: id };
    return body.journal
      .filter(({ at }) => at >= since)
      .flatMap((line) => messageOf({ kind: 'migration', registration: { id, target } }, line)?.id ?? []);
  }

  const known = (id: string, since: string) =>
    [...receiver.known.values()]
      .filter(({ migration, at }) => migration === id && at >= since)
      .map((message) => message.id);

  test('at least once, in order, once by id', async () => {
    for (const id of IDS) expect((await local.api('POST', '/migrations', local.body(id))).status).toBe(202);
    await until('the first message', async () => {
      await happen('to begin with');
      return receiver.known.size > 0;
    });
    const since = new Date().toISOString();
    for (const habit of ['down', 'slow', 'answers 500', 'loses answers'] as const) {
      await receiver.behave(habit);
      await happen(`while it ${habit}`);
      await sleep(1_200);
      await local.stack.host().kill();
      await local.stack.restartHost();
      await happen(`after a kill, while it ${habit}`);
    }
    await receiver.behave('takes');
    await until('every event', async () => {
      const missing = await Promise.all(
        IDS.map(async (id) => (await toTell(id, since)).filter((one) => !receiver.known.has(one))),
      );
      return missing.flat().length === 0;
    });
    for (const id of IDS) expect(known(id, since)).toEqual(await toTell(id, since));
    expect(known('one', since).length).toBeGreaterThanOrEqual(16);
    expect(receiver.arrivals).toBeGreaterThan(receiver.known.size);
    expect(receiver.unsigned).toEqual([]);
  }, 120_000);
});

async function until(awaited: string, isSo: () => Promise<boolean>): Promise<void> {
  const limit = Date.now() + 40_000;
  while (!(await isSo())) {
    if (Date.now() > limit) throw new Error(`${awaited} was awaited for 40 s`);
    await sleep(300);
  }
}
