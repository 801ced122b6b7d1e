import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../clock';
import { HubState } from '../../durable/hub-state';
import type { DurableStep } from '../../durable/steps';
import { Journal } from '../../journal/journal';
import { decodeLines } from '../../journal/journal-lines';
import { openJournalStorage } from '../../journal/journal-storage';
import { HostProcess, sampleApp, temporaryFolder, until } from '../host-process';
import { makeApp, refusedStart } from '../refused-start';
import { ownHostTestBeside } from './parity-host';

const own = 'starts hosts of its own';

describe('start-up', () => {
  const registers = (module: string) => `${module}\napp.http('ping', { handler: () => ({ body: 'pong' }) });`;
  const esm = registers("import { app } from '@azure/functions';");
  const cjs = registers("const { app } = require('@azure/functions');");

  const apps: [string, Record<string, string>][] = [
    ['CommonJS', { 'index.js': cjs }],
    ['.mjs beside CommonJS', { 'package.json': '{"main":"*.mjs"}', 'index.mjs': esm }],
    ['type module', { 'package.json': '{"type":"module","main":"index.js"}', 'index.js': esm }],
    ['.cjs under type module', { 'package.json': '{"type":"module","main":"a.cjs"}', 'a.cjs': cjs }],
    [
      'a glob over folders',
      { 'package.json': '{"main":"{index,functions/*}.js"}', 'index.js': '', 'functions/a.js': cjs },
    ],
  ];
  for (const [name, files] of apps)
    ownHostTestBeside(`runs ${name}`, own, async () => {
      const host = await HostProcess.start({ app: makeApp('', files) });
      expect(await (await fetch(`${host.url}/api/ping`)).text()).toBe('pong');
      expect(host.output.split('\n')[0]).toBe('local host, not Azure Functions');
      expect(await host.stop()).toBe(0);
    });

  const timer = (options: string) => `app.timer('t', { ${options}, handler() {} });`;
  const blob = (options: string) => `app.storageBlob('b', { ${options}, handler() {} });`;
  const blocked: [string, string, Record<string, string>, RegExp][] = [
    [
      'a main that matches nothing',
      '',
      { 'package.json': '{"main":"dist/*.js"}' },
      /'dist\/\*\.js', which matches no file/,
    ],
    ['no package.json it can read', '', { 'package.json': '{"main":' }, /Cannot read '.*package\.json'/],
    ['a broken host.json', '', { 'host.json': '{"version":' }, /Cannot read '.*host\.json'/],
    [
      'a host.json of another version',
      '',
      { 'host.json': '{}' },
      /Cannot read '.*host\.json': "version" must be "2\.0"/,
    ],
    [
      'a broken local.settings.json',
      '',
      { 'local.settings.json': '[]' },
      /Cannot read '.*local\.settings\.json'/,
    ],
    ['code that throws', "throw new Error('broken app');", {}, /broken app[^]*index\.js:2/],
    ['code that does not parse', 'const = 1;', {}, /index\.js:2[^]*SyntaxError/],
    [
      'a module that is missing',
      "require('./nowhere');",
      {},
      /Cannot find module '\.\/nowhere'[^]*index\.js/,
    ],
    ['a process that ends', 'process.exit(7);', {}, /ended while loading \(exit code 7\)/],
    [
      'two functions of a name',
      `${timer("schedule: '* * * * *'")}app.http('T', { handler() {} });`,
      {},
      /function 'T': a function of that name exists/,
    ],
    ['a bad schedule', timer("schedule: 'often'"), {}, /function 't': schedule 'often'/],
    [
      'a schedule in a setting that is missing',
      timer("schedule: '%WHEN%'"),
      {},
      /function 't': schedule '%WHEN%'.*no setting 'WHEN'/,
    ],
    [
      'a bad route',
      "app.http('h', { route: 'a/{b:odd}', handler() {} });",
      {},
      /function 'h': route 'api\/a\/{b:odd}': constraint 'odd'/,
    ],
    ['a bad path', blob("path: 'Upper/{name}', connection: 'C'"), {}, /function 'b': path 'Upper\/{name}'/],
    [
      'no storage connection',
      blob("path: 'inbox/{name}', connection: 'NOWHERE'"),
      {},
      /function 'b': there is no setting 'NOWHERE'/,
    ],
  ];
  for (const [name, index, files, sentence] of blocked)
    ownHostTestBeside(`${name} stops it, named`, own, async () => {
      expect(await refusedStart(index, files)).toMatch(sentence);
    });

  ownHostTestBeside('a time zone nobody knows stops it, named', own, async () => {
    const index = timer("schedule: '0 0 9 * * *'");
    expect(await refusedStart(index, {}, { WEBSITE_TIME_ZONE: 'Mars/Olympus' })).toMatch(
      /function 't': schedule '0 0 9 \* \* \*'.*Mars\/Olympus/,
    );
  });

  ownHostTestBeside('a port in use is named, with what to do', own, async () => {
    const first = await HostProcess.start({ app: sampleApp('impatient') });
    const { port } = new URL(first.url);
    const second = HostProcess.spawn({ app: sampleApp('impatient'), port: Number(port) });
    expect(await second.exited).toBe(1);
    expect(second.output).toContain(
      `Cannot listen on 127.0.0.1:${port}: the port is in use. Stop the process that holds it`,
    );
    await first.stop();
  });
});

