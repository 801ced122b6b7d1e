// What the app asks of each migration service, as actions of a role (test/infra/engine-roles.test.ts compares them with
// the requests that the adapters make). The action of a retry is left out: Microsoft's list of operations does not name it,
// and a role that names an unknown action is refused as a whole.

@export()
var onInstance = {
  dms: [
    'Microsoft.DataMigration/databaseMigrations/read'
    'Microsoft.DataMigration/databaseMigrations/cutover/action'
    'Microsoft.DataMigration/databaseMigrations/cancel/action'
    'Microsoft.Sql/managedInstances/databases/read'
  ]
  // Cancelling a restore deletes its database.
  lrs: [
    'Microsoft.Sql/managedInstances/databases/read'
    'Microsoft.Sql/managedInstances/databases/restoreDetails/read'
    'Microsoft.Sql/managedInstances/databases/completeRestore/action'
    'Microsoft.Sql/managedInstances/databases/delete'
  ]
  'dms-classic': [
    'Microsoft.Sql/managedInstances/databases/read'
  ]
}

@export()
var onInstanceToCreate = {
  // The service asks for more than the app does: it looks at the instance, and makes the database.
  dms: [
    'Microsoft.DataMigration/databaseMigrations/write'
    'Microsoft.Sql/managedInstances/read'
    'Microsoft.Sql/managedInstances/databases/write'
  ]
  lrs: [
    'Microsoft.Sql/managedInstances/read'
    'Microsoft.Sql/managedInstances/databases/write'
  ]
  'dms-classic': []
}

@export()
var onMigrationService = [
  'Microsoft.DataMigration/sqlMigrationServices/read'
]

// Whether a command is a write or an action of its own is told nowhere: the wildcard has either.
@export()
var onClassicService = [
  'Microsoft.DataMigration/services/projects/tasks/*'
]

// What a preflight reads, wherever it is: no key, no data (shared/adapters/estate/estate-requests.ts).
@export()
var forPreflight = [
  'Microsoft.Sql/managedInstances/read'
  'Microsoft.Sql/managedInstances/databases/read'
  'Microsoft.Sql/managedInstances/operations/read'
  'Microsoft.Storage/storageAccounts/read'
  'Microsoft.Storage/storageAccounts/blobServices/containers/read'
  'Microsoft.Storage/storageAccounts/managementPolicies/read'
  'Microsoft.Network/virtualNetworks/read'
  'Microsoft.Network/networkSecurityGroups/read'
  'Microsoft.Network/routeTables/read'
  'Microsoft.Network/virtualNetworkGateways/read'
  'Microsoft.Network/virtualNetworkGateways/connections/read'
  'Microsoft.Network/connections/read'
  'Microsoft.Network/privateEndpoints/read'
  'Microsoft.DataMigration/services/read'
  'Microsoft.DataMigration/sqlMigrationServices/read'
  'Microsoft.DataMigration/sqlMigrationServices/listMigrations/read'
  'Microsoft.Resources/subscriptions/providers/read'
  'Microsoft.Authorization/permissions/read'
  'Microsoft.Authorization/roleAssignments/read'
  'Microsoft.Authorization/roleDefinitions/read'
]
