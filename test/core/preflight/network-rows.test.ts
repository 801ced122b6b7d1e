import { change, changePeering, changeSubnet, set } from '../../../tools/emulator/estates/estate';
import { ACCOUNT, DMS_SUBNET, GATEWAY, HUB, MAIN, ROUTES } from '../../../tools/emulator/estates/places';
import {
  byReplay,
  hybrid,
  isolated,
  isolatedCloud,
  note,
  sharedCloud,
  throughHub,
  throughMachine,
} from '../../../tools/estates/cases';
import { networkRowsThatAre, outcomeOf } from './judged';

test.each([
  ['TOP-1', hybrid],
  ['TOP-1', throughHub],
  ['TOP-2', isolated],
  ['TOP-3', sharedCloud],
  ['TOP-4', isolatedCloud],
  ['TOP-1', throughMachine],
])('%s is the only topology that is told', (id, make) => {
  expect(networkRowsThatAre(make(), 'information').filter((row) => row.startsWith('TOP'))).toEqual([id]);
});

test('no topology is asked for when the backups come from a container', () => {
  expect(outcomeOf(byReplay(), 'TOP-1')).toMatchObject({
    state: 'notApplicable',
    found: expect.stringContaining('only the way from the instance to the storage account counts'),
  });
});

test('a source in a third network is cloud to cloud with two peerings', () => {
  const subject = isolatedCloud();
  note(subject, { source: { subnetId: `${HUB}/subnets/sql` } });
  set(subject.estate, 'virtualNetwork', HUB, { ...hubNetwork(), peerings: [] });
  expect(networkRowsThatAre(subject, 'information')).toContain('TOP-4');
  expect(outcomeOf(subject, 'NET-04')).toMatchObject({
    found: "network 'vnet-main' has no peering to 'vnet-hub', and 'vnet-hub' none to 'vnet-main'",
  });
});

const hubNetwork = () => ({
  id: HUB,
  location: 'westeurope',
  addressPrefixes: ['10.9.0.0/16'],
  dnsServers: [],
  peerings: [],
  subnets: [{ ...sqlSubnet }],
});
const sqlSubnet = {
  id: `${HUB}/subnets/sql`,
  addressPrefixes: ['10.9.1.0/24'],
  serviceEndpoints: [],
  delegations: [],
  privateEndpointIds: [],
  ipConfigurationIds: [],
};

test('a peering that is created again keeps its gateway, whose side comes first', () => {
  const subject = throughHub();
  change(subject.estate, 'virtualNetwork', HUB, (one) => ({ ...one, peerings: [] }));
  changePeering(subject.estate, MAIN, { state: 'Disconnected' });
  const { remedy } = outcomeOf(subject, 'NET-03') as { remedy: { command: { text: string } } };
  const [removal, ...creations] = remedy.command.text.split('\n');
  expect(removal).toMatch(/^az network vnet peering delete .* --vnet-name vnet-main /);
  expect(creations).toEqual([
    expect.stringMatching(/ create .* --vnet-name vnet-hub .* --allow-gateway-transit$/),
    expect.stringMatching(/ create .* --vnet-name vnet-main .* --use-remote-gateways$/),
  ]);
});

test('NET-04 only warns of a peering that is not in sync', () => {
  const subject = isolated();
  changePeering(subject.estate, MAIN, { syncLevel: 'RemoteNotInSync' });
  expect(outcomeOf(subject, 'NET-04')).toMatchObject({ severity: 'warns' });
});

