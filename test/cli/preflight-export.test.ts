/** `preflight --export`: what is kept of a management API that says too much, and what `--mask` hides. */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { PreflightDocument } from '../../shared/core/preflight/document';
import { runCli } from './fake-terminal';
import { withFolder } from './sample-backups';

/** The first run of the command loads half of Azure's SDK, on a machine that may be busy. */
jest.setTimeout(60_000);

const SUBSCRIPTION = '/subscriptions/5f0c1d7e-93b1-4a55-8f41-6f6f2f0f7a01';
const GROUP = `${SUBSCRIPTION}/resourceGroups/contoso-prod-rg`;
const INSTANCE = `${GROUP}/providers/Microsoft.Sql/managedInstances/contoso-mi`;
const ACCOUNT = `${GROUP}/providers/Microsoft.Storage/storageAccounts/contosobackups`;
const NETWORK = `${GROUP}/providers/Microsoft.Network/virtualNetworks/contoso-hub`;
const PRINCIPAL = '77d1a2b3-0c4d-4e5f-8a6b-9c0d1e2f3a4b';

const SECRETS = {
  accountKey: `${'Zm9vYmFyYmF6'.repeat(7)}Zm==`,
  shortKey: `${'QUJDREVGR0hJ'.repeat(3)}QUJDREV=`,
  sas: 'sig=Yw1sQ2s%2Fabcdefghijk%3D',
  webToken: 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtZSJ9.c2lnbmF0dXJl',
  password: 'Hunter2-contoso!',
  sharedKey: 'vpn-psk-4711',
};
/** Members that no request needs, and values that no member should have. */
const TOO_MUCH = {
  tags: { owner: 'ada@contoso.example', password: SECRETS.password },
  sharedKey: SECRETS.sharedKey,
  description: `Password=${SECRETS.password}`,
  keys: [{ keyName: 'key1', value: SECRETS.accountKey }],
  connectionString: `DefaultEndpointsProtocol=https;AccountName=contosobackups;AccountKey=${SECRETS.accountKey}`,
};
const spoilt = (id: string, properties: object, over: object = {}) => ({
  id,
  name: id.split('/').at(-1),
  location: 'westeurope',
  ...TOO_MUCH,
  ...over,
  properties: { ...TOO_MUCH, administratorLoginPassword: SECRETS.password, ...properties },
});

const subnetId = `${NETWORK}/subnets/contoso-instances`;
const instance = spoilt(
  INSTANCE,
  {
    state: `Ready`,
    provisioningState: 'Succeeded',
    subnetId,
    storageSizeInGB: 512,
    // Members that are read may hold what they should not, too.
    collation: `Bearer ${SECRETS.webToken}`,
    databaseFormat: SECRETS.accountKey,
  },
  { sku: { tier: 'GeneralPurpose' }, identity: { principalId: PRINCIPAL } },
);
const account = spoilt(
  ACCOUNT,
  {
    primaryEndpoints: { blob: `https://contosobackups.blob.core.windows.net/?sv=2024&${SECRETS.sas}` },
    networkAcls: {
      defaultAction: 'Deny',
      virtualNetworkRules: [{ id: subnetId, action: 'Allow', state: 'Succeeded' }],
      ipRules: [{ value: '198.51.100.0/24', action: 'Allow' }],
    },
    minimumTlsVersion: SECRETS.shortKey,
  },
  { kind: 'StorageV2', sku: { name: 'Standard_LRS', tier: 'Standard' } },
);
const network = spoilt(NETWORK, {
  addressSpace: { addressPrefixes: ['10.0.0.0/16', '203.0.113.0/24'] },
  subnets: [
    {
      id: subnetId,
      name: 'contoso-instances',
      properties: {
        addressPrefix: '10.0.1.0/24',
        serviceEndpoints: [{ service: 'Microsoft.Storage', provisioningState: 'Succeeded' }],
        delegations: [{ properties: { serviceName: 'Microsoft.Sql/managedInstances' } }],
      },
    },
  ],
});
const ANSWERS: Readonly<Record<string, object>> = {
  [INSTANCE]: instance,
  [`${INSTANCE}/databases`]: { value: [{ name: 'ContosoLedger', properties: { status: 'Online' } }] },
  [`${INSTANCE}/operations`]: { value: [] },
  [`${SUBSCRIPTION}/providers/Microsoft.Storage/storageAccounts`]: {
    value: [],
    nextLink: `HOST${SUBSCRIPTION}/providers/Microsoft.Storage/storageAccounts?api-version=2023-05-01&$skiptoken=contoso-page`,
  },
  [`${SUBSCRIPTION}/providers/Microsoft.Storage/storageAccounts contoso-page`]: { value: [account] },
  [`${ACCOUNT}/blobServices/default/containers`]: { value: [{ name: 'contoso-sql' }] },
  [NETWORK]: network,
};

