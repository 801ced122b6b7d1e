/** Every recorded and published body of the Log Replay Service, and what the product makes of it. */
import { diagnose } from '../../../shared/adapters/failures/failure-catalogue';
import { toEngineStatus } from '../../../shared/adapters/lrs/lrs-status';
import { restoreDetailsSchema } from '../../../shared/adapters/lrs/lrs-wire';
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
import { CREATED, databaseBody, RUN, startLrs, TARGET } from './lrs-fixture';

const RUN_THROUGH = 'ps_lrs_complete_2019-06-01-preview.extract.json';
const LONG_EXAMPLE = 'swagger/ManagedDatabaseRestoreDetails.json';
const ERRORS = 'swagger/restoreDetails-errors-2023-08-01.json';
const NOTHING_KNOWN = 'full ?; ? logs pending; last ?';

/** File and key of each body, and what comes of it. */
const MEANINGS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  [RUN_THROUGH]: {
    '0 GET': 'no database',
    '1 PUT': 'accepted, not followed',
    '2 GET': `creating; ${NOTHING_KNOWN}`,
    '3 GET': `creating; ${NOTHING_KNOWN}`,
    '4 GET': `running; ${NOTHING_KNOWN}`,
    '5 POST': 'accepted, not followed',
    '6 GET': 'an operation, never asked for',
    '7 GET': 'an operation, never asked for',
    '8 GET': 'database Online',
    '9 GET': 'completing; full restored; ? logs pending; last log1.bak',
  },
  [LONG_EXAMPLE]: {
    request: 'tags of the database, which we do not send',
    'response 200': 'running; full restored; 2 logs pending; last RestoreDetailsFullBlownExampleLog9_1.bak',
  },
};

describeShared('every body of the Log Replay Service', 'recordings', (folder) => {
  const entries = recordedEntries(folder, 'lrs');
  const errors = entries.filter(({ file }) => file === ERRORS);
  const bodies = entries.filter(({ file }) => file !== ERRORS);
  let lrs: Awaited<ReturnType<typeof startLrs>>;
  beforeEach(async () => {
    lrs = await startLrs();
    lrs.service.database = databaseBody('Restoring');
  });
  afterEach(() => lrs.server.close());

  const order = () => ({ operationId: RUN, lastBackupName: 'x', deadline: lrs.deadline });

  /** Answers to changes: what they name to follow is left alone. */
  async function meaningOfChange({ method }: RecordedEntry): Promise<string> {
    const spec = { engine: 'lrs' as const, containerUri: 'https://a.blob.core.windows.net/c' };
    const { kind } = await (method === 'PUT'
      ? lrs.engine.create(TARGET, spec, lrs.deadline)
      : lrs.engine.cutover(TARGET, order()));
    const asked = lrs.server.received.filter(({ url }) => /operation/i.test(url));
    return `${kind}, ${asked.length === 0 ? 'not followed' : 'followed'}`;
  }

  async function meaningOf(entry: RecordedEntry): Promise<string> {
    const { key, method, url = '' } = entry;
    if (key === 'request') {
      await lrs.engine.read(TARGET);
      return lrs.server.received.every(({ body }) => body === '')
        ? 'tags of the database, which we do not send'
        : 'sent';
    }
    const answer = asAnswer(entry, lrs.server.origin);
    lrs.service.change = answer;
    if (method === 'PUT' || method === 'POST') return meaningOfChange(entry);
    if (/AzureAsyncOperation/.test(url)) return 'an operation, never asked for';
    if (method === 'GET' && !url.includes('/restoreDetails/')) {
      lrs.service.database = answer;
      const reading = await lrs.engine.readTargetDatabase(TARGET);
      return reading.kind === 'found' ? `database ${reading.status}` : 'no database';
    }
    lrs.service.details = answer;
    return toldBy(await lrs.engine.read(TARGET));
  }

  test('each has its meaning in the table, or is a documented error', () => {
    const { [ERRORS]: codes, ...named } = recordedKeys(folder, 'lrs');
    expect(keysOf(MEANINGS)).toEqual(named);
    expect(codes?.length).toBe(errors.length);
    expect(errors.length).toBeGreaterThan(30);
  });

  test.each(bodies.map((one) => [one.file, one.key, one] as const))('%s, %s', async (file, key, entry) => {
    expect(await meaningOf(entry)).toBe(MEANINGS[file]?.[key]);
  });

  test('beside the database of its own time the end is the end', async () => {
    const at = (key: string) =>
      asAnswer(
        bodies.find((one) => one.key === key)!,
        lrs.server.origin,
      );
    lrs.service.database = at('8 GET');
    lrs.service.details = at('9 GET');
    expect(toldBy(await lrs.engine.read(TARGET))).toBe(
      'succeeded; full restored; ? logs pending; last log1.bak',
    );
  });

  test.each(errors.map((one) => [one.key, one] as const))('%s is told truly', async (code, entry) => {
    const { error } = bodyOf(entry) as { readonly error: { readonly message: string } };
    expect(diagnose(code, error.message)).toMatchObject({
      cause: expect.any(String),
      remedy: expect.any(String),
    });
    const answer = asAnswer(entry, lrs.server.origin);
    lrs.service.change = answer;
    expect(await lrs.engine.cutover(TARGET, order())).toMatchObject({
      kind: 'refused',
      httpStatus: entry.status,
      code,
    });
    lrs.service.details = answer;
    const isGone = code === 'RestoreDetailsNotAvailableOrExpired';
    expect(toldBy(await lrs.engine.read(TARGET))).toBe(
      isGone ? 'trouble: unreadable' : `unknown; ${NOTHING_KNOWN}`,
    );
  });

  const details = bodies.filter(({ text }) => text.includes('restoreDetails'));
  const databases = [
    { status: 'Restoring', creationDate: CREATED },
    { status: 'Online', creationDate: CREATED },
    { status: 'Restoring' },
  ];
  test.each(details.map((one) => [one.file, one.key, one] as const))(
    '%s, %s: whatever is left out, nothing becomes zero or ready',
    (_file, _key, entry) => {
      const read = (body: unknown, database: (typeof databases)[number]) => {
        const parsed = restoreDetailsSchema.safeParse(body);
        return parsed.success
          ? toEngineStatus(parsed.data.properties, database, '2026-03-01T22:00:01Z')
          : undefined;
      };
      for (const database of databases) {
        const whole = read(bodyOf(entry), database);
        expect(whole?.pendingLogs).not.toBe(0);
        forOmissions(bodyOf(entry), (left, gone) => {
          const status = read(left, database);
          expect([gone, status !== undefined]).toEqual([gone, !gone.includes('properties')]);
          expect([gone, status?.pendingLogs]).not.toEqual([gone, 0]);
          if (status !== undefined) expect([gone, standsInTheWay(status)]).not.toEqual([gone, []]);
        });
      }
    },
  );
});
