import { InvalidSettingsError, isLoopback, loadConfig } from '../shared/config';
import { AZURE_TIMING } from '../shared/core/timing';

const GOOD = {
  BackupContainer: 'backups',
  BackupStorage: 'UseDevelopmentStorage=true',
  LedgerStorage: 'UseDevelopmentStorage=true',
};

function problemsOf(env: Record<string, string | undefined>): readonly string[] {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidSettingsError)) throw error;
    for (const { setting } of error.problems) expect(error.message).toContain(setting);
    return error.problems.map(({ setting }) => setting).sort();
  }
}

test('what is left out has its default', () => {
  expect(loadConfig(GOOD)).toEqual({
    local: false,
    localUser: 'unknown',
    authenticationConfigured: false,
    backupStorage: { kind: 'connectionString', value: 'UseDevelopmentStorage=true' },
    backupContainer: 'backups',
    ledgerStorage: { kind: 'connectionString', value: 'UseDevelopmentStorage=true' },
    ledgerTablePrefix: 'SqlMiCutover',
    armEndpoint: 'https://management.azure.com',
    timing: AZURE_TIMING,
  });
});

test('storage by identity', () => {
  const config = loadConfig({
    BackupContainer: 'backups',
    BackupStorage__blobServiceUri: 'https://acct.blob.core.windows.net',
    LedgerStorage__tableServiceUri: 'https://acct.table.core.windows.net',
  });
  expect(config.backupStorage).toEqual({
    kind: 'identity',
    serviceUri: 'https://acct.blob.core.windows.net',
  });
  expect(config.ledgerStorage).toEqual({
    kind: 'identity',
    serviceUri: 'https://acct.table.core.windows.net',
  });
});

test('every bad key is listed, whatever else is wrong', () => {
  expect(problemsOf({})).toEqual(['BackupContainer', 'BackupStorage', 'LedgerStorage']);
  expect(
    problemsOf({
      BackupContainer: 'Not Valid',
      LedgerTablePrefix: '1st',
      ArmEndpoint: 'http://example.com',
      BackupStorage: 'a secret by mistake',
      LedgerStorage__tableServiceUri: 'https://acct.table.core.windows.net?sv=secret',
      StableReadGapSeconds: '1',
      SenderSeconds: 'soon',
      LeastPollSeconds: '-1',
    }),
  ).toEqual([
    'ArmEndpoint',
    'BackupContainer',
    'BackupStorage',
    'LeastPollSeconds',
    'LedgerStorage__tableServiceUri',
    'LedgerTablePrefix',
    'SenderSeconds',
    'StableReadGapSeconds',
  ]);
});

test('G5: no value of a setting is repeated', () => {
  const env = { ...GOOD, BackupStorage: 'marked-secret', ArmEndpoint: 'http://u:marked-secret@example.com' };
  expect(() => loadConfig(env)).toThrow(InvalidSettingsError);
  expect(() => loadConfig(env)).not.toThrow(/marked-secret/);
});

describe('G1: the floors are lowered on loopback only', () => {
  const lowered = {
    StableReadGapSeconds: '1',
    NotReceivedFirstSeconds: '2',
    NotReceivedGapSeconds: '1',
    AbsenceSeconds: '5',
    SenderSeconds: '2',
    ObserveSeconds: '1',
    LeastPollSeconds: '1',
  };

  test.each(['http://127.0.0.1:7071', 'http://localhost:7071', 'http://[::1]:7071', 'https://localhost'])(
    '%s',
    (ArmEndpoint) => {
      expect(loadConfig({ ...GOOD, ...lowered, ArmEndpoint }).timing).toMatchObject({
        stableReadGap: 1,
        notReceivedFirst: 2,
        notReceivedGap: 1,
        absence: 5,
        senderValid: 2,
        observeFirst: 1,
        leastPoll: 1,
        assessmentValid: 10,
      });
    },
  );

  test.each([
    undefined,
    'https://management.azure.com',
    'https://localhost.example.com',
    'https://127.0.0.1.example.com',
  ])('%s', (ArmEndpoint) => {
    expect(problemsOf({ ...GOOD, ...lowered, ArmEndpoint })).toEqual(Object.keys(lowered).sort());
  });

  test('raised they may be, and empty counts as not set', () => {
    const { timing } = loadConfig({ ...GOOD, StableReadGapSeconds: '45', SenderSeconds: '' });
    expect(timing).toEqual({ ...AZURE_TIMING, stableReadGap: 45 });
  });

  test.each(['NaN', '0', '1e9', 'Infinity', '30s'])('"%s" is no number of seconds', (text) => {
    expect(problemsOf({ ...GOOD, StableReadGapSeconds: text })).toEqual(['StableReadGapSeconds']);
  });
});

test.each([
  ['https://127.0.0.1', true],
  ['http://localhost:1/x', true],
  ['https://management.azure.com', false],
  ['http://localhost@example.com', false],
  ['nonsense', false],
])('isLoopback(%s) is %s', (url, expected) => expect(isLoopback(url)).toBe(expected));

test.each<[env: Record<string, string>, local: boolean]>([
  [{}, false],
  [{ AZURE_FUNCTIONS_ENVIRONMENT: 'Development' }, true],
  [{ AZURE_FUNCTIONS_ENVIRONMENT: 'Development', WEBSITE_INSTANCE_ID: 'i' }, false],
  [{ AZURE_FUNCTIONS_ENVIRONMENT: 'Development', CONTAINER_NAME: 'c', WEBSITE_SITE_NAME: 's' }, false],
  [{ AZURE_FUNCTIONS_ENVIRONMENT: 'Development', CONTAINER_NAME: 'c' }, true],
  [{ AZURE_FUNCTIONS_ENVIRONMENT: 'Production' }, false],
])('G6: with %j a caller counts as local: %s', (env, local) => {
  expect(loadConfig({ ...GOOD, ...env }).local).toBe(local);
});

test.each([
  ['true', true],
  ['True', true],
  ['false', false],
  [undefined, false],
])('WEBSITE_AUTH_ENABLED=%s', (value, configured) => {
  expect(loadConfig({ ...GOOD, WEBSITE_AUTH_ENABLED: value }).authenticationConfigured).toBe(configured);
});
