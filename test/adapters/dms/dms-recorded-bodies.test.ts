/** Every recorded and published body of the new DMS, and what the product makes of it. */
import { toCreateBody } from '../../../shared/adapters/dms/dms-create';
import { toEngineStatus } from '../../../shared/adapters/dms/dms-status';
import { migrationSchema } from '../../../shared/adapters/dms/dms-wire';
import { diagnose } from '../../../shared/adapters/failures/failure-catalogue';
import type { DmsCreateSpec } from '../../../shared/ports/migration-engine';
import { describeShared } from '../../support/shared-folder';
import { standsInTheWay, told, toldBy } from '../engine-words';
import { forOmissions, membersOf } from '../omissions';
import {
  asAnswer,
  bodyOf,
  keysOf,
  recordedEntries,
  recordedKeys,
  type RecordedEntry,
} from '../recorded-entries';
import { startDms, TARGET } from './dms-fixture';

const CUTOVER = 'ps_cutover_sqlmi_2021-10-30-preview.extract.json';
const LIST = 'ps_listMigrations_2021-10-30-preview.extract.json';
const ERRORS = 'swagger/databaseMigrations-errors-2025-06-30.json';
const NOTHING_KNOWN = 'full ?; ? logs pending; last ?';
const EXAMPLE = `running; ${NOTHING_KNOWN}`;
const FULL = 'AdventureWorksFullBackup.bak';
const NEVER_ASKED = 'a request that the product does not make';

/** File and key of each body, and what comes of it. */
const MEANINGS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  [CUTOVER]: {
    '1 PUT': `accepted; body: creating; ${NOTHING_KNOWN}`,
    '2 GET': 'accepted; the operation is not asked for',
    '3 GET': 'accepted; the operation is not asked for',
    '4 GET': `running; ${NOTHING_KNOWN}`,
    '5 GET': 'running; full ?; 0 logs pending; last ?',
    '354 GET': 'running; full not restored; 2 logs pending; last ?',
    '559 GET': 'running; full not restored; 2 logs pending; last ?',
    '635 GET': `running; full restored; 2 logs pending; last ${FULL}`,
    '636 POST': `accepted; body: running; ${NOTHING_KNOWN}`,
    '637 GET': `completing; full restored; 2 logs pending; last ${FULL}`,
  },
  [LIST]: {
    'observed_pairs/0': 'listed: canceled, at rest',
    'observed_pairs/1': 'listed: succeeded, at rest',
    'observed_pairs/2': 'listed: failed, at rest',
    'migrationFailureErrors/0': 'failure 1001, diagnosed',
    'migrationFailureErrors/1': 'failure 1010, diagnosed',
    'migrationFailureErrors/2': 'failure 1009, diagnosed',
    'migrationFailureErrors/3': 'failure 0, diagnosed',
    'extra_property_seen/autoCutoverConfiguration': 'offline after AdventureWorksTransactionLog  2.trn',
    'extra_property_seen/offlineConfiguration': 'offline after AdventureWorksTransactionLog  2.trn',
  },
  'swagger/SqlMiCreateOrUpdateDatabaseMigrationMAX.json': {
    request: 'has every member that we send, offline after last_backup_file_name',
    'response 200': `accepted; body: ${EXAMPLE}`,
    'response 201': `accepted; body: ${EXAMPLE}`,
  },
  'swagger/SqlMiCreateOrUpdateDatabaseMigrationMIN.json': {
    request: 'has every member that we send',
    'response 200': `accepted; body: ${EXAMPLE}`,
    'response 201': `accepted; body: ${EXAMPLE}`,
  },
  'swagger/SqlMiCutoverDatabaseMigration.json': {
    request: 'is what we post, for 4124fe90-d1b6-4b50-b4d9-46d02381f59a',
    'response 200': 'accepted',
    'response 202': 'accepted',
  },
  'swagger/SqlMiDeleteDatabaseMigration.json': {
    request: NEVER_ASKED,
    'response 200': NEVER_ASKED,
    'response 202': NEVER_ASKED,
    'response 204': NEVER_ASKED,
  },
  'swagger/SqlMiGetDatabaseMigration.json': { 'response 200': EXAMPLE },
  'swagger/SqlMiGetDatabaseMigrationExpanded.json': {
    'response 200': 'running; full not restored; ? logs pending; last ?',
  },
};

