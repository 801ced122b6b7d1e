/** Every recorded and published body of the classic DMS, and what the product makes of it. */
import { fitTask } from '../../../shared/adapters/dms-classic/classic-databases';
import { toEngineStatus } from '../../../shared/adapters/dms-classic/classic-status';
import { readClassicBody } from '../../../shared/adapters/dms-classic/classic-wire';
import type { EngineStatus } from '../../../shared/core/engine/engine-status';
import { describeShared } from '../../support/shared-folder';
import { standsInTheWay, toldBy } from '../engine-words';
import { forOmissions } from '../omissions';
import {
  asAnswer,
  bodyOf,
  keysOf,
  recordedEntries,
  recordedKeys,
  type RecordedEntry,
} from '../recorded-entries';
import { startClassic } from './classic-fixture';

const RUN_THROUGH = 'ps_classic_sync_LRS_task_2018-07-15-preview.extract.json';
const COMMAND_EXAMPLE = 'swagger/Tasks_Command.json';
const LOG2 = 'AdventureWorksTransactionLog2.trn';

/** File and key of each body, and what comes of it. */
const MEANINGS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  [RUN_THROUGH]: {
    '0 GET': 'running; full not restored; 1 logs pending; last ?',
    '1 GET': 'running; full not restored; 2 logs pending; last ?',
    '2 GET': `running; full restored; 0 logs pending; last ${LOG2}`,
    '3 POST': 'accepted',
    '4 GET': `completing; full restored; 0 logs pending; last ${LOG2}`,
    '5 GET': `succeeded; full restored; 0 logs pending; last ${LOG2}`,
    '6 DELETE': 'a request that the product does not make',
    '7 GET': 'absent',
  },
  [COMMAND_EXAMPLE]: {
    request: 'a command of another kind of task',
    'response 200': 'accepted',
  },
};

describeShared('every body of the classic DMS', 'recordings', (folder) => {
  const entries = recordedEntries(folder, 'dms-classic');
  const first = entries.find(({ key }) => key === '0 GET')!;
  const taskId = first.url?.split('?')[0] ?? '';
  const target = {
    scopeId:
      '/subscriptions/00000000-0000-0000-0000-000000009d32/resourceGroups/demomiRG/providers/Microsoft.Sql/managedInstances/demomi',
    databaseName: 'AdventureWorks-PsTestRun3343',
    taskId,
    sourceDatabaseName: 'AdventureWorks',
  };
  const run = 'd424e9be-d898-4861-898d-94dee3888d17';
  let classic: Awaited<ReturnType<typeof startClassic>>;
  beforeEach(async () => void (classic = await startClassic()));
  afterEach(() => classic.server.close());

  /** Reads of the task are answered with one recorded body, changes with another. */
  function serve(read: RecordedEntry, change: RecordedEntry): void {
    classic.server.otherwise(({ method }) =>
      asAnswer(method === 'GET' ? read : change, classic.server.origin),
    );
  }
  const order = () => ({ operationId: run, lastBackupName: 'x', deadline: classic.deadline });

  async function meaningOf(entry: RecordedEntry): Promise<string> {
    const { file, key, method } = entry;
    const task = (at: string) => entries.find((one) => one.key === at)!;
    const isCommand = file === COMMAND_EXAMPLE || method === 'POST';
    if (isCommand) {
      serve(task('2 GET'), key === 'request' ? task('3 POST') : entry);
      const { kind } = await classic.engine.cutover(target, order());
      const ours = JSON.parse(classic.writes()[0]?.body ?? '{}') as { readonly commandType?: string };
      if (key !== 'request') return kind;
      const { commandType } = bodyOf(entry) as { readonly commandType: string };
      return commandType === ours.commandType ? 'our command' : 'a command of another kind of task';
    }
    if (method === 'DELETE') return 'a request that the product does not make';
    serve(entry, entry);
    return toldBy(await classic.engine.read(target));
  }

  test('each has its meaning in the table', () => {
    expect(keysOf(MEANINGS)).toEqual(recordedKeys(folder, 'dms-classic'));
  });

  test.each(entries.map((one) => [one.file, one.key, one] as const))('%s, %s', async (file, key, entry) => {
    expect(await meaningOf(entry)).toBe(MEANINGS[file]?.[key]);
  });

  const tasks = entries.filter(({ text }) => text.includes('"taskType"'));

  /** The reading of a body; nothing about commands was recorded with it, so none were given. */
  function readingOf(body: unknown): EngineStatus | undefined {
    const bodyText = JSON.stringify(body);
    const read = readClassicBody({ kind: 'answer', status: 200, emptyBody: false, bodyText, json: body });
    if (read.kind !== 'task') return undefined;
    const fit = fitTask(read.task, target);
    return fit.kind === 'fits'
      ? toEngineStatus(read.task, fit.database, [], '2026-03-01T22:00:01Z')
      : undefined;
  }

  test.each(tasks.map((one) => [one.key, one] as const))(
    '%s: whatever is left out, nothing becomes zero or ready',
    (_key, entry) => {
      const whole = readingOf(bodyOf(entry))!;
      const isReady = standsInTheWay(whole).length === 0;
      forOmissions(bodyOf(entry), (left, gone) => {
        const status = readingOf(left);
        if (status === undefined) return;
        if (whole.pendingLogs !== 0) expect([gone, status.pendingLogs]).not.toEqual([gone, 0]);
        if (gone.includes('properties/output/1/activeBackupSets')) expect(status.pendingLogs).toBeUndefined();
        if (!isReady) expect([gone, standsInTheWay(status)]).not.toEqual([gone, []]);
      });
    },
  );
});
