using '../main.bicep'

// A network is made, and storage is reached from it alone; callers and Event Grid reach the app.
param environmentName = 'private'
param location = 'westeurope'
param exposure = 'private'
param network = { kind: 'new', addressPrefix: '10.61.0.0/24' }
param backups = [
  {
    id: '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/shop/providers/Microsoft.Storage/storageAccounts/shopbackups'
    containers: ['sql-backups']
    privateEndpoint: true
  }
]
param managedInstances = [
  {
    id: '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/sql/providers/Microsoft.Sql/managedInstances/shop-mi'
    engines: ['dms']
  }
]