const SPEC: DmsCreateSpec = {
  engine: 'dms',
  sourceDatabaseName: 'aaa',
  migrationServiceId:
    '/subscriptions/s/resourceGroups/r/providers/Microsoft.DataMigration/sqlMigrationServices/d',
  storageAccountResourceId: '/subscriptions/s/resourceGroups/r/providers/Microsoft.Storage/storageAccounts/a',
  containerName: 'c',
  authType: 'AccountKey',
  accountKey: 'k',
  sourceSqlConnection: {
    dataSource: 'aaa',
    authentication: 'WindowsAuthentication',
    userName: 'bbb',
    password: 'p',
    encryptConnection: true,
    trustServerCertificate: true,
  },
};

describeShared('every body of the new DMS', 'recordings', (folder) => {
  const entries = recordedEntries(folder, 'dms');
  const errors = entries.filter(({ file }) => file === ERRORS);
  const bodies = entries.filter(({ file }) => file !== ERRORS);
  let dms: Awaited<ReturnType<typeof startDms>>;
  beforeEach(async () => void (dms = await startDms()));
  afterEach(() => dms.server.close());

  const statusOf = (body: unknown) => toEngineStatus(migrationSchema.parse(body), '2026-03-01T22:00:01Z');
  const withBody = (kind: string, { text }: RecordedEntry) =>
    text === '' ? kind : `${kind}; body: ${told(statusOf(JSON.parse(text)))}`;

  function listed(properties: object): string {
    const status = statusOf({ id: '/x', name: 'x', properties });
    expect([status.pendingLogs, status.fullRestored]).toEqual([undefined, undefined]);
    return `listed: ${status.state}, ${status.atRest === true ? 'at rest' : 'under way'}`;
  }

  /** What a part of the digest says once it stands where it was found. */
  async function meaningOfDigest({ key }: RecordedEntry, part: object): Promise<string> {
    if (key.startsWith('observed_pairs/')) return listed(part);
    const pair = { provisioningState: 'Succeeded', migrationStatus: 'Failed' };
    if (key.startsWith('migrationFailureErrors/')) {
      const { failure } = statusOf({ properties: { ...pair, migrationFailureError: part } });
      return `failure ${failure?.code}, ${failure?.remedy === undefined ? 'unknown' : 'diagnosed'}`;
    }
    const { online, lastBackupName } = statusOf({ properties: { ...pair, [key.split('/')[1] ?? '']: part } });
    return online === false ? `offline after ${lastBackupName}` : 'online';
  }

  /** What of an example's request is in ours. */
  async function meaningOfRequest(
    { file }: RecordedEntry,
    sent: Readonly<Record<string, unknown>>,
  ): Promise<string> {
    if (file.includes('Delete')) return NEVER_ASKED;
    if (file.includes('Cutover')) {
      const operationId = String(sent.migrationOperationId);
      await dms.engine.cutover(TARGET, { operationId, lastBackupName: 'x', deadline: dms.deadline });
      expect(JSON.parse(dms.server.received[0]?.body ?? '')).toEqual(sent);
      return `is what we post, for ${operationId}`;
    }
    const { scope, offlineConfiguration: offline } = sent.properties as {
      scope: string;
      offlineConfiguration?: { lastBackupName: string };
    };
    const { body } = toCreateBody('SqlMi', scope, { ...SPEC, ...(offline && { offline }) });
    const ours = membersOf(body).filter(
      (path) => !/backupConfiguration\/.*|targetDatabaseCollation/.test(path),
    );
    const missing = ours.filter((path) => !membersOf(sent).includes(path));
    expect(missing).toEqual([]);
    return `has every member that we send${offline ? `, offline after ${offline.lastBackupName}` : ''}`;
  }

  /** An operation is not followed: what becomes of a request is seen on the migration. */
  async function meaningOfOperation(url: string): Promise<string> {
    const headers = { 'Azure-AsyncOperation': `${dms.server.origin}${url}` };
    dms.server.script({ status: 201, headers, body: {} });
    const { kind } = await dms.engine.create(TARGET, SPEC, dms.deadline);
    return `${kind}; the operation is ${dms.server.received.length === 1 ? 'not asked for' : 'asked for'}`;
  }

  async function meaningOf(entry: RecordedEntry): Promise<string> {
    const { file, key, url = '' } = entry;
    if (file === LIST) return meaningOfDigest(entry, bodyOf(entry) as object);
    if (key === 'request') return meaningOfRequest(entry, bodyOf(entry) as Readonly<Record<string, unknown>>);
    if (url.includes('/operationResults/')) return meaningOfOperation(url);
    dms.server.script(asAnswer(entry, dms.server.origin));
    if (/Create/.test(file) || entry.method === 'PUT')
      return withBody((await dms.engine.create(TARGET, SPEC, dms.deadline)).kind, entry);
    const order = { operationId: 'x', lastBackupName: 'x', deadline: dms.deadline };
    if (/Cutover/.test(file) || entry.method === 'POST')
      return withBody((await dms.engine.cutover(TARGET, order)).kind, entry);
    if (/Delete/.test(file)) return NEVER_ASKED;
    return toldBy(await dms.engine.read(TARGET));
  }

  test('each has its meaning in the table, or is a documented error', () => {
    const { [ERRORS]: codes, ...named } = recordedKeys(folder, 'dms');
    expect(keysOf(MEANINGS)).toEqual(named);
    expect(codes?.length).toBe(errors.length);
    expect(errors.length).toBeGreaterThan(30);
  });

  test.each(bodies.map((one) => [one.file, one.key, one] as const))('%s, %s', async (file, key, entry) => {
    expect(await meaningOf(entry)).toBe(MEANINGS[file]?.[key]);
  });

  const absent = ['ResourceNotFound', 'ResourceDoesNotExist', 'OperationIdNotFound'];
  test.each(errors.map((one) => [one.key, one] as const))('%s is told truly', async (code, entry) => {
    const { error } = bodyOf(entry) as { readonly error: { readonly message: string } };
    expect(diagnose(code, error.message)).toMatchObject({
      cause: expect.any(String),
      remedy: expect.any(String),
    });
    const answer = asAnswer(entry, dms.server.origin);
    dms.server.script(answer);
    const order = { operationId: 'x', lastBackupName: 'x', deadline: dms.deadline };
    expect(await dms.engine.cutover(TARGET, order)).toMatchObject(
      entry.status < 500 ? { kind: 'refused', httpStatus: entry.status, code } : { kind: 'unknown' },
    );
    dms.server.otherwise(() => answer);
    const expected = absent.includes(code) ? 'absent' : 'trouble';
    expect((await dms.engine.read(TARGET)).kind).toBe(expected);
  });

  const resources = bodies.filter(({ file, text }) => file !== LIST && text.includes('"migrationService"'));
  test.each(resources.filter(({ key }) => key !== 'request').map((one) => [one.file, one.key, one] as const))(
    '%s, %s: whatever is left out, nothing becomes zero or ready',
    (_file, _key, entry) => {
      const whole = statusOf(bodyOf(entry));
      expect(standsInTheWay(whole)).not.toEqual([]);
      forOmissions(bodyOf(entry), (left, gone) => {
        const parsed = migrationSchema.safeParse(left);
        // Only what is left of the whole resource cannot be read.
        expect([gone, parsed.success]).toEqual([gone, !gone.includes('properties')]);
        if (!parsed.success) return;
        const status = toEngineStatus(parsed.data, whole.asOf);
        expect([gone, status.pendingLogs === 0]).toEqual([
          gone,
          whole.pendingLogs === 0 && status.pendingLogs === 0,
        ]);
        expect([gone, standsInTheWay(status)]).not.toEqual([gone, []]);
      });
    },
  );
});
