import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineStatus } from '../../../shared/core/engine/engine-status';
import { describeShared } from '../../support/shared-folder';
import { startClassic } from './classic-fixture';

const PATH =
  '/subscriptions/00000000-0000-0000-0000-000000009d32/resourceGroups/DmResource-PsTestRun5244/providers/Microsoft.DataMigration/services/DmService-PsTestRun7976/projects/DmProject-PsTestRun1042/tasks/DmTask-PsTestRun6169';
const TARGET = {
  scopeId:
    '/subscriptions/00000000-0000-0000-0000-000000009d32/resourceGroups/demomiRG/providers/Microsoft.Sql/managedInstances/demomi',
  databaseName: 'AdventureWorks-PsTestRun3343',
  taskId: PATH,
  sourceDatabaseName: 'AdventureWorks',
};
const RUN = 'd424e9be-d898-4861-898d-94dee3888d17';

/** Recorded answers in their order. */
const STEPS = [
  'uploaded',
  'restoring',
  'restored',
  'command',
  'cutover',
  'completed',
  'delete',
  'gone',
] as const;
type Step = (typeof STEPS)[number];

interface Recorded {
  readonly url: string;
  readonly status: number;
  /** As recorded, digits included; empty when there was no body. */
  readonly text: string;
}

/** The recording's bodies as text: parsing them here would round the LSNs before the adapter sees them. */
function readRecording(folder: string): Record<Step, Recorded> {
  const text = readFileSync(join(folder, 'ps_classic_sync_LRS_task_2018-07-15-preview.extract.json'), 'utf8');
  const guarded = text.replaceAll(/"(firstLSN|lastLSN)": ?(\d+)/g, '"$1":"LSN$2"');
  const { interactions } = JSON.parse(guarded) as {
    interactions: { request: { url: string }; response: { status: number; body: unknown } }[];
  };
  const recorded = interactions.map(({ request, response }) => ({
    url: request.url.replace('https://management.azure.com', ''),
    status: response.status,
    text: response.body === null ? '' : JSON.stringify(response.body).replaceAll(/"LSN(\d+)"/g, '$1'),
  }));
  return Object.fromEntries(STEPS.map((step, index) => [step, recorded[index]])) as Record<Step, Recorded>;
}

