using '../main.bicep'

// Durable Functions keeps its state in a Durable Task Scheduler; the package is staged with DURABLE_BACKEND=scheduler.
param environmentName = 'dts'
param location = 'westeurope'
param durableBackend = 'scheduler'
param backups = [
  {
    id: '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/shop/providers/Microsoft.Storage/storageAccounts/shopbackups'
    containers: ['sql-backups']
  }
]
param managedInstances = [
  {
    id: '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/sql/providers/Microsoft.Sql/managedInstances/shop-mi'
    engines: ['dms']
  }
]