const registration = {
  engine: 'lrs',
  start: 'create',
  source: { databaseName: 'ContosoOrders', serverName: 'CONTOSO-SQL1\\ORDERS' },
  target: { managedInstanceId: INSTANCE, databaseName: 'ContosoOrders' },
  backups: {
    containerUrl: 'https://contosobackups.blob.core.windows.net/contoso-sql',
    prefix: 'contoso-orders/',
  },
  create: { authType: 'Sas', sasTokenSetting: 'CutoverSecret_Contoso' },
};

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://host');
  const page = searchParams.get('$skiptoken');
  const found = Object.entries(ANSWERS).find(
    ([key]) => key === (page === null ? pathname : `${pathname} ${page}`),
  );
  const refusal = {
    error: {
      code: 'AuthorizationFailed',
      message: `The client 'ada@contoso.example' with object id '${PRINCIPAL}' has no right; AccountKey=${SECRETS.accountKey}`,
    },
  };
  response.writeHead(found === undefined ? 403 : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(found?.[1] ?? refusal).replace('HOST', endpoint));
});
let endpoint = '';
beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const SAS = `sv=2024-11-04&sr=c&sp=rl&se=2027-06-01T00%3A00%3A00Z&spr=https&${SECRETS.sas}`;

/** Exports with these options, and judges the folder with what it holds alone. */
async function exported(...options: readonly string[]) {
  let result:
    { live: Judged; later: Judged; folder: string; names?: Record<string, string>; err: string } | undefined;
  await withFolder({ 'sales.json': JSON.stringify(registration) }, async (place) => {
    const folder = join(place, 'kept');
    const env = { ArmEndpoint: endpoint, CutoverSecret_Contoso: SAS };
    const live = await runCli(
      ['preflight', join(place, 'sales.json'), '--export', folder, ...options, '--json'],
      { env },
    );
    const later = await runCli([
      'preflight',
      join(folder, 'registration.json'),
      '--estate',
      folder,
      '--json',
    ]);
    const beside = readdirSync(place).find((name) => name.endsWith('-names.json'));
    result = {
      live: statesOf(live.json<PreflightDocument>()),
      later: statesOf(later.json<PreflightDocument>()),
      folder: readdirSync(folder)
        .map((name) => readFileSync(join(folder, name), 'utf8'))
        .join('\n'),
      ...(beside && {
        names: JSON.parse(readFileSync(join(place, beside), 'utf8')) as Record<string, string>,
      }),
      err: live.err,
    };
    if (beside) expect(statSync(join(place, beside)).mode & 0o077).toBe(0);
  });
  return result!;
}

type Judged = readonly (readonly [id: string, state: string, severity: string])[];
const statesOf = ({ rows }: PreflightDocument): Judged =>
  rows.map(({ id, state, severity }) => [id, state, severity]);

describe.each([
  ['as it is', [] as string[]],
  ['masked', ['--mask']],
])('an export %s', (_name, options) => {
  test('judges the same from the folder alone, token and pages included', async () => {
    const { live, later } = await exported(...options);
    expect(later).toEqual(live);
    expect(live).toEqual(
      expect.arrayContaining([
        ['STO-10', 'met', 'blocks'],
        ['STO-02', 'met', 'blocks'],
        ['STO-25', 'met', 'blocks'],
      ]),
    );
  });

  test('holds no key and no token, whatever the service says', async () => {
    const { folder } = await exported(...options);
    for (const secret of [...Object.values(SECRETS), 'Hunter2', 'sig=', 'sharedKey', 'tags'])
      expect([secret, folder.includes(secret)]).toEqual([secret, false]);
  });
});

test('a masked export names nothing of the estate', async () => {
  const { folder, names, err } = await exported('--mask');
  expect(err).toContain('kept-names.json; do not pass it on');
  expect(folder).not.toMatch(/contoso/i);
  expect(folder).not.toMatch(/orders/i);
  for (const one of ['5f0c1d7e', '77d1a2b3', 'ada@', '198.51.100', '203.0.113', 'CutoverSecret_Contoso'])
    expect([one, folder.includes(one)]).toEqual([one, false]);
  expect(folder).toContain('10.0.1.0/24');
  expect(Object.values(names ?? {})).toEqual(
    expect.arrayContaining(['contoso-mi', 'contosobackups', 'ContosoOrders', '203.0.113.0/24']),
  );
});

test('an export as it is has no table of names', async () => {
  expect((await exported()).names).toBeUndefined();
});

test('--mask without --export is refused', async () => {
  await withFolder({ 'sales.json': JSON.stringify(registration) }, async (place) => {
    const { err, exitCode } = await runCli([
      'preflight',
      join(place, 'sales.json'),
      '--estate',
      place,
      '--mask',
    ]);
    expect([exitCode, err]).toEqual([1, expect.stringContaining('--mask belongs to --export')]);
  });
});

test('facts of another form are refused by name', async () => {
  const files = {
    'sales.json': JSON.stringify(registration),
    'kept/facts.json': '{"sas":1}',
    'kept/001.json': '{}',
  };
  await withFolder(files, async (place) => {
    const { err, exitCode } = await runCli([
      'preflight',
      join(place, 'sales.json'),
      '--estate',
      join(place, 'kept'),
    ]);
    expect([exitCode, err]).toEqual([1, expect.stringContaining("Cannot read 'facts.json' of the estate")]);
  });
});
