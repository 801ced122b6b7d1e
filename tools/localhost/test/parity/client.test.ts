import { request } from 'node:http';
import { type HostClient, json, until } from '../host-client';
import { byEngine, fresh, judgedHost, ownHostTest } from './parity-host';

let host: HostClient;
beforeAll(async () => {
  host = await judgedHost();
});

const statusOf = async (path: string, init?: RequestInit) => (await host.webhook(path, init)).status;
const remove = { method: 'DELETE' };

describe('large payloads', () => {
  // Two UTF-16 units and four bytes a sign: more than 45 KB in either measure.
  const text = `${'😀ä'.repeat(40_000)} end`;

  test('go whole through input, activity, event, custom status and output', async () => {
    const id = fresh('large');
    await host.startNew('large', { text }, id);
    const event = text.slice(99);
    expect((await host.raise(id, 'more', event)).status).toBe(202);
    const { input, output, customStatus } = await host.finished(id);
    expect(input).toEqual({ text });
    expect(output).toEqual({ echoed: text, event });
    expect(customStatus).toEqual({ length: event.length });
    const [completed] = await host.history(id, 'TaskCompleted');
    expect(completed?.['Result']).toBe(text);
  });

  test('a text cut inside a sign of two units comes back as it went; from the Durable extension, repaired', async () => {
    const half = `${'x'.repeat(50_000)}\ud83d`;
    const id = fresh('half');
    await host.startNew('large', { text: half }, id);
    await host.raise(id, 'more', '');
    const echoed = byEngine({ bundled: half, microsoft: `${half.slice(0, -1)}\ufffd` });
    expect(JSON.stringify((await host.finished(id)).output)).toBe(JSON.stringify({ echoed, event: '' }));
  });

  test('every JSON type survives the way to an activity and back, but true and false become words', async () => {
    expect((await host.run('types', {})).output).toEqual([
      ...['text', '123', '{"a":1}', 5, 1.5, 'True', 'False', null, { a: [1], b: true }, [1, 'two'], ''],
    ]);
  });

  test('an activity that is called without input, or with null, is handed none', async () => {
    expect((await host.run('withoutInput', {})).output).toEqual(['undefined', 'undefined']);
  });

  test('a body that is announced longer than the limit is refused before it is sent', async () => {
    const url = new URL(`${host.url}/api/mirror`);
    const announced = { method: 'POST', headers: { 'content-length': String(300 * 1024 * 1024) } };
    const status = await new Promise((answered, failed) => {
      const asking = request(url, announced, (response) => {
        answered(response.statusCode);
        asking.destroy();
      });
      asking.on('error', failed);
      asking.write('x');
    });
    expect(status).toBe(413);
  });

  ownHostTest(
    'a body that turns out longer than 100 MB is refused, one of 100 MB is taken',
    'the limit is the bundled host’s; Azure has raised its own',
    async () => {
      const megabyte = Buffer.alloc(1024 * 1024);
      const send = async (megabytes: number, more: number) => {
        let left = megabytes;
        const body = new ReadableStream({
          pull(controller) {
            if (left > 0) controller.enqueue(megabyte);
            else {
              if (more > 0) controller.enqueue(Buffer.alloc(more));
              controller.close();
            }
            left -= 1;
          },
        });
        const init = { method: 'POST', body, duplex: 'half' } as RequestInit;
        return (await fetch(`${host.url}/api/digest`, init)).status;
      };
      expect([await send(100, 1), await send(100, 0)]).toEqual([413, 200]);
    },
  );
});