describe('NET-06', () => {
  test('does not apply without ExpressRoute and without a route elsewhere', () => {
    const subject = hybrid();
    changeSubnet(subject.estate, DMS_SUBNET, { serviceEndpoints: [] });
    expect(outcomeOf(subject, 'NET-06')).toMatchObject({ state: 'notApplicable' });
  });

  test('blocks where a route sends everything elsewhere', () => {
    const subject = hybrid();
    changeSubnet(subject.estate, DMS_SUBNET, { routeTableId: ROUTES, serviceEndpoints: [] });
    const route = { name: 'all', addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualNetworkGateway' };
    set(subject.estate, 'routeTable', ROUTES, { id: ROUTES, routes: [route] });
    expect(outcomeOf(subject, 'NET-06')).toMatchObject({ state: 'unmet', severity: 'blocks' });
    set(subject.estate, 'routeTable', ROUTES, {
      id: ROUTES,
      routes: [{ ...route, nextHopType: 'Internet' }],
    });
    expect(outcomeOf(subject, 'NET-06')).toMatchObject({ state: 'notApplicable' });
  });
});

describe('NET-07', () => {
  test('advises a container when there is no connection', () => {
    const subject = hybrid();
    change(subject.estate, 'gatewayConnections', GATEWAY, () => []);
    expect(outcomeOf(subject, 'NET-07')).toMatchObject({
      state: 'information',
      found: expect.stringContaining('upload the backups to a blob container'),
    });
  });
});

describe('NET-09', () => {
  test('asks an operator when the network has its own name servers', () => {
    const subject = byReplay();
    change(subject.estate, 'virtualNetwork', MAIN, (one) => ({ ...one, dnsServers: ['10.1.9.4'] }));
    expect(outcomeOf(subject, 'NET-09')).toMatchObject({
      state: 'forYou',
      ask: expect.stringContaining('uses its own name servers (10.1.9.4)'),
      command: { language: 'sql', text: expect.stringContaining('RESTORE HEADERONLY FROM URL') },
    });
  });

  test('reads a backup that is there, after a credential for the container', () => {
    const askedFor = (over: object) => {
      const subject = byReplay();
      change(subject.estate, 'virtualNetwork', MAIN, (one) => ({ ...one, dnsServers: ['10.1.9.4'] }));
      subject.plan = { ...subject.plan, ...over };
      const outcome = outcomeOf(subject, 'NET-09');
      return outcome.state === 'forYou' ? (outcome.command?.text ?? '').split('\n').slice(1) : [];
    };
    const { migration, backups } = byReplay().plan;
    const [credential, read] = askedFor({});
    expect(credential).toMatch(
      /^CREATE CREDENTIAL \[https:.*\/sql\] WITH IDENTITY = 'SHARED ACCESS SIGNATURE'/,
    );
    expect(read).toBe(
      `RESTORE HEADERONLY FROM URL = N'https://shopbackups.blob.core.windows.net/sql/${backups?.files[0]?.name}';`,
    );
    const create = { engine: 'lrs', authType: 'ManagedIdentity' };
    expect(askedFor({ migration: { ...migration, create }, backups: undefined })).toEqual([
      "CREATE CREDENTIAL [https://shopbackups.blob.core.windows.net/sql] WITH IDENTITY = 'MANAGED IDENTITY';",
      "RESTORE HEADERONLY FROM URL = N'https://shopbackups.blob.core.windows.net/sql/shop/<name of a backup>';",
    ]);
  });

  test('asks for the private zone when the account has a private endpoint', () => {
    const subject = byReplay();
    note(subject, { storageAccountId: ACCOUNT });
    const id = `${ACCOUNT}/pe`;
    change(subject.estate, 'storageAccount', ACCOUNT, (one) => ({
      ...one,
      privateEndpoints: [{ id, status: 'Approved' }],
    }));
    expect(outcomeOf(subject, 'NET-09')).toMatchObject({
      state: 'forYou',
      ask: expect.stringContaining('private DNS zone'),
    });
  });
});

test('a runtime outside Azure leaves nothing to prove about networks', () => {
  const subject = throughMachine();
  note(subject, { runtime: { publicAddress: '203.0.113.7' } });
  expect(outcomeOf(subject, 'NET-03')).toMatchObject({ state: 'notApplicable' });
  expect(networkRowsThatAre(subject, 'forYou')).toEqual(['NSG-07', 'NSG-09', 'NSG-11']);
});
