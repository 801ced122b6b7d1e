/** What docs/deploy.md makes resource by resource is what the smallest example deploys. */
import { read } from '../docs/support';
import { shellBlocks } from '../docs/shell/blocks';
import { runInBash } from '../docs/shell/run-page';
import { type Resource, grantsOf, ofType, resourcesOf, settingsOf } from './snapshots';

const PAGE = 'docs/deploy.md';

/** What the page calls something, and what the example does. */
const NAMES: readonly (readonly [string, string])[] = [
  ['clientId of id-cutover-prod', 'c11e0000-0000-0000-0000-000000000001'],
  ['<name of the storage account of the app>', 'host'],
  ['<name of the storage account of the ledger>', 'ledger'],
  ['<name of the storage account>', 'shopbackups'],
  ['<name of the container>', 'sql-backups'],
];

/** Left to the platform, or to the app's own default. */
const NOT_BY_HAND = ['APPLICATIONINSIGHTS_CONNECTION_STRING', 'BackupAccounts'];

const text = read(PAGE);
const heading = text.split('\n').indexOf('## Resource by resource');
const ran = runInBash(shellBlocks(PAGE));
const calls = ran.kind === 'failed' ? [] : ran.calls;
const byHand = calls
  .filter(({ place }) => Number(place.split(':')[1]) > heading)
  .map(({ args }) => args.map(asInTheExample));
const deployed = resourcesOf('smallest');

function asInTheExample(arg: string): string {
  return NAMES.reduce((named, [mine, its]) => named.replaceAll(mine, its), arg);
}

/** The calls of a command, without its words. */
function callsOf(command: string): readonly (readonly string[])[] {
  const words = command.split(' ');
  return byHand
    .filter((args) => words.every((word, at) => args[at] === word))
    .map((args) => args.slice(words.length));
}

function option(args: readonly string[], name: string): string | undefined {
  return args[args.indexOf(`--${name}`) + 1];
}

function only(
  type: string,
  fits: (resource: Resource) => boolean = () => true,
): Readonly<Record<string, unknown>> {
  const [resource] = ofType(deployed, type).filter(fits);
  return resource?.properties ?? {};
}

test('the page runs', () => {
  expect(ran.kind).toBe('ran');
  expect(heading).toBeGreaterThan(100);
});

test('the same settings', () => {
  const [set = []] = callsOf('functionapp config appsettings set');
  const settings = set.slice(set.indexOf('--settings') + 1).map((pair) => pair.split(/=(.*)/s).slice(0, 2));
  const signIn = [
    ['SignInTenant', 'tenantId'],
    ['SignInAudience', '<client id of the app registration>'],
  ];
  expect(Object.keys(settingsOf('several-accounts'))).toEqual(
    expect.arrayContaining(signIn.map(([name]) => name)),
  );
  const expected = Object.entries(settingsOf('smallest')).filter(([name]) => !NOT_BY_HAND.includes(name));
  expect(settings.sort()).toEqual([...expected, ...signIn].sort());
});

test('the same built-in roles on the same resources', () => {
  const named = new Map(
    [...read('infra/roles.bicep').matchAll(/^ {2}(\w+): '(.+)'$/gm)].map(([, name = '', id = '']) => [
      id,
      name,
    ]),
  );
  const PLACES: readonly (readonly [RegExp, string])[] = [
    [/stapp/, 'id of host'],
    [/stledger/, 'id of ledger'],
    [/shopbackups/, '[?name==shopbackups].id'],
  ];
  const expected = grantsOf('smallest').flatMap(({ role, scope }) => {
    const name = named.get(role);
    const place = PLACES.find(([pattern]) => pattern.test(scope))?.[1] ?? scope;
    // That on the log comes with its template.
    return name === undefined || scope.includes('appi-') ? [] : [`${name} on ${place}`];
  });
  const granted = callsOf('role assignment create').map((args) => {
    const role = option(args, 'role') ?? '';
    return `${role.charAt(0).toLowerCase()}${role.slice(1).replaceAll(' ', '')} on ${option(args, 'scope') ?? ''}`;
  });
  expect(granted.sort()).toEqual(expected.sort());
  expect(granted).toHaveLength(5);
});

test('the roles of the migration services and of the preflight, log, alerts and workbook come from the templates', () => {
  const deployments = ['deployment group create', 'deployment sub create'].flatMap(callsOf);
  expect(deployments.map((args) => option(args, 'template-file'))).toEqual([
    'infra/modules/managed-instance.bicep',
    'infra/modules/monitoring.bicep',
    'infra/modules/alerts.bicep',
    'infra/modules/workbook.bicep',
    'infra/modules/preflight.bicep',
  ]);
  for (const args of deployments) {
    const given = args.slice(args.indexOf('--parameters') + 1).map((pair) => pair.split('=')[0]);
    const demanded = [...read(option(args, 'template-file') ?? '').matchAll(/^param (\w+) [^=\n]+$/gm)];
    expect(given.sort()).toEqual(demanded.map(([, name]) => name).sort());
  }
});