describe('purge', () => {
  test('by id takes a finished instance, and refuses a running one', async () => {
    const [running, done] = [fresh('running'), fresh('done')];
    await host.startNew('waits', {}, running);
    await host.run('child', { id: 'x' }, done);
    await host.reaches(running, 'Running');
    const refused = await host.webhook(`instances/${running}`, remove);
    expect([refused.status, await refused.json()]).toEqual([412, expect.stringContaining(running)]);
    const purged = await host.webhook(`instances/${done}`, remove);
    expect([purged.status, await purged.json()]).toEqual([200, { instancesDeleted: 1 }]);
    expect(await statusOf(`instances/${done}`)).toBe(404);
    expect(await statusOf(`instances/${done}`, remove)).toBe(404);
    expect(await statusOf(`instances/${running}`)).toBe(202);
    await host.raise(running, 'go', 'still here');
    expect((await host.finished(running)).output).toBe('still here');
  });

  test('by filter takes what was created in the time and has the status; without a status also what runs', async () => {
    const [running, failed, done] = [fresh('running'), fresh('failed'), fresh('done')];
    await host.run('child', { id: 'old' }, fresh('before'));
    // Creation times are told in whole seconds: the filter begins with the next one.
    const from = new Date(Math.ceil(Date.now() / 1000) * 1000);
    await until('the next second', () => Date.now() > from.getTime());
    await host.startNew('waits', {}, running);
    await host.run('fails', {}, failed);
    await host.run('child', { id: 'x' }, done);
    await host.reaches(running, 'Running');
    const purge = async (query: string) => {
      const answer = await host.webhook(`instances/?createdTimeFrom=${from.toISOString()}${query}`, remove);
      return [answer.status, answer.status === 200 ? await answer.json() : null];
    };
    const before = new Date(from.getTime() - 1).toISOString();
    expect(await purge(`&createdTimeTo=${before}`)).toEqual([404, null]);
    expect(await purge('&runtimeStatus=Completed')).toEqual([200, { instancesDeleted: 1 }]);
    expect([await statusOf(`instances/${done}`), await statusOf(`instances/${failed}`)]).toEqual([404, 200]);
    expect(await statusOf(`instances/${running}`)).toBe(202);
    // A prefix, which lists know, is not looked at.
    expect(await purge('&instanceIdPrefix=nobody')).toEqual([200, { instancesDeleted: 2 }]);
    expect(await purge('')).toEqual([404, null]);
    expect(await statusOf(`instances/${running}`)).toBe(404);
    expect((await host.raise(running, 'go', 1)).status).toBe(404);
    expect(await statusOf(`orchestrators/waits/${running}`, json({}))).toBe(202);
    await host.reaches(running, 'Running');
  });

  test('by filter with a status that is not final takes everything of the time', async () => {
    const [running, done] = [fresh('running'), fresh('done')];
    const from = new Date(Math.ceil(Date.now() / 1000) * 1000);
    await until('the next second', () => Date.now() > from.getTime());
    await host.startNew('waits', {}, running);
    await host.run('child', { id: 'x' }, done);
    await host.reaches(running, 'Running');
    const query = `createdTimeFrom=${from.toISOString()}&runtimeStatus=Running`;
    const purged = await host.webhook(`instances/?${query}`, remove);
    expect([purged.status, await purged.json()]).toEqual([200, { instancesDeleted: 2 }]);
    expect([await statusOf(`instances/${running}`), await statusOf(`instances/${done}`)]).toEqual([404, 404]);
  });

  test('by filter wants a time to begin with', async () => {
    expect(await statusOf('instances/', remove)).toBe(400);
  });
});

