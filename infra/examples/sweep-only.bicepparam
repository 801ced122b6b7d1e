using '../main.bicep'

// Subnets and zones are there; nothing has a public endpoint. No events: the sweep finds backups.
param environmentName = 'closed'
param location = 'westeurope'
param exposure = 'closed'
param network = {
  kind: 'existing'
  appSubnetId: '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/spoke/subnets/cutover-app'
  endpointSubnetId: '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/spoke/subnets/endpoints'
  zoneIds: {
    blob: '/subscriptions/44444444-4444-4444-4444-444444444444/resourceGroups/dns/providers/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net'
    queue: '/subscriptions/44444444-4444-4444-4444-444444444444/resourceGroups/dns/providers/Microsoft.Network/privateDnsZones/privatelink.queue.core.windows.net'
    table: '/subscriptions/44444444-4444-4444-4444-444444444444/resourceGroups/dns/providers/Microsoft.Network/privateDnsZones/privatelink.table.core.windows.net'
    sites: '/subscriptions/44444444-4444-4444-4444-444444444444/resourceGroups/dns/providers/Microsoft.Network/privateDnsZones/privatelink.azurewebsites.net'
  }
}
param backups = [
  {
    id: '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/shop/providers/Microsoft.Storage/storageAccounts/shopbackups'
    containers: ['sql-backups']
  }
]
param managedInstances = [
  {
    id: '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/sql/providers/Microsoft.Sql/managedInstances/shop-mi'
    engines: ['lrs']
  }
]
param settings = { SweepSchedule: '0 * * * * *' }
