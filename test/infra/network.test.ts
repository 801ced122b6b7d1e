/** Who can reach what: storage that is closed to the internet has a way in for each service that the app asks. */
import { ofType, outputOf, resourcesOf, settingsOf, type Resource } from './snapshots';

/** A private endpoint: what it leads to, and the zone that names it. */
function endpointsOf(resources: readonly Resource[]): readonly string[] {
  const zones = new Map(
    ofType(resources, 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups').map(
      ({ name, properties }) => {
        const [config] = properties?.privateDnsZoneConfigs as { properties: { privateDnsZoneId: string } }[];
        return [name.split('/')[0], config?.properties.privateDnsZoneId] as const;
      },
    ),
  );
  return ofType(resources, 'Microsoft.Network/privateEndpoints').map(({ name, properties }) => {
    const { subnet, privateLinkServiceConnections } = properties as {
      subnet: { id: string };
      privateLinkServiceConnections: { properties: { privateLinkServiceId: string; groupIds: string[] } }[];
    };
    const [link] = privateLinkServiceConnections;
    const target = link?.properties.privateLinkServiceId.split('/').at(-1);
    return `${target} ${link?.properties.groupIds.join()} by ${zones.get(name)} in ${subnet.id}`;
  });
}

/** Services of storage that the app is told to ask, except those of accounts that others own. */
function asked(example: string): readonly string[] {
  const hosts = Object.entries(settingsOf(example))
    .filter(([name]) => /^(AzureWebJobsStorage|LedgerStorage)__\w+ServiceUri$/.test(name))
    .map(([, url]) => new URL(url).host.split('.'));
  return hosts.map(([account, service]) => `${account} ${service} by zone-of-${service} in endpoint-subnet`);
}

function siteOf(resources: readonly Resource[]): Resource['properties'] {
  return ofType(resources, 'Microsoft.Web/sites')[0]?.properties;
}

const OPEN = { publicNetworkAccess: 'Enabled', networkAcls: { defaultAction: 'Allow' } };
const SHUT = { publicNetworkAccess: 'Disabled', networkAcls: { defaultAction: 'Deny' } };

test.each(['smallest', 'several-accounts', 'durable-task-scheduler'])('%s: no network at all', (example) => {
  const resources = resourcesOf(example);
  expect(resources.filter(({ type }) => type.startsWith('Microsoft.Network/'))).toEqual([]);
  expect(siteOf(resources)).toMatchObject({ publicNetworkAccess: 'Enabled' });
  expect(siteOf(resources)?.virtualNetworkSubnetId ?? undefined).toBeUndefined();
  for (const { properties } of ofType(resources, 'Microsoft.Storage/storageAccounts'))
    expect(properties).toMatchObject(OPEN);
});

describe.each(['private', 'sweep-only'])('%s', (example) => {
  const resources = resourcesOf(example);

  test('storage is shut, and each service that the app asks has a private endpoint', () => {
    const accounts = ofType(resources, 'Microsoft.Storage/storageAccounts');
    expect(accounts).toHaveLength(2);
    for (const { properties } of accounts) expect(properties).toMatchObject(SHUT);
    expect(asked(example)).toHaveLength(4);
    expect(endpointsOf(resources)).toEqual(expect.arrayContaining([...asked(example)]));
  });

  test('the app calls out from the network', () => {
    expect(siteOf(resources)).toMatchObject({ virtualNetworkSubnetId: 'app-subnet' });
  });
});

test('private: a network with room for 40 instances, and names for every service', () => {
  const resources = resourcesOf('private');
  const [network] = ofType(resources, 'Microsoft.Network/virtualNetworks');
  expect(network?.properties).toMatchObject({
    subnets: [
      {
        name: 'app',
        properties: {
          addressPrefix: '10.61.0.0/26',
          delegations: [{ properties: { serviceName: 'Microsoft.App/environments' } }],
        },
      },
      { name: 'endpoints', properties: { addressPrefix: '10.61.0.64/27' } },
    ],
  });
  const zones = ofType(resources, 'Microsoft.Network/privateDnsZones').map(({ name }) => name);
  expect(zones).toEqual([
    'privatelink.blob.core.windows.net',
    'privatelink.queue.core.windows.net',
    'privatelink.table.core.windows.net',
    'privatelink.azurewebsites.net',
  ]);
  const links = ofType(resources, 'Microsoft.Network/privateDnsZones/virtualNetworkLinks');
  expect(links.map(({ name }) => name.split('/')[0])).toEqual(zones);
});

test('private: callers and Event Grid reach the app; backups have an endpoint where the parameters ask for one', () => {
  const resources = resourcesOf('private');
  expect(siteOf(resources)).toMatchObject({ publicNetworkAccess: 'Enabled' });
  expect(outputOf('private', 'EVENT_SOURCES')).toHaveLength(1);
  expect(endpointsOf(resources)).toContain('shopbackups blob by zone-of-blob in endpoint-subnet');
});

test('sweep only: the app has no public endpoint, and no event is asked for', () => {
  const resources = resourcesOf('sweep-only');
  expect(siteOf(resources)).toMatchObject({ publicNetworkAccess: 'Disabled' });
  expect(endpointsOf(resources)).toContain('app sites by zone-of-sites in endpoint-subnet');
  expect(ofType(resources, 'Microsoft.EventGrid/systemTopics')).toEqual([]);
  expect(outputOf('sweep-only', 'EVENT_SOURCES')).toEqual([]);
  expect(ofType(resources, 'Microsoft.Network/virtualNetworks')).toEqual([]);
});