describe('paging tokens', () => {
  interface Page {
    ids: string[];
    next: string | null;
  }
  const header = 'x-ms-continuation-token';
  const page = async (prefix: string, top: number, token: string | null): Promise<Page> => {
    const response = await host.webhook(
      `instances/?instanceIdPrefix=${prefix}&top=${top}`,
      token === null ? {} : { headers: { [header]: token } },
    );
    const found = (await response.json()) as { instanceId: string }[];
    return { ids: found.map(({ instanceId }) => instanceId), next: response.headers.get(header) };
  };
  const listed = async (query: string, init?: RequestInit) => {
    const response = await host.webhook(`instances/?${query}`, init);
    return [response.status, (await response.json()) as unknown[], response.headers.get(header)] as const;
  };

  test('lead through every instance once, while more are started', async () => {
    const prefix = fresh('page');
    const start = (name: string) => host.startNew('waits', {}, `${prefix}-${name}`);
    const before = await Promise.all(Array.from({ length: 12 }, (_, n) => start(`m${n}`)));
    const seen: string[] = [];
    let token: string | null = null;
    for (let turn = 0; token !== ''; turn++) {
      expect(turn).toBeLessThan(20);
      const asked: Promise<Page> = page(prefix, 5, token);
      if (turn < 3) await Promise.all([start(`a${turn}`), start(`z${turn}`)]);
      const found = await asked;
      expect(found.ids.length).toBeLessThanOrEqual(5);
      seen.push(...found.ids);
      token = found.next;
    }
    expect(seen).toEqual([...new Set(seen)]);
    expect(seen).toEqual(expect.arrayContaining(before));
  });

  test('a page that holds the last instance has an empty token', async () => {
    const prefix = fresh('last');
    for (const name of ['a', 'b', 'c']) await host.startNew('waits', {}, `${prefix}-${name}`);
    const first = await page(prefix, 2, null);
    expect([first.ids.length, first.next === '']).toEqual([2, false]);
    const second = await page(prefix, 2, first.next);
    expect([second.ids.length, second.next]).toEqual([1, '']);
    expect((await page(prefix, 4, null)).next).toBe('');
  });

  test('a token nobody gave out leads to nothing, instead of beginning anew', async () => {
    const id = await host.startNew('waits', {}, fresh('foreign'));
    await host.reaches(id, 'Running');
    const foreign = { headers: { [header]: 'foreign' } };
    expect(await listed(`top=2&instanceIdPrefix=${id}`, foreign)).toEqual([200, [], '']);
  });

  test('a page of none is empty, with a token; a length that is no number is the usual one', async () => {
    const id = await host.startNew('waits', {}, fresh('none'));
    await host.reaches(id, 'Running');
    const [status, page, token] = await listed('top=0');
    expect([status, page, token === '']).toEqual([200, [], false]);
    expect((await listed(`top=many&instanceIdPrefix=${id}`))[1]).toHaveLength(1);
  });

  test('inputs are listed unless they are not wanted', async () => {
    const id = await host.startNew('waits', { a: 1 }, fresh('inputs'));
    await host.reaches(id, 'Running');
    expect((await listed(`instanceIdPrefix=${id}`))[1]).toMatchObject([{ input: { a: 1 } }]);
    expect((await listed(`instanceIdPrefix=${id}&showInput=false`))[1]).toMatchObject([{ input: null }]);
  });

  test('a status that is none is passed over, and lets everything through', async () => {
    const id = await host.startNew('waits', {}, fresh('misspelt'));
    await host.reaches(id, 'Running');
    expect((await listed(`instanceIdPrefix=${id}&runtimeStatus=Complete`))[1]).toHaveLength(1);
  });

  test('filters by status and time hold for lists too', async () => {
    const id = fresh('filter');
    await host.startNew('waits', {}, id);
    const from = new Date(Date.now() - 60_000).toISOString();
    await host.reaches(id, 'Running');
    const list = async (query: string) => {
      const found = await host.webhook(`instances/?instanceIdPrefix=${id}&${query}`);
      return ((await found.json()) as unknown[]).length;
    };
    expect(await list(`runtimeStatus=Running,Failed&createdTimeFrom=${from}`)).toBe(1);
    expect(await list('runtimeStatus=Completed')).toBe(0);
    expect(await list(`createdTimeTo=${from}`)).toBe(0);
  });
});

test('a purged or finished id is used again, a running one is refused', async () => {
  const id = fresh('again');
  expect(await statusOf(`orchestrators/waits/${id}`, json({}))).toBe(202);
  expect(await statusOf(`orchestrators/waits/${id}`, json({}))).toBe(409);
  await host.raise(id, 'go', 1);
  await host.finished(id);
  expect(await statusOf(`orchestrators/child/${id}`, json({ id: 'again' }))).toBe(202);
  expect(await host.finished(id)).toMatchObject({ name: 'child', input: { id: 'again' } });
});
