using '../main.bicep'

param environmentName = 'try'
param location = 'westeurope'
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