describeShared('the recorded classic migration', 'recordings', (folder) => {
  const recorded = readRecording(folder);
  let classic: Awaited<ReturnType<typeof startClassic>>;
  beforeEach(async () => void (classic = await startClassic()));
  afterEach(() => classic.server.close());

  /** Serves a recorded task; the recording asked for no commands, so `commands` stand in for them. */
  function serve(step: Step, commands: unknown = [], change: () => Step = () => 'command') {
    classic.server.otherwise(({ method, url }) => {
      const { status, text } = recorded[method === 'GET' ? step : change()];
      if (!url.includes('$expand=command')) return { status, body: text === '' ? undefined : text };
      const { properties } = JSON.parse(text) as { properties: Record<string, unknown> };
      return { status, body: { properties: { ...properties, commands } } };
    });
  }
  async function readAt(step: Step, commands?: unknown): Promise<EngineStatus> {
    serve(step, commands);
    const reading = await classic.engine.read(TARGET);
    if (reading.kind !== 'read') throw new Error(JSON.stringify(reading));
    return reading.status;
  }
  const shown = (status: EngineStatus) =>
    status.sets.map((set) => [set.type, set.restored, set.files[0]?.name, set.files[0]?.rawState]);

  test('the request is the recorded one', async () => {
    await readAt('uploaded');
    const order = (url: string) => [url.split('?')[0], new Set(url.split('?')[1]?.split('&'))];
    expect(order(classic.server.received[0]!.url)).toEqual(order(recorded.uploaded.url));
  });

  test('20:42:26: full uploaded, one log on its way', async () => {
    const status = await readAt('uploaded');
    expect(status).toMatchObject({
      state: 'running',
      rawState: 'LOG_FILES_UPLOADING',
      online: true,
      operationId: RUN,
      sourceDatabaseName: 'AdventureWorks',
      containerName: 'b6468d15-a49e-45e3-96c3-5a596dcaa8b5',
      fullRestored: false,
      pendingLogs: 1,
      pendingDifferentials: 0,
      blockingReasons: [],
      startedOn: '2019-02-11T20:42:15.927Z',
    });
    expect(status.lastRestoredSet).toBeUndefined();
    expect(status.endedOn).toBeUndefined();
    expect(shown(status)).toEqual([
      ['log', false, 'AdventureWorksTransactionLog1.trn', 'Uploading'],
      ['full', false, 'AdventureWorksFullBackup.bak', 'Uploaded'],
    ]);
  });

  test('LSNs arrive to the last digit', async () => {
    const { sets } = await readAt('restored');
    expect(sets.map(({ firstLsn, lastLsn }) => [firstLsn, lastLsn])).toEqual([
      [486000000145100001n, 486000000145300001n],
      [486000000126400001n, 486000000145100001n],
      [486000000131000037n, 486000000132600001n],
    ]);
  });

  test('20:42:41: full being restored, two logs wait', async () => {
    const status = await readAt('restoring');
    expect(status).toMatchObject({
      state: 'running',
      fullRestored: false,
      pendingLogs: 2,
      restoringFile: 'AdventureWorksFullBackup.bak',
    });
    expect(status.lastRestoredFile).toBeUndefined();
  });

  test('before the command: everything restored, the state says what it said all along', async () => {
    const status = await readAt('restored');
    expect(status).toMatchObject({
      state: 'running',
      rawState: 'LOG_FILES_UPLOADING',
      atRest: true,
      fullRestored: true,
      pendingLogs: 0,
      lastRestoredFile: 'AdventureWorksTransactionLog2.trn',
      lastRestoredSet: { backupSetId: 'e6b60e53-c7b5-48dd-8f07-95f0caa66de1' },
    });
    expect(status.restoringFile).toBeUndefined();
  });

  test('the command is the recorded one, and accepted', async () => {
    serve('restored');
    const order = { operationId: RUN, lastBackupName: 'x', deadline: classic.deadline };
    expect(await classic.engine.cutover(TARGET, order)).toEqual({ kind: 'accepted' });
    expect(classic.writes()).toHaveLength(1);
    expect(classic.writes()[0]).toMatchObject({
      method: 'POST',
      url: recorded.command.url,
      body: JSON.stringify({
        commandType: 'Migrate.SqlServer.AzureDbSqlMi.Complete',
        input: { sourceDatabaseName: 'AdventureWorks' },
      }),
    });
  });

  test('until the row shows it, the recorded command does', async () => {
    const command: unknown = JSON.parse(recorded.command.text);
    expect(await readAt('restored', [command])).toMatchObject({ state: 'completing', atRest: false });
  });

  test('20:43:11: being cut over', async () => {
    expect(await readAt('cutover')).toMatchObject({ state: 'completing', rawState: 'CUTOVER_IN_PROGRESS' });
  });

  test('20:46:28: completed, and the report’s signed address stays where it is', async () => {
    const status = await readAt('completed');
    expect(status).toMatchObject({
      state: 'succeeded',
      provisioningState: 'Succeeded',
      endedOn: '2019-02-11T20:46:23.611Z',
      lastRestoredFile: 'AdventureWorksTransactionLog2.trn',
      blockingReasons: [],
    });
    expect(status.failure).toBeUndefined();
    expect(
      JSON.stringify(status, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)),
    ).not.toMatch(/https?:|report/i);
  });

  test('gone once it is deleted: 404 with an empty body', async () => {
    serve('gone');
    expect(await classic.engine.read(TARGET)).toEqual({ kind: 'absent' });
  });

  test('the id leads to the database, its target and its run', async () => {
    serve('restored');
    expect(await classic.engine.discover(PATH)).toEqual({
      kind: 'found',
      migrations: [
        {
          target: TARGET,
          state: 'running',
          online: true,
          operationId: RUN,
          sourceDatabaseName: 'AdventureWorks',
          containerName: 'b6468d15-a49e-45e3-96c3-5a596dcaa8b5',
        },
      ],
    });
  });
});
