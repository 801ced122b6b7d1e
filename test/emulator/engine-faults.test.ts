import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmulator, type RunningEmulator } from '../../tools/emulator/server';
import { control, send } from './arm-client';
import { FakeContainers, putChain } from './fake-backups';
import { CLASSIC_REQUESTS, LRS_REQUESTS, settle, SHARE } from './other-engines';

describe.each([
  ['lrs', LRS_REQUESTS],
  ['dms-classic', CLASSIC_REQUESTS],
] as const)('faults and restarts: %s', (engine, requests) => {
  let emulator: RunningEmulator;
  let containers: FakeContainers;
  let folder: string;
  const restart = async (): Promise<void> => {
    emulator = await startEmulator({
      port: 0,
      backupReader: containers,
      scanIntervalMs: 0,
      stateFolder: folder,
      shares: { [SHARE]: 'share' },
    });
  };
  const order = (fault: object) => control(emulator, 'POST', 'faults', fault);
  const logged = async (kind: string) =>
    (await control(emulator, 'GET', `requests?kind=${kind}`)).body.requests;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'emulator-engines-'));
    containers = new FakeContainers();
    putChain(containers, 2);
    await restart();
    await control(emulator, 'POST', 'clock', { frozen: true });
    await requests.start(emulator);
    await settle(emulator);
  });
  afterEach(async () => {
    await emulator.close();
    await rm(folder, { recursive: true, force: true });
  });

  it.each([
    [{ kind: 'throttle', retryAfterSeconds: 7 }, 429, '7'],
    [{ kind: 'serverError', status: 503, retryAfterSeconds: 3 }, 503, '3'],
    [{ kind: 'serverError', envelope: false }, 500, null],
    [{ kind: 'refuse' }, 409, null],
  ])('%j touches one cutover, which is not carried out', async (fault, status, retryAfter) => {
    await order({ ...fault, match: { operation: 'cutover', database: 'DB1' } });
    const reply = await requests.cutover(emulator);
    expect([reply.status, reply.headers.get('retry-after')]).toEqual([status, retryAfter]);
    expect(requests.stateOf(await requests.read(emulator))).not.toBe(requests.completing);
    expect((await requests.cutover(emulator)).status).toBeLessThan(300);
    expect((await logged('cutover')).map(({ accepted }: { accepted: boolean }) => accepted)).toEqual([
      false,
      true,
    ]);
  });

  it.each([
    ['resetBefore', false],
    ['resetAfter', true],
  ])('%s destroys the connection; carried out: %s', async (kind, carriedOut) => {
    await order({ kind, match: { operation: 'cutover' } });
    await expect(requests.cutover(emulator)).rejects.toThrow();
    const completing = requests.stateOf(await requests.read(emulator)) === requests.completing;
    expect(completing).toBe(carriedOut);
    const [entry] = await logged('cutover');
    expect([entry.engine, entry.accepted, 'status' in entry]).toEqual([engine, carriedOut, false]);
  });

  it('a fault for another database touches nothing', async () => {
    await order({ kind: 'throttle', times: 'forever', match: { database: 'other' } });
    expect([(await requests.read(emulator)).status, (await requests.cutover(emulator)).status]).not.toContain(
      429,
    );
  });

  it('wrongJson cuts the body off, omit and override change it', async () => {
    await order({ kind: 'wrongJson', match: { operation: 'get' } });
    expect((await requests.read(emulator)).body).toBeUndefined();
    await order({ kind: 'override', match: { operation: 'get' }, values: { [requests.member]: 'lies' } });
    expect(requests.memberOf(await requests.read(emulator))).toBe('lies');
    await order({ kind: 'omit', match: { operation: 'get' }, paths: [requests.member] });
    expect(requests.memberOf(await requests.read(emulator))).toBeUndefined();
    expect(requests.memberOf(await requests.read(emulator))).toBeDefined();
  });

  it('slow answers late', async () => {
    await order({ kind: 'slow', ms: 200, match: { operation: 'get' } });
    const before = performance.now();
    await requests.read(emulator);
    expect(performance.now() - before).toBeGreaterThanOrEqual(190);
  });

  it('hideBlob keeps a file from the engine, and is seen in the summary', async () => {
    await order({ kind: 'hideBlob', file: 'late.trn', match: { database: 'db1' } });
    containers.put('late.trn', {
      guid: '000000ff-0000-4000-8000-000000000000',
      type: 'log',
      first: '400000',
      last: '500000',
    });
    await settle(emulator);
    expect((await requests.read(emulator)).text).not.toMatch('late.trn');
    const { migrations } = (await control(emulator, 'GET', 'migrations')).body;
    expect(migrations).toMatchObject([{ engine, hiddenFiles: ['late.trn'] }]);
  });

  it('goes on where it was after a restart, mid-cutover', async () => {
    const reply = await requests.cutover(emulator);
    const before = await requests.read(emulator);
    expect(requests.stateOf(before)).toBe(requests.completing);
    await emulator.close();
    await restart();
    expect((await requests.read(emulator)).text).toBe(before.text);
    await settle(emulator);
    expect(requests.stateOf(await requests.read(emulator))).toMatch(/^Completed$/i);
    expect(await logged('cutover')).toMatchObject([{ engine, accepted: true }]);
    const operation = reply.headers.get('azure-asyncoperation');
    if (engine === 'dms-classic') expect(operation).toBeNull();
    else {
      const moved = new URL(operation ?? '');
      const polled = await send(`${emulator.url}${moved.pathname}${moved.search}`, 'GET', 'any');
      expect(polled.body.status).toBe('Succeeded');
    }
  });
});
