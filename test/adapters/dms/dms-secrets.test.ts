import { inspect } from 'node:util';
import { createArmClient } from '../../../shared/adapters/arm/arm-client';
import { createDmsEngine } from '../../../shared/adapters/dms/dms-engine';
import { startTinyArm, type TinyArm } from '../arm/tiny-arm';
import { manualClock, OPERATION, startDms, TARGET } from './dms-fixture';

const TOKEN = 'TOKENHUSHTOKENHUSH';
const credential = {
  getToken: () => Promise.resolve({ token: TOKEN, expiresOnTimestamp: Number.MAX_SAFE_INTEGER }),
};

describe('a token goes to the configured endpoint only', () => {
  let foreign: TinyArm;
  let dms: Awaited<ReturnType<typeof startDms>>;
  beforeEach(async () => {
    foreign = await startTinyArm();
    foreign.otherwise(() => ({ body: { status: 'Succeeded' } }));
    dms = await startDms({ credential });
  });
  afterEach(async () => {
    await dms.server.close();
    await foreign.close();
  });

  test('the endpoint gets it', async () => {
    await dms.engine.read(TARGET);
    expect(dms.server.received[0]?.headers.authorization).toBe(`Bearer ${TOKEN}`);
  });

  test('a URL on another host is refused, unasked', async () => {
    const reading = await dms.arm.read(`${foreign.origin}/subscriptions/s/op?s=SIGNEDHUSH`);
    expect(reading).toMatchObject({
      kind: 'noResponse',
      reason: expect.stringContaining(
        `the URL is on ${foreign.origin}, not on the ARM endpoint ${dms.server.origin}; no token is sent there`,
      ),
    });
    expect(foreign.received).toEqual([]);
  });

  test.each([
    '//elsewhere.example/x?s=HUSH',
    'https://management.azure.com/x?s=HUSH',
    'http://user:HUSH@127.0.0.1/x',
    'no url HUSH',
    '',
  ])('%s is refused without repeating it', async (url) => {
    const reading = await dms.arm.read(url);
    expect(reading.kind).toBe('noResponse');
    expect(JSON.stringify(reading)).not.toContain('HUSH');
    expect(dms.server.received).toEqual([]);
  });

  test('a redirect to another host is not followed', async () => {
    dms.server.otherwise(() => ({ status: 307, headers: { Location: `${foreign.origin}/x` } }));
    expect(await dms.engine.read(TARGET)).toMatchObject({ kind: 'trouble' });
    expect(
      (
        await dms.engine.cutover(TARGET, {
          operationId: OPERATION,
          lastBackupName: 'log2.trn',
          deadline: dms.deadline,
        })
      ).kind,
    ).toBe('unknown');
    expect(foreign.received).toEqual([]);
  });
});

describe('marked secrets', () => {
  const leak =
    'see https://a.blob.core.windows.net/c?sv=1&sig=SIGHUSH AccountKey=KEYHUSH; Bearer BEARERHUSH password: "PWDHUSH"';

  test('never come back in any answer, whatever the service repeats', async () => {
    const dms = await startDms({ credential });
    const body = { error: { code: 'X', message: leak } };
    const answers: unknown[] = [];
    for (const status of [400, 403, 404, 409, 429, 500]) {
      dms.server.otherwise(() => ({
        status,
        body,
        headers: { 'Retry-After': '1000', 'Azure-AsyncOperation': `${dms.server.origin}/o?s=URLHUSH` },
      }));
      answers.push(
        await dms.engine.cutover(TARGET, {
          operationId: OPERATION,
          lastBackupName: 'log2.trn',
          deadline: dms.deadline,
        }),
        await dms.engine.read(TARGET),
      );
      answers.push(await dms.engine.readTargetDatabase(TARGET));
      dms.time.set(dms.time.now().getTime() + 2_000_000);
    }
    const properties = {
      migrationStatus: 'Failed',
      provisioningError: leak,
      migrationFailureError: { code: '1', message: leak },
      migrationStatusDetails: {
        restoreBlockingReason: leak,
        fileUploadBlockingErrors: [leak],
        activeBackupSets: [{ ignoreReasons: [leak] }],
      },
    };
    dms.server.otherwise(() => ({ body: { properties } }));
    answers.push(await dms.engine.read(TARGET));
    expect(inspect(answers, { depth: 9 })).toContain('[hidden]');
    expect(inspect(answers, { depth: 9, showHidden: true })).not.toContain('HUSH');
    await dms.server.close();
  });

  test('never come back when the connection or the credential fails', async () => {
    const failing = {
      getToken: () => Promise.reject(new Error(`IMDS said ${leak} eyJhbGciOiJub25lIn0.eyJIVVNIIjoxfQ.c2ln`)),
    };
    const clock = manualClock();
    const options = { endpoint: 'http://127.0.0.1:1', clock, random: () => 0 };
    for (const one of [failing, credential]) {
      const engine = createDmsEngine(createArmClient({ ...options, credential: one }));
      const answers = [
        await engine.read(TARGET),
        await engine.cutover(TARGET, {
          operationId: OPERATION,
          lastBackupName: 'log2.trn',
          deadline: clock.now().getTime() + 60_000,
        }),
      ];
      const text = inspect(answers, { depth: 9, showHidden: true });
      expect(text).not.toMatch(/HUSH|eyJ/);
      expect(answers[1]).toMatchObject({ kind: 'notSent' });
    }
  });
});
