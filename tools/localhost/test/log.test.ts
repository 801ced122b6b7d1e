import { bannerLines } from '../banner';
import type { Clock } from '../clock';
import { createLog, type FunctionRun } from '../log';
import { createFunctionTable } from '../registered/function-table';
import { HostProcess, sampleApp } from './host-process';

const clock: Clock = { now: () => Date.UTC(2026, 0, 5, 20, 1, 2, 34), after: () => () => undefined };
const run: FunctionRun = { kind: 'activity', functionName: 'assess', milliseconds: 12.3, outcome: 'ok' };

describe('a line', () => {
  const wasTerminal = process.stdout.isTTY;
  let shown = '';

  beforeEach(() => {
    shown = '';
    for (const stream of [process.stdout, process.stderr])
      jest.spyOn(stream, 'write').mockImplementation((part) => {
        shown += String(part);
        return true;
      });
  });
  afterEach(() => {
    jest.restoreAllMocks();
    process.stdout.isTTY = wasTerminal;
    delete process.env['NO_COLOR'];
  });

  test('tells time, kind, function, duration, outcome and what it was about, in columns', () => {
    const log = createLog({ quiet: false, clock });
    log.run({ ...run, detail: 'orders:watch' });
    log.run({
      ...run,
      kind: 'orchestrator',
      functionName: 'watchMigration',
      outcome: 'failed',
      detail: 'x: why',
    });
    log.app('sweep: 3 blobs');
    log.warn('storage is away');
    expect(shown.split('\n')).toEqual([
      '20:01:02.034 activity      assess                      12 ms  ok      orders:watch',
      '20:01:02.034 orchestrator  watchMigration              12 ms  failed  x: why',
      '20:01:02.034 app           sweep: 3 blobs',
      '20:01:02.034 WARNING       storage is away',
      '',
    ]);
  });

  test.each([
    [
      'a terminal',
      true,
      undefined,
      '\x1b[31m20:01:02.034 activity      assess                      12 ms  failed\x1b[0m\n',
    ],
    [
      'a terminal with NO_COLOR',
      true,
      '1',
      '20:01:02.034 activity      assess                      12 ms  failed\n',
    ],
    ['a pipe', false, undefined, '20:01:02.034 activity      assess                      12 ms  failed\n'],
  ])('is coloured on %s only as it should be', (_where, terminal, noColor, expected) => {
    process.stdout.isTTY = terminal;
    if (noColor !== undefined) process.env['NO_COLOR'] = noColor;
    createLog({ quiet: false, clock }).run({ ...run, outcome: 'failed' });
    expect(shown).toBe(expected);
  });

  test('is kept from the screen when quiet, unless it warns or must always be seen', () => {
    const log = createLog({ quiet: true, clock });
    log.run(run);
    log.info('skipped');
    log.app('sweep: 3 blobs');
    log.warn('storage is away');
    log.always('READY');
    expect(shown).toBe('20:01:02.034 WARNING       storage is away\nREADY\n');
  });
});

test('the banner lists every function with its address, its schedule or its path as it is in force', () => {
  const functions = createFunctionTable([
    { name: 'sweep', bindings: { timer: { type: 'timerTrigger', direction: 'in', schedule: '%SCHEDULE%' } } },
    { name: 'told', bindings: { event: { type: 'eventGridTrigger', direction: 'in' } } },
  ]);
  const lines = bannerLines({
    url: 'http://127.0.0.1:1',
    appFolder: '/app',
    stateFolder: '/state',
    env: { SCHEDULE: '0 */5 * * * *' },
    functions,
    routes: [],
  });
  expect(lines[0]).toBe('local host, not Azure Functions');
  expect(lines).toContain('status    http://127.0.0.1:1/admin/host/status');
  expect(lines.slice(lines.indexOf('functions') + 1)).toEqual([
    '  sweep                        timer         0 */5 * * * *',
    '  told                         eventGrid     POST   http://127.0.0.1:1/runtime/webhooks/EventGrid?functionName=told',
  ]);
});

describe('the log of a running host', () => {
  let host: HostProcess;
  beforeAll(async () => {
    host = await HostProcess.start({ app: sampleApp('rules') });
  });
  afterAll(() => host.stop());

  /** Waits for a line. */
  async function line(pattern: RegExp): Promise<string> {
    const limit = Date.now() + 10_000;
    while (Date.now() < limit) {
      const found = pattern.exec(host.output);
      if (found) return found[0];
      await new Promise((done) => setTimeout(done, 20));
    }
    throw new Error(`${String(pattern)} was awaited for 10 s; seen:\n${host.output}`);
  }
  const start = (name: string, id: string, input: unknown) =>
    fetch(`${host.url}/runtime/webhooks/durabletask/orchestrators/${name}/${id}`, {
      method: 'POST',
      body: JSON.stringify(input),
    });

  test('tells the status of an HTTP answer, and never the query, where keys are', async () => {
    await fetch(`${host.url}/api/ping?code=TopSecretKey`);
    expect(await line(/^\S+ http .*ping.*$/m)).toMatch(/ ms {2}ok {6}GET \/api\/ping -> 200$/);
    await fetch(`${host.url}/runtime/webhooks/durabletask/instances/none?code=TopSecretKey&sig=Signature`);
    await fetch(`${host.url}/api/nothing?code=TopSecretKey`);
    expect(host.output).not.toMatch(/TopSecretKey|Signature/);
  });

  test('tells why an activity failed, without the JSON around its error', async () => {
    await start('codes', 'coded1', {});
    expect(await line(/^\S+ activity .*failWithCode.*$/m)).toMatch(/ ms {2}failed {2}coded1: coded$/);
  });

  test('tells when an orchestration failed by a rule of the host, though its function ran well', async () => {
    await start('missingActivity', 'missing1', {});
    expect(await line(/^\S+ WARNING .*missing1.*$/m)).toMatch(
      /missingActivity: orchestration missing1 failed: Orchestrator function 'missingActivity' failed: .*/,
    );
    expect(await line(/^\S+ orchestrator .*missing1.*$/m)).toMatch(/ok/);
  });

  test('GET /admin/host/status says that it runs', async () => {
    const answer = await fetch(`${host.url}/admin/host/status`);
    expect(await answer.json()).toMatchObject({ state: 'Running' });
  });
});
