/** `preflight` on a folder of recorded answers. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { PreflightDocument } from '../../shared/core/preflight/document';
import { runCli } from './fake-terminal';
import { salesBackups, withFolder } from './sample-backups';

const GROUP = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg';
const instance = `${GROUP}/providers/Microsoft.Sql/managedInstances/mi`;

const registration = {
  engine: 'lrs',
  start: 'create',
  source: { databaseName: 'Sales' },
  target: { managedInstanceId: instance, databaseName: 'Sales' },
  backups: { containerUrl: 'https://store.blob.core.windows.net/sql-backups', prefix: 'sales/' },
  create: { authType: 'ManagedIdentity' },
};

const recorded = (path: string, body: unknown, status = 200) =>
  JSON.stringify({ request: `${path}?api-version=2023-08-01`, status, asOf: '2026-11-30T08:00:00Z', body });

const estate = {
  'estate/instance.json': recorded(instance.toUpperCase().replace('/SUBSCRIPTIONS', '/subscriptions'), {
    id: instance,
    location: 'westeurope',
    properties: { state: 'Ready', provisioningState: 'Succeeded' },
  }),
  'estate/databases.json': recorded(`${instance}/databases`, { value: [{ name: 'Other' }] }),
  'estate/operations.json': recorded(`${instance}/operations`, { value: [] }),
};

const judged = async (files: Readonly<Record<string, string>>, ...flags: readonly string[]) => {
  let ran: Awaited<ReturnType<typeof runCli>> | undefined;
  const all = { 'sales.json': JSON.stringify(registration), ...files };
  const bytes = Object.fromEntries(Object.entries(all).map(([name, text]) => [name, Buffer.from(text)]));
  await withFolder(bytes, async (folder) => {
    ran = await runCli([
      'preflight',
      join(folder, 'sales.json'),
      '--estate',
      join(folder, 'estate'),
      ...flags,
    ]);
  });
  return ran!;
};

const stateOf = (document: PreflightDocument, id: string) =>
  document.rows.find((row) => row.id === id)?.state;

test('judges recorded answers, whatever the case of their paths', async () => {
  const document = (await judged(estate, '--json')).json<PreflightDocument>();
  expect([stateOf(document, 'RES-10'), stateOf(document, 'RES-12')]).toEqual(['met', 'met']);
});

test('says what is wrong, why it matters and what to type', async () => {
  const taken = recorded(`${instance}/databases`, {
    value: [{ name: 'sales', properties: { status: 'Online' } }],
  });
  const { out, exitCode } = await judged({ ...estate, 'estate/databases.json': taken });
  expect(out).toContain("database 'sales' exists on the instance (Online)");
  expect(out).toContain('no engine overwrites a database');
  expect(out).toContain(`az sql midb delete --ids ${instance}/databases/sales`);
  expect(exitCode).toBe(2);
});

test('the headers of copies are judged with the estate, and without them nothing of backups is met', async () => {
  const copies = Object.fromEntries(
    Object.entries(salesBackups()).map(([name, bytes]) => [`copies/${name}`, bytes] as const),
  );
  const files = { ...estate, 'sales.json': JSON.stringify(registration) };
  await withFolder({ ...files, ...copies }, async (folder) => {
    const run = ['preflight', join(folder, 'sales.json'), '--estate', join(folder, 'estate'), '--json'];
    const ids = ['BKP-01', 'BKP-03', 'BKP-06', 'BKP-07', 'STO-14'];
    const statesOf = (ran: Awaited<ReturnType<typeof runCli>>) =>
      ids.map((id) => stateOf(ran.json<PreflightDocument>(), id));
    const copies = [...run, '--backups', join(folder, 'copies')];
    expect(statesOf(await runCli(copies))).toEqual(['met', 'met', 'met', 'met', 'forYou']);
    const { out } = await runCli(copies.filter((word) => word !== '--json'));
    expect(out).toMatch(/^ *backups judged: copies of \d+ files, not what is in 'sql-backups\/sales\/'$/m);
    expect(statesOf(await runCli(run))).toEqual(ids.map(() => 'unknown'));
  });
});

describe('backups that were recorded of another place', () => {
  const facts = (backups: object) => ({
    'estate/facts.json': JSON.stringify({ backups: { readFrom: 'container', files: [], ...backups } }),
  });
  const { containerUrl } = registration.backups;
  test.each([
    [
      'another folder',
      { place: { containerUrl, prefix: 'slaes/' } },
      "the recorded backups are of 'sql-backups/slaes/', the registration names 'sql-backups/sales/'",
    ],
    [
      'another account',
      { place: { containerUrl: containerUrl.replace('store', 'stroe'), prefix: 'sales/' } },
      "are of 'https://stroe.blob.core.windows.net/sql-backups/sales/', the registration names 'https://store.",
    ],
    ['no place', {}, 'do not tell which container and folder they are of'],
  ])('%s: nothing of backups is judged, and the reason is told', async (_, backups, reason) => {
    const document = (await judged({ ...estate, ...facts(backups) }, '--json')).json<PreflightDocument>();
    const rows = document.rows.filter(({ id }) =>
      ['BKP-01', 'BKP-07', 'STO-14', 'STO-15', 'STO-24'].includes(id),
    );
    expect(rows).toHaveLength(5);
    for (const { state, found } of rows)
      expect([state, found]).toEqual(['unknown', expect.stringContaining(reason)]);
  });

  test('the same place in another spelling is the same', async () => {
    const place = { containerUrl: `${containerUrl.replace('store.', 'STORE.')}/`, prefix: 'sales/' };
    const document = (await judged({ ...estate, ...facts({ place }) }, '--json')).json<PreflightDocument>();
    expect(stateOf(document, 'STO-14')).toBe('met');
  });
});

test('an estate without facts says so at the top', async () => {
  const { out } = await judged(estate);
  expect(out.split('\n').slice(0, 5).join('\n')).toContain('the estate has no facts.json');
});

test('a registration that is wrong is refused by its fields', async () => {
  const wrong = { ...registration, engine: 'dmz', source: {} };
  const { err, exitCode } = await judged({ ...estate, 'sales.json': JSON.stringify(wrong) });
  expect(err).toContain('Cannot check the migration of');
  expect(err).toContain('source.databaseName: ');
  expect(err).not.toContain('internal error');
  expect(exitCode).toBe(1);
});

test('a classic service where the new one is meant is refused with its field, both kinds, and what to type', async () => {
  const preflight = { migrationServiceId: `${GROUP}/providers/Microsoft.DataMigration/services/old` };
  const wrong = { ...registration, preflight };
  const { err } = await judged({ ...estate, 'sales.json': JSON.stringify(wrong) });
  expect(err).toContain(
    'preflight.migrationServiceId: found a resource of type Microsoft.DataMigration/services, expected the id of a ' +
      'Microsoft.DataMigration/sqlMigrationServices, such as /subscriptions/<id>/resourceGroups/<group>/',
  );
  expect(err).toContain('az datamigration sql-service create');
});

test('what was not recorded is unknown, never met', async () => {
  const less = Object.fromEntries(Object.entries(estate).filter(([name]) => !name.includes('operations')));
  const ran = await judged(less, '--json');
  expect(stateOf(ran.json<PreflightDocument>(), 'RES-10')).toBe('unknown');
  expect(ran.exitCode).toBe(2);
});

test.each([
  ['an empty folder', { 'estate/readme.txt': '' }, 'it has no JSON file'],
  [
    'a file that is no JSON',
    { ...estate, 'estate/x.json': '{' },
    "Cannot read 'x.json' of the estate: it is no JSON",
  ],
  [
    'a file without a request',
    { ...estate, 'estate/x.json': '{}' },
    "Cannot read 'x.json' of the estate: request",
  ],
])('%s is refused by name', async (_, files, message) => {
  const { err, exitCode } = await judged(files);
  expect(err).toContain(message);
  expect(err).not.toContain('internal error');
  expect(exitCode).toBe(1);
});

test('a folder that does not exist is refused by name', async () => {
  const { err, exitCode } = await judged({});
  expect(err).toMatch(/^Cannot read the estate '.*estate': it is no folder that can be listed$/m);
  expect(exitCode).toBe(1);
});

test('an estate of another instance is refused with one sentence, which names what it holds', async () => {
  const other = { ...registration, target: { ...registration.target, managedInstanceId: `${instance}2` } };
  const { out, err, exitCode } = await judged({ ...estate, 'sales.json': JSON.stringify(other) });
  expect(err).toMatch(
    /^Cannot check '.*sales\.json': estate '.*' has no reading of its instance '[^']*mi2'; it holds '[^']*mi'\. Judge the registration/,
  );
  expect(err).toContain("estate/registration.json')");
  expect(out).toBe('');
  expect(exitCode).toBe(1);
});

test('a field of the notes that is misspelt is told once, and nothing speaks of registering', async () => {
  const wrong = { ...registration, preflight: { share: { pth: '\\\\files.shop.local\\sql' } } };
  const { err } = await judged({ ...estate, 'sales.json': JSON.stringify(wrong) });
  expect(err).toContain(
    'preflight.share.pth: unknown field; did you mean path? Nothing else has been judged',
  );
  expect(err).not.toContain('received undefined');
  const { err: notJson } = await judged({ ...estate, 'sales.json': '{' });
  expect(notJson).toContain('Cannot check the migration of');
  expect(err + notJson).not.toContain('Cannot register');
});

test.each([
  [
    { preflight: { source: { addressPrefixes: ['192.168.0.0'] } } },
    "preflight.source.addressPrefixes.0: must be an IPv4 prefix such as 10.1.0.0/16, found '192.168.0.0'. Nothing",
  ],
  [
    { preflight: { share: { path: 'backup' } } },
    "preflight.share.path: must be a share such as \\\\host.domain\\folder, found 'backup'. Nothing",
  ],
])('a wrong value says what it must be and what was found: %j', async (over, said) => {
  const { err } = await judged({ ...estate, 'sales.json': JSON.stringify({ ...registration, ...over }) });
  expect(err).toContain(said);
});

test('a page into a folder that is not there says so', async () => {
  const { err, exitCode } = await judged(estate, '--html', '/nowhere/at/all/report.html');
  expect(err).toContain("Cannot write '/nowhere/at/all/report.html': its folder does not exist");
  expect(exitCode).toBe(1);
});

test('who judges an estate elsewhere has no app to answer to', async () => {
  const { out } = await judged(estate);
  expect(out).toContain('For you to answer');
  expect(out).not.toContain('To answer: ');
});

describe('an estate of another storage account', () => {
  const subscription = GROUP.split('/resourceGroups')[0];
  const others = {
    ...estate,
    'estate/accounts.json': recorded(`${subscription}/providers/Microsoft.Storage/storageAccounts`, {
      value: [{ id: `${GROUP}/providers/Microsoft.Storage/storageAccounts/other`, name: 'other' }],
    }),
  };

  test('is refused with one sentence, which names what it holds', async () => {
    const { out, err, exitCode } = await judged(others);
    expect(err).toMatch(
      /^Cannot check '.*sales\.json': estate '.*' has no reading of its storage account 'store'; it holds 'other'\. Correct backups\.containerUrl/,
    );
    expect([out, exitCode]).toEqual(['', 1]);
  });

  test('is judged when it was exported for this registration, whose account was not found', async () => {
    const own = { ...others, 'estate/registration.json': JSON.stringify(registration) };
    const document = (await judged(own, '--json')).json<PreflightDocument>();
    expect(stateOf(document, 'STO-25')).toBe('unknown');
    expect(stateOf(document, 'RES-10')).toBe('met');
  });
});

test('folders in an estate are not read', async () => {
  const document = (
    await judged({ ...estate, 'estate/old/x.json': '{' }, '--json')
  ).json<PreflightDocument>();
  expect(stateOf(document, 'RES-10')).toBe('met');
});

test('a file in place of an estate is told to be one', async () => {
  await withFolder({ 'sales.json': JSON.stringify(registration) }, async (folder) => {
    const file = join(folder, 'sales.json');
    const { err, exitCode } = await runCli(['preflight', file, '--estate', file]);
    expect(err).toContain('it is a file, not the folder that --export has written');
    expect(exitCode).toBe(1);
  });
});

test.each([
  ['--last', []],
  ['--url', ['https://app.example']],
])('%s with a file is refused', async (flag, value) => {
  const { err, exitCode } = await judged(estate, flag, ...value);
  expect(err).toContain(`${flag} goes with the id of a registered migration, not with a file`);
  expect(exitCode).toBe(1);
});

describe('answers of a management API', () => {
  const answers = new Map(
    Object.values(estate).map((text) => {
      const { request, status, body } = JSON.parse(text) as { request: string; status: number; body: object };
      return [request.split('?')[0]!.toLowerCase(), { status, body }] as const;
    }),
  );
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.method ?? '');
    const found = answers.get((request.url ?? '').split('?')[0]!.toLowerCase());
    const absent = { error: { code: 'AuthorizationFailed', message: 'no right' } };
    response.writeHead(found?.status ?? 403, { 'content-type': 'application/json' });
    response.end(JSON.stringify(found?.body ?? absent));
  });
  let endpoint = '';
  beforeAll(async () => {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  test('are asked for with GET alone, kept on demand, and judged the same later', async () => {
    await withFolder({ 'sales.json': JSON.stringify(registration) }, async (folder) => {
      const [file, kept] = [join(folder, 'sales.json'), join(folder, 'kept')];
      const env = { ArmEndpoint: endpoint };
      const now = await runCli(['preflight', file, '--export', kept, '--json'], { env });
      const later = await runCli(['preflight', file, '--estate', kept, '--json']);
      const rowsOf = (ran: typeof now) => ran.json<PreflightDocument>().rows;
      expect(rowsOf(now).find(({ id }) => id === 'RES-10')?.state).toBe('met');
      expect(rowsOf(later)).toEqual(rowsOf(now));
      expect(new Set(asked)).toEqual(new Set(['GET']));
      const { out } = await runCli(['preflight', file], { env });
      expect(out.replaceAll(/\s+/g, ' ')).toMatch(
        /To answer, with the app running: .* register \S+ \(the app then creates the migration as soon as no row that blocks is open\) then, for each row that you have seen to be so: .* preflight tick mi-sales <row>/,
      );
      const again = await runCli(['preflight', file, '--export', kept], { env });
      expect([again.exitCode, again.err]).toEqual([1, expect.stringContaining('Cannot write the estate to')]);
    });
  });
});