test('the log is kept as long, and the app writes to it', () => {
  const [monitoring = []] = callsOf('deployment group create').filter(
    (args) => option(args, 'name') === 'cutover-monitoring',
  );
  const { retentionInDays } = only('Microsoft.OperationalInsights/workspaces');
  expect(monitoring).toContain(`retentionDays=${String(retentionInDays)}`);
  const [component] = ofType(deployed, 'Microsoft.Insights/components');
  const named = option(callsOf('functionapp create')[0] ?? [], 'app-insights');
  // The example is called try, the page's app prod.
  expect(named?.replace(/prod$/, 'try')).toBe(component?.name);
});

test('what lies in another subscription is reached there', () => {
  const elsewhere = ['eventgrid system-topic list', 'eventgrid system-topic create', 'deployment sub create']
    .concat('eventgrid system-topic event-subscription create')
    .flatMap(callsOf)
    .concat(callsOf('deployment group create').slice(0, 1));
  expect(elsewhere).toHaveLength(5);
  expect(elsewhere.filter((args) => !args.includes('--subscription'))).toEqual([]);
});

test('the same app', () => {
  const [create = []] = callsOf('functionapp create');
  const { functionAppConfig, httpsOnly, siteConfig } = only('Microsoft.Web/sites') as {
    functionAppConfig: {
      runtime: { name: string; version: string };
      scaleAndConcurrency: {
        alwaysReady: { name: string; instanceCount: number }[];
        instanceMemoryMB: number;
        maximumInstanceCount: number;
      };
      deployment: { storage: { value: string; authentication: { type: string } } };
    };
    httpsOnly: boolean;
    siteConfig: { minTlsVersion: string };
  };
  const { runtime, scaleAndConcurrency, deployment } = functionAppConfig;
  const expected = {
    runtime: runtime.name,
    'runtime-version': runtime.version,
    'instance-memory': String(scaleAndConcurrency.instanceMemoryMB),
    'maximum-instance-count': String(scaleAndConcurrency.maximumInstanceCount),
    'always-ready-instances': scaleAndConcurrency.alwaysReady
      .map(({ name, instanceCount }) => `${name}=${instanceCount}`)
      .join(' '),
    'deployment-storage-container-name': deployment.storage.value.split('/').at(-1),
    'deployment-storage-auth-type': deployment.storage.authentication.type,
    'deployment-storage-auth-value': 'id of id-cutover-prod',
  };
  for (const [name, value] of Object.entries(expected))
    expect([name, option(create, name)]).toEqual([name, value]);
  expect(callsOf('functionapp update')[0]).toContain(`httpsOnly=${httpsOnly}`);
  expect(option(callsOf('functionapp config set')[0] ?? [], 'min-tls-version')).toBe(
    siteConfig.minTlsVersion,
  );
  const policies = ofType(deployed, 'Microsoft.Web/sites/basicPublishingCredentialsPolicies');
  expect(
    callsOf('resource update')
      .slice(0, 2)
      .map((args) => option(args, 'name')),
  ).toEqual(policies.map(({ name }) => name.split('/').at(-1)));
});

test('the same storage accounts, without keys, and the ledger locked', () => {
  const options: Readonly<Record<string, string>> = {
    allowSharedKeyAccess: 'allow-shared-key-access',
    allowBlobPublicAccess: 'allow-blob-public-access',
    minimumTlsVersion: 'min-tls-version',
    supportsHttpsTrafficOnly: 'https-only',
  };
  const accounts = callsOf('storage account create');
  expect(accounts.map((args) => option(args, 'name'))).toEqual(['host', 'ledger']);
  for (const args of accounts) {
    const prefix = option(args, 'name') === 'host' ? 'stapp' : 'stledger';
    const properties = only('Microsoft.Storage/storageAccounts', ({ name }) => name.startsWith(prefix));
    for (const [property, name] of Object.entries(options))
      expect([name, option(args, name)]).toEqual([name, String(properties[property])]);
  }
  const lock = only('Microsoft.Authorization/locks');
  expect(option(callsOf('lock create')[0] ?? [], 'lock-type')).toBe(lock.level);
  const { restorePolicy, deleteRetentionPolicy } = only(
    'Microsoft.Storage/storageAccounts/blobServices',
    ({ name }) => name.startsWith('stledger'),
  ) as Record<string, { days: number }>;
  const [kept = []] = callsOf('storage account blob-service-properties update');
  expect(option(kept, 'restore-days')).toBe(String(restorePolicy?.days));
  expect(option(kept, 'delete-retention-days')).toBe(String(deleteRetentionPolicy?.days));
});

test('the same event subscription', () => {
  const [example] = ofType(
    resourcesOf('events/smallest'),
    'Microsoft.EventGrid/systemTopics/eventSubscriptions',
  );
  const { subjectBeginsWith, includedEventTypes } = example?.properties?.filter as {
    subjectBeginsWith: string;
    includedEventTypes: string[];
  };
  const [create = []] = callsOf('eventgrid system-topic event-subscription create');
  expect(option(create, 'subject-begins-with')).toBe(subjectBeginsWith);
  expect(option(create, 'included-event-types')).toBe(includedEventTypes.join(' '));
  expect(option(create, 'endpoint')).toBe('id of <name of the app>/functions/blobCreated');
});