describe('journal', () => {
  const fail = (message: string) => {
    throw new Error(message);
  };

  ownHostTestBeside('of two hosts on one folder the second is refused, naming the first', own, async () => {
    const first = await HostProcess.start({ app: sampleApp('impatient') });
    const second = HostProcess.spawn({ app: sampleApp('impatient'), state: first.state });
    expect(await second.exited).toBe(1);
    expect(second.output).toContain(
      `Cannot use state folder '${first.state}': process ${first.child.pid} has used it since`,
    );
    await first.kill();
    const third = await HostProcess.start({ app: sampleApp('impatient'), state: first.state });
    expect(await third.stop()).toBe(0);
  });

  ownHostTestBeside('a recorded run cut at any byte loads, and shows what was whole', own, async () => {
    const host = await HostProcess.start({ app: sampleApp('impatient') });
    await host.run('works', {}, 'kept');
    await host.stop();
    const file = join(host.state, 'journal.log');
    const recorded = readFileSync(file);
    const statuses = new Set<string>();
    for (let length = 0; length <= recorded.length; length++) {
      const hub = new HubState();
      decodeLines(recorded.subarray(0, length), file, (record) => {
        if ((record as { kind: string }).kind !== 'journal') hub.apply(record as DurableStep);
      });
      statuses.add(hub.instances.get('kept')?.runtimeStatus ?? 'unknown');
    }
    expect([...statuses]).toEqual(['unknown', 'Pending', 'Running', 'Completed']);

    writeFileSync(file, recorded.subarray(0, Math.floor(recorded.length * 0.6)));
    const again = await HostProcess.start({ app: sampleApp('impatient'), state: host.state });
    expect(again.output).toMatch(/journal: cut a torn tail of \d+ bytes/);
    expect((await again.finished('kept')).output).toBe('done');
    await again.stop();
  });

  ownHostTestBeside('a damaged middle stops the start and names the byte', own, async () => {
    const host = await HostProcess.start({ app: sampleApp('impatient') });
    await host.run('works', {}, 'kept');
    await host.stop();
    const file = join(host.state, 'journal.log');
    const damaged = readFileSync(file);
    const byte = damaged.indexOf(10) + 1;
    damaged[byte + 30] = 0;
    writeFileSync(file, damaged);
    const again = HostProcess.spawn({ app: sampleApp('impatient'), state: host.state });
    expect(await again.exited).toBe(1);
    expect(again.output).toContain(`Cannot read journal '${file}': the record at byte ${byte} is damaged`);
  });

  ownHostTestBeside(
    'a full disk holds acknowledgements back; with space again nothing is missing',
    own,
    async () => {
      const path = join(temporaryFolder(), 'journal.log');
      const disk = await openJournalStorage(path);
      let full = false;
      const write: typeof disk.write = (bytes, position) =>
        full
          ? Promise.reject(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }))
          : disk.write(bytes, position);
      const told: string[] = [];
      const openJournal = async (storage: typeof disk, records: unknown[]) =>
        (
          await Journal.open({
            path,
            storage,
            clock: { ...systemClock, after: (_, action) => systemClock.after(1, action) },
            onRecord: (record) => records.push(record),
            snapshot: () => [],
            onFull: () => told.push('full'),
            onSpaceBack: () => told.push('space'),
            onFatal: (error) => fail(error.message),
          })
        ).journal;
      const journal = await openJournal({ ...disk, write }, []);
      await journal.append({ n: 1 });
      full = true;
      const acknowledged: number[] = [];
      const second = journal.append({ n: 2 }).then(() => acknowledged.push(2));
      await until('the full disk to be told', () => told.length > 0);
      expect([acknowledged, journal.isFull]).toEqual([[], true]);
      full = false;
      await second;
      expect([journal.isFull, told]).toEqual([false, ['full', 'space']]);
      await journal.close();
      const records: unknown[] = [];
      await (await openJournal(await openJournalStorage(path), records)).close();
      expect(records).toEqual([{ n: 1 }, { n: 2 }]);
    },
  );
});
