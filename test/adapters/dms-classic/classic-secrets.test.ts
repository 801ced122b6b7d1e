import { inspect } from 'node:util';
import { createArmClient } from '../../../shared/adapters/arm/arm-client';
import { createClassicEngine } from '../../../shared/adapters/dms-classic/classic-engine';
import type { MigrationEngine } from '../../../shared/ports/migration-engine';
import { startTinyArm } from '../arm/tiny-arm';
import { manualClock } from '../dms/dms-fixture';
import {
  COMPLETE,
  databaseRow,
  inputOf,
  RUN,
  setOf,
  startClassic,
  TARGET,
  TASK,
  taskOf,
} from './classic-fixture';

const TOKEN = 'TOKENHUSHTOKENHUSH';
const credential = {
  getToken: () => Promise.resolve({ token: TOKEN, expiresOnTimestamp: Number.MAX_SAFE_INTEGER }),
};
const LEAK =
  'see https://a.blob.core.windows.net/c?sv=1&sig=SIGHUSH AccountKey=KEYHUSH; Bearer BEARERHUSH password: "PWDHUSH"';

const running: { close(): Promise<void> }[] = [];
afterEach(() => Promise.all(running.splice(0).map((server) => server.close())));

async function start() {
  const classic = await startClassic({ credential });
  running.push(classic.server);
  return classic;
}

async function askEverything(engine: MigrationEngine, deadline: number): Promise<unknown[]> {
  return [
    await engine.read(TARGET),
    await engine.cutover(TARGET, { operationId: RUN, lastBackupName: 'x', deadline }),
    await engine.cancel(TARGET, RUN, deadline),
    await engine.discover(TASK),
    await engine.readTargetDatabase(TARGET),
  ];
}

test('the token goes to the endpoint with every request, and the typed client adds nothing of its own', async () => {
  const classic = await start();
  classic.server.otherwise(() => ({ body: { properties: taskOf({ commands: [] }), state: 'Accepted' } }));
  await askEverything(classic.engine, classic.deadline);
  const headers = classic.server.received.map((request) => request.headers);
  expect(headers.length).toBeGreaterThan(8);
  expect(new Set(headers.map(({ authorization }) => authorization))).toEqual(new Set([`Bearer ${TOKEN}`]));
  expect(headers.filter((one) => one['accept-language'] !== undefined)).toEqual([]);
});

test('a redirect to another host is not followed', async () => {
  const foreign = await startTinyArm();
  running.push(foreign);
  const classic = await start();
  classic.server.otherwise(() => ({ status: 307, headers: { Location: `${foreign.origin}${TASK}` } }));
  await askEverything(classic.engine, classic.deadline);
  classic.server.otherwise(({ method }) =>
    method === 'GET'
      ? { body: { properties: taskOf() } }
      : { status: 307, headers: { Location: `${foreign.origin}${TASK}` } },
  );
  await askEverything(classic.engine, classic.deadline);
  expect(foreign.received).toEqual([]);
});

test('marked secrets never come back, whatever the service repeats', async () => {
  const classic = await start();
  const answers: unknown[] = [];
  for (const status of [400, 403, 404, 409, 429, 500]) {
    const refusal = {
      status,
      headers: { 'Retry-After': '1000' },
      body: { error: { code: 'X', message: LEAK } },
    };
    classic.server.otherwise(() => refusal);
    answers.push(...(await askEverything(classic.engine, classic.time.now().getTime() + 30_000)));
    classic.time.set(classic.time.now().getTime() + 2_000_000);
    classic.server.otherwise(({ method }) =>
      method === 'GET' ? { body: { properties: taskOf() } } : refusal,
    );
    answers.push(...(await askEverything(classic.engine, classic.time.now().getTime() + 30_000)));
    classic.time.set(classic.time.now().getTime() + 2_000_000);
  }
  const errors = [
    { code: LEAK, message: LEAK, actionableMessage: LEAK, details: [{ message: LEAK }], odd: LEAK },
  ];
  const properties = taskOf({
    state: 'Failed',
    input: {
      ...inputOf(['Sales']),
      backupFileShare: { userName: 'u', password: 'SHAREHUSH', path: '\\\\h\\s' },
      sourceConnectionInfo: { password: 'SOURCEHUSH' },
      azureApp: { appKey: 'APPHUSH' },
    },
    errors,
    output: [
      databaseRow({ exceptionsAndWarnings: errors, activeBackupSets: [setOf('a.trn')] }),
      { id: 'x', error: { odd: LEAK }, resultType: 'ErrorOutput' },
      {
        id: 'mr|1',
        reportUrl: 'https://a.blob.core.windows.net/c/r.pdf?sig=REPORTHUSH',
        resultType: 'MigrationReportResult',
      },
      { resultType: 'MigrationLevelOutput', state: LEAK },
    ],
    commands: [
      { commandType: LEAK, state: 'Failed' },
      { commandType: COMPLETE, state: 'Failed', errors },
    ],
  });
  classic.server.otherwise(({ method }) => ({
    body: method === 'GET' ? { properties } : { commandType: COMPLETE, state: 'Failed', errors },
  }));
  answers.push(...(await askEverything(classic.engine, classic.time.now().getTime() + 30_000)));
  expect(inspect(answers, { depth: 9 })).toContain('[hidden]');
  expect(inspect(answers, { depth: 9, showHidden: true })).not.toContain('HUSH');
});

test('nothing comes back when the connection or the credential fails, and nothing was sent', async () => {
  const failing = { getToken: () => Promise.reject(new Error(`IMDS said ${LEAK}`)) };
  const clock = manualClock();
  for (const one of [failing, credential]) {
    const arm = createArmClient({ endpoint: 'http://127.0.0.1:1', clock, random: () => 0, credential: one });
    const answers = await askEverything(createClassicEngine(arm), clock.now().getTime() + 600_000);
    expect(inspect(answers, { depth: 9, showHidden: true })).not.toContain('HUSH');
    expect(answers.slice(1, 3)).toEqual(
      Array(2).fill({ kind: 'notSent', reason: expect.stringMatching(/^Cannot read the task/) }),
    );
  }
});
