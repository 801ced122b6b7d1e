/** 503 means that nothing was written; what is stored is answered 2xx, whatever the look after it does. */
import type { ControlRow } from '../../shared/core/migration/control';
import { LedgerUnavailableError, LedgerUnclearError, type Ledger } from '../../shared/ports/ledger';
import { cancelMigration } from '../../shared/use-cases/cutover/cancel-and-retry';
import { ID, readyWorld, TARGET, World, type WorldOptions } from '../support/world';
import { Api, body } from './http-api';

type Call = (...args: readonly unknown[]) => unknown;

/** A ledger whose calls of some names do what `instead` says, once `control.on` is set. */
function disturbed(names: readonly string[], instead: (call: Call, args: readonly unknown[]) => unknown) {
  const control = { on: false };
  const options: WorldOptions = {
    ledger: (inner: Ledger) =>
      new Proxy(inner, {
        get(target, name: string) {
          const method: unknown = Reflect.get(target, name);
          if (typeof method !== 'function') return method;
          const call = method.bind(target) as Call;
          if (!names.includes(name)) return call;
          return (...args: readonly unknown[]) => (control.on ? instead(call, args) : call(...args));
        },
      }),
  };
  return { control, options };
}

const away = () => Promise.reject(new LedgerUnavailableError('publish', { cause: new Error('throttled') }));

const VERBS = [
  ['cancel', { confirm: 'mi/Shop' }, ({ cancel }: ControlRow) => cancel !== undefined],
  ['hold', { reason: 'not tonight' }, (row: ControlRow) => JSON.stringify(row).includes('not tonight')],
  ['tail', { blob: 'log3.final.trn' }, ({ namedTail }: ControlRow) => namedTail !== undefined],
  ['retry', {}, ({ retry }: ControlRow) => retry !== undefined],
] as const;

describe.each(VERBS)('%s', (verb, sent, isStored) => {
  async function world(options: WorldOptions): Promise<World> {
    const made = await readyWorld(options, { mode: 'manual' });
    if (verb === 'retry') made.engine.set(TARGET, { state: 'retriable', rawState: 'Retriable' });
    return made;
  }

  test('202 once the row is written, though the status can be neither published nor read', async () => {
    const { control, options } = disturbed(['publish', 'status', 'saveWorkingState'], away);
    const made = await world(options);
    const api = new Api(made.caps);
    control.on = true;
    const answer = await api.send(verb, { body: sent });
    expect(answer).toMatchObject({
      status: 202,
      headers: { Location: `/api/migrations/${ID}` },
      body: { id: ID, detail: expect.stringMatching(/^It is stored/) },
    });
    expect(isStored(await made.control())).toBe(true);
    expect(api.logged.join()).toMatch(/Cannot read the status of shop after an action/);
  });

  test('503 when the row was not written, and then nothing is', async () => {
    const { control, options } = disturbed(['changeControl'], away);
    const made = await world(options);
    control.on = true;
    expect((await new Api(made.caps).send(verb, { body: sent })).status).toBe(503);
    control.on = false;
    expect(isStored(await made.control())).toBe(false);
  });

  test.each(['carried out', 'lost'])('504 when nobody can say (%s)', async (fate) => {
    const { control, options } = disturbed(['changeControl'], async (call, args) => {
      if (fate === 'carried out') await call(...args);
      throw new LedgerUnclearError('change the control row', { cause: new Error('reset') });
    });
    const made = await world(options);
    const api = new Api(made.caps);
    control.on = true;
    const answer = await api.send(verb, { body: sent });
    expect(answer).toMatchObject({
      status: 504,
      body: { detail: expect.stringMatching(/Cannot tell whether it worked .*check the status/) },
    });
    control.on = false;
    // To ask again does no harm.
    const before = isStored(await made.control());
    expect(before).toBe(fate === 'carried out');
    expect(Math.floor((await api.send(verb, { body: sent })).status / 100)).toBe(2);
    expect(isStored(await made.control())).toBe(true);
  });
});

test('what the watch carries out later is 202 with the status', async () => {
  const world = await readyWorld({}, { mode: 'manual' });
  const answer = await new Api(world.caps).send('cancel', { body: { confirm: 'mi/Shop' } });
  expect(answer).toMatchObject({
    status: 202,
    headers: { ETag: expect.any(String), Location: `/api/migrations/${ID}` },
    body: { id: ID, headline: expect.stringMatching(/^Canceling/) },
  });
  await cancelMigration(world.caps, ID);
  expect(world.engine.count('cancel')).toBe(1);
});

test('a policy that is written is answered 202 when the status cannot be read', async () => {
  const { control, options } = disturbed(['publish'], away);
  const world = await readyWorld(options, { mode: 'manual' });
  const etag = (await world.stored.control(ID))!.etag;
  control.on = true;
  const answer = await new Api(world.caps).send('patch', {
    body: { policy: { logCadenceMinutes: 7 } },
    headers: { 'if-match': etag },
  });
  expect(answer.status).toBe(202);
  expect((await world.control()).policy.logCadenceMinutes).toBe(7);
});

test('a registration that is stored is answered 202 when the watch cannot be started', async () => {
  const world = new World();
  const api = new Api(world.caps);
  api.durable.away = true;
  expect((await api.send('register', { body: body() })).status).toBe(202);
  expect(await world.stored.registration(ID)).toBeDefined();
});
