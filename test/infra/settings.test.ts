/** The app that the templates deploy gets the settings that shared/config.ts reads, and can start with them. */
import { loadConfig } from '../../shared/config';
import { isSecretSetting } from '../../shared/core/migration/secret-setting';
import { read } from '../docs/support';
import { keysRead } from '../support/keys-read';
import { EXAMPLES, grantsOf, settingsOf } from './snapshots';

/** What the platform adds when it starts the app. */
const OF_THE_PLATFORM = { WEBSITE_HOSTNAME: 'app.azurewebsites.net', WEBSITE_INSTANCE_ID: '1' };

/** Read by the app, and set by nobody: the platform's own, and signs of a developer's machine. */
const NEVER_SET = [
  'AZURE_FUNCTIONS_ENVIRONMENT',
  'CONTAINER_APP_NAME',
  'CONTAINER_NAME',
  'USER',
  'USERNAME',
  'WEBSITE_HOSTNAME',
  'WEBSITE_INSTANCE_ID',
  'WEBSITE_POD_NAME',
  'WEBSITE_SITE_NAME',
];

/** A key in one of these would go before the identity. */
const CONNECTION_STRINGS = ['AzureWebJobsStorage', 'BackupStorage', 'LedgerStorage'];

/** Set for the host, its log, the triggers' connections, the identity library and Durable Functions. */
const FOR_OTHERS =
  /^(AzureWebJobsStorage__|APPLICATIONINSIGHTS_|AZURE_CLIENT_ID$|DURABLE_TASK_SCHEDULER_CONNECTION_STRING$|TASKHUB_NAME$|BackupStorage__(queueServiceUri|credential|clientId)$)/;

const READER = '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1';

const inBindings = [...read('functions/index.ts').matchAll(/%(\w+)%/g)].map((match) => match[1] ?? '');

describe.each(EXAMPLES)('%s', (example) => {
  const settings = settingsOf(example);
  const config = loadConfig({ ...OF_THE_PLATFORM, ...settings });

  test('starts in Azure, with its identity for every storage account', () => {
    expect(config.local).toBe(false);
    expect(config.backupStorage.kind).toBe('identity');
    expect(config.ledgerStorage).toEqual({
      kind: 'identity',
      serviceUri: 'https://ledger.table.core.windows.net',
    });
    expect(config.armEndpoint).toBe('https://management.azure.com');
    expect(CONNECTION_STRINGS.filter((name) => name in settings)).toEqual([]);
  });

  test('may ask the accounts whose backups it may read, and no others', () => {
    const readable = grantsOf(example)
      .filter(({ role }) => role === READER)
      .map(({ scope }) => `${scope.split('/').at(-1)}.blob.core.windows.net`);
    expect([...config.backupHosts.patterns].sort()).toEqual(readable.sort());
    expect(readable).not.toEqual([]);
  });

  test('has every setting that a binding names', () => {
    expect(inBindings).toEqual(['BackupContainer', 'SweepSchedule']);
    expect(inBindings.filter((name) => (settings[name] ?? '') === '')).toEqual([]);
  });

  test('sets nothing that nobody reads', () => {
    const used = [...keysRead({ ...OF_THE_PLATFORM, ...settings }), ...inBindings];
    expect(
      Object.keys(settings).filter(
        (name) => !used.includes(name) && !isSecretSetting(name) && !FOR_OTHERS.test(name),
      ),
    ).toEqual([]);
  });
});

test('the limits of a parameter file are those that the app reads', () => {
  const { limits } = loadConfig({ ...OF_THE_PLATFORM, ...settingsOf('several-accounts') });
  expect(limits).toMatchObject([
    { holder: { kind: 'group' }, ids: ['*'] },
    { holder: { kind: 'group' }, instances: [expect.stringMatching(/\/shop-mi$/)] },
    { holder: { kind: 'application' }, roles: ['Cutover.Read'], ids: ['orders-*'] },
  ]);
});

test('a secret that registrations name is a reference to a vault, never the secret', () => {
  const secrets = Object.entries(settingsOf('several-accounts')).filter(([name]) => isSecretSetting(name));
  expect(secrets).toEqual([
    [
      'CutoverSecret_ShopSource',
      '@Microsoft.KeyVault(SecretUri=https://ops-vault.vault.azure.net/secrets/shop-source-login)',
    ],
  ]);
});

test('every setting that the app reads can be set by a parameter file', () => {
  const set = new Set(EXAMPLES.flatMap((example) => Object.keys(settingsOf(example))));
  const asked = keysRead({ ...OF_THE_PLATFORM, ...settingsOf('smallest') });
  const missing = [...asked].filter(
    (name) => !set.has(name) && !NEVER_SET.includes(name) && !CONNECTION_STRINGS.includes(name),
  );
  expect(missing).toEqual([]);
});

test('a waiting time has the floor in infra/types.bicep that it has in the app', () => {
  const floors = [...read('infra/types.bicep').matchAll(/@minValue\((\d+)\)\n {2}(\w+): int\?/g)].map(
    ([, floor, name]) => ({ name: name ?? '', floor: Number(floor) }),
  );
  const settings = { ...OF_THE_PLATFORM, ...settingsOf('smallest') };
  const waits = [...keysRead(settings)].filter((name) => name.endsWith('Seconds'));
  expect(floors.map(({ name }) => name).sort()).toEqual(waits.sort());
  for (const { name, floor } of floors) {
    expect(() => loadConfig({ ...settings, [name]: String(floor) })).not.toThrow();
    expect(() => loadConfig({ ...settings, [name]: String(floor - 1) })).toThrow(name);
  }
});
