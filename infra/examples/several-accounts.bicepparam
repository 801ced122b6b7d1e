using '../main.bicep'

// Accounts in other groups, subscriptions and regions; every setting chosen.
param environmentName = 'prod'
param location = 'westeurope'
param backups = [
  {
    id: '/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/shop/providers/Microsoft.Storage/storageAccounts/shopbackups'
    containers: ['sql-backups', 'archive']
  }
  {
    id: '/subscriptions/33333333-3333-3333-3333-333333333333/resourceGroups/orders/providers/Microsoft.Storage/storageAccounts/ordersbackups'
    containers: ['sql-backups']
    systemTopicId: '/subscriptions/33333333-3333-3333-3333-333333333333/resourceGroups/security/providers/Microsoft.EventGrid/systemTopics/made-by-defender'
  }
]
param managedInstances = [
  {
    id: '/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/sql/providers/Microsoft.Sql/managedInstances/shop-mi'
    engines: ['dms', 'lrs']
    create: true
  }
  {
    id: '/subscriptions/33333333-3333-3333-3333-333333333333/resourceGroups/sql/providers/Microsoft.Sql/managedInstances/orders-mi'
    engines: ['dms', 'lrs', 'dms-classic']
  }
]
param migrationServices = [
  '/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/sql/providers/Microsoft.DataMigration/sqlMigrationServices/dms'
]
param classicServices = [
  '/subscriptions/33333333-3333-3333-3333-333333333333/resourceGroups/sql/providers/Microsoft.DataMigration/services/old-dms'
]
param preflightSubscriptions = ['55555555-5555-5555-5555-555555555555']
param settings = {
  ApiHosts: 'cutover.example.com'
  SignInAudience: '44444444-4444-4444-4444-444444444444'
  SignInReach: [
    { group: '55555555-5555-5555-5555-555555555555', ids: ['*'] }
    {
      group: '66666666-6666-6666-6666-666666666666'
      instances: [
        '/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/sql/providers/Microsoft.Sql/managedInstances/shop-mi'
      ]
    }
    { application: '77777777-7777-7777-7777-777777777777', roles: ['Cutover.Read'], ids: ['orders-*'] }
  ]
  NotifyReceivers: [
    { name: 'team', kind: 'teams', urlSetting: 'CutoverSecret_TeamsUrl' }
  ]
  NotifyRules: [
    { receiver: 'team', level: 'warning' }
    {
      receiver: 'team'
      events: ['ready', 'sent', 'outcome', 'ended']
      quietHours: { timeZone: 'Europe/Berlin', from: '22:00', to: '06:00' }
    }
  ]
  NotifyHosts: '*.logic.azure.com'
  LedgerTablePrefix: 'Cutover'
  SweepSchedule: '0 */2 * * * *'
  StableReadGapSeconds: 45
  NotReceivedFirstSeconds: 90
  NotReceivedGapSeconds: 45
  AbsenceSeconds: 600
  ClocksApartSeconds: 120
  WatchLateSeconds: 500
  SenderSeconds: 45
  ObserveSeconds: 20
  LeastPollSeconds: 30
  NotifySeconds: 30
}
param secrets = [
  {
    name: 'ShopSource'
    vaultId: '/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/ops/providers/Microsoft.KeyVault/vaults/ops-vault'
    secretName: 'shop-source-login'
  }
]
param alertEmails = ['dba@example.com']
param alertActionGroupIds = [
  '/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/ops/providers/Microsoft.Insights/actionGroups/on-call'
]
param zoneRedundant = true
param tags = { owner: 'dba-team' }
