/** `preflight` draws the networks of an estate. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCli } from './fake-terminal';
import { withFolder } from './sample-backups';

const GROUP = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg';
const instance = `${GROUP}/providers/Microsoft.Sql/managedInstances/mi`;
const service = `${GROUP}/providers/Microsoft.DataMigration/services/dms`;
const network = `${GROUP}/providers/Microsoft.Network/virtualNetworks/vnet`;

const registration = (engine: object) => ({
  start: 'adopt',
  source: { databaseName: 'Sales' },
  target: { managedInstanceId: instance, databaseName: 'Sales' },
  backups: { containerUrl: 'https://store.blob.core.windows.net/sql-backups', prefix: 'sales/' },
  ...engine,
});
const classic = registration({ engine: 'dms-classic', taskId: `${service}/projects/p/tasks/t` });

const recorded = (id: string, version: string, properties: object) =>
  JSON.stringify({
    request: `${id}?api-version=${version}`,
    status: 200,
    asOf: '2026-11-30T08:00:00Z',
    body: { id, location: 'westeurope', properties },
  });

const subnet = (name: string) => ({
  id: `${network}/subnets/${name}`,
  name,
  properties: { addressPrefix: '10.0.1.0/24' },
});
const estate = {
  'estate/instance.json': recorded(instance, '2023-08-01', { state: 'Ready', subnetId: subnet('mi').id }),
  'estate/service.json': recorded(service, '2025-06-30', { virtualSubnetId: subnet('dms').id }),
  'estate/network.json': recorded(network, '2024-05-01', {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
    subnets: [subnet('dms'), subnet('mi')],
  }),
};

async function draw(body: object, ...flags: readonly string[]) {
  const files = { 'sales.json': JSON.stringify(body), ...estate };
  const bytes = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)]));
  let shown = { out: '', err: '', svg: '' };
  await withFolder(bytes, async (folder) => {
    const svg = join(folder, 'networks.svg');
    const place = ['--estate', join(folder, 'estate'), ...flags.map((flag) => (flag === 'SVG' ? svg : flag))];
    const ran = await runCli(['preflight', join(folder, 'sales.json'), ...place]);
    shown = { out: ran.out, err: ran.err, svg: readIfThere(svg) };
  });
  return shown;
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

test('as text on the page, and as SVG in a file', async () => {
  const { out, svg } = await draw(classic, '--svg', 'SVG');
  expect(out).toContain('Topology TOP-1: hybrid');
  expect(out).toContain("✗ WRONG ExpressRoute or VPN (NET-03): network 'vnet' has no gateway");
  expect(svg).toContain('<title id="topology-title">Topology TOP-1: hybrid</title>');
});

test('not where no topology is asked for', async () => {
  const lrs = registration({ engine: 'lrs' });
  expect((await draw(lrs)).out).not.toContain('Topology TOP-');
  const { err, svg } = await draw(lrs, '--svg', 'SVG');
  expect(err).toContain('the migration needs no network of a migration service, or it could not be read');
  expect(svg).toBe('');
});
