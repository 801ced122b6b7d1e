// Everything but the event subscriptions, which need the deployed code: those are events.bicep.
targetScope = 'subscription'

import {
  backupAccount
  chosenSettings
  eventSource
  existingNetwork
  managedInstance
  namedSecret
  newNetwork
  resourceTags
} from 'types.bicep'

@description('Name of this deployment: part of names and tags.')
@minLength(1)
@maxLength(20)
param environmentName string

param location string

@description('The storage accounts that backups land in, all of them existing.')
@minLength(1)
param backups backupAccount[]

@description('The managed instances that databases are migrated to, all of them existing.')
param managedInstances managedInstance[] = []

@description('Ids of the Microsoft.DataMigration/sqlMigrationServices that registrations name to start migrations.')
param migrationServices string[] = []

@description('Ids of the classic Microsoft.DataMigration/services whose tasks are watched.')
param classicServices string[] = []

@description('Ids (GUIDs) of further subscriptions that a preflight reads: those of networks that are peered with an instance\'s.')
param preflightSubscriptions string[] = []

param settings chosenSettings = {}

@description('Secrets of key vaults that registrations name; settings made by hand are gone after the next deployment.')
param secrets namedSecret[] = []

@description('How often storage is copied: between zones, where the region has them.')
param storageSku 'Standard_LRS' | 'Standard_ZRS' | 'Standard_GRS' | 'Standard_GZRS' = 'Standard_ZRS'

@description('Spreads the app over zones; two instances are always ready then.')
param zoneRedundant bool = false

param nodeVersion '22' | '24' = '22'

@description('Memory of an instance in MB.')
param instanceMemory 512 | 2048 | 4096 = 2048

@minValue(1)
@maxValue(1000)
param mostInstances int = 40

@minValue(30)
@maxValue(730)
param logRetentionDays int = 90

@description('How long deleted or overwritten blobs of the ledger\'s account can be brought back.')
@minValue(2)
@maxValue(365)
param ledgerKeepDays int = 30

@description('public: no network. private: storage is reached from a network alone. closed: so is the app, and Event Grid does not reach it: backups are found by the sweep.')
param exposure 'public' | 'private' | 'closed' = 'public'

@description('For private and closed.')
@discriminator('kind')
param network newNetwork | existingNetwork = { kind: 'new', addressPrefix: '10.60.0.0/24' }

@description('Where Durable Functions keeps its state: the app\'s storage, or a Durable Task Scheduler; the package\'s host.json says the same.')
param durableBackend 'storage' | 'scheduler' = 'storage'

param schedulerSku 'Consumption' | 'Dedicated' = 'Consumption'

@description('Who is written to when an alert fires.')
param alertEmails string[] = []

@description('Action groups that exist already, told of alerts as well.')
param alertActionGroupIds string[] = []

param tags resourceTags = {}

var allTags = union({ 'azd-env-name': environmentName, product: 'sqlmi-cutover' }, tags)
var unique = uniqueString(subscription().id, environmentName, location)
var name = 'cutover-${environmentName}'
var isPublic = exposure == 'public'
var places = map(backups, account => {
  id: account.id
  subscription: split(account.id, '/')[2]
  group: split(account.id, '/')[4]
  account: split(account.id, '/')[8]
  containers: account.containers
  topicName: exposure != 'closed' && account.?systemTopicId == null ? 'evgt-${split(account.id, '/')[8]}' : ''
  topicId: account.?systemTopicId ?? '${join(take(split(account.id, '/'), 5), '/')}/providers/Microsoft.EventGrid/systemTopics/evgt-${split(account.id, '/')[8]}'
})

resource appGroup 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-${name}'
  location: location
  tags: allTags
}

// A group of its own: it stays when the app's is deleted.
resource ledgerGroup 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-${name}-ledger'
  location: location
  tags: allTags
}

module identity 'modules/identity.bicep' = {
  scope: appGroup
  params: { name: 'id-${name}', location: location, tags: allTags }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: appGroup
  params: {
    name: name
    location: location
    tags: allTags
    principalId: identity.outputs.principalId
    retentionDays: logRetentionDays
  }
}

module alerts 'modules/alerts.bicep' = {
  scope: appGroup
  params: {
    name: name
    location: location
    tags: allTags
    componentId: monitoring.outputs.componentId
    emails: alertEmails
    actionGroupIds: alertActionGroupIds
    withEvents: exposure != 'closed'
  }
}

module workbook 'modules/workbook.bicep' = {
  scope: appGroup
  params: { name: name, location: location, tags: allTags, componentId: monitoring.outputs.componentId }
}

module hostStorage 'modules/host-storage.bicep' = {
  scope: appGroup
  params: {
    name: 'stapp${unique}'
    location: location
    tags: allTags
    sku: storageSku
    principalId: identity.outputs.principalId
    publicAccess: isPublic
  }
}

module ledger 'modules/ledger.bicep' = {
  scope: ledgerGroup
  params: {
    name: 'stledger${unique}'
    location: location
    tags: allTags
    sku: storageSku
    principalId: identity.outputs.principalId
    publicAccess: isPublic
    keepDays: ledgerKeepDays
  }
}

module backupAccounts 'modules/backup-account.bicep' = [
  for place in places: {
    scope: resourceGroup(place.subscription, place.group)
    params: {
      accountName: place.account
      principalId: identity.outputs.principalId
      topicName: place.topicName
      tags: allTags
    }
  }
]

module instances 'modules/managed-instance.bicep' = [
  for instance in managedInstances: {
    scope: resourceGroup(split(instance.id, '/')[2], split(instance.id, '/')[4])
    params: {
      environmentName: environmentName
      instanceName: split(instance.id, '/')[8]
      engines: instance.engines
      create: instance.?create ?? false
      extraActions: instance.?extraActions ?? []
      principalId: identity.outputs.principalId
    }
  }
]

module services 'modules/migration-service.bicep' = [
  for id in migrationServices: {
    scope: resourceGroup(split(id, '/')[2], split(id, '/')[4])
    params: { environmentName: environmentName, serviceName: split(id, '/')[8], principalId: identity.outputs.principalId }
  }
]

module classic 'modules/classic-service.bicep' = [
  for id in classicServices: {
    scope: resourceGroup(split(id, '/')[2], split(id, '/')[4])
    params: { environmentName: environmentName, serviceName: split(id, '/')[8], principalId: identity.outputs.principalId }
  }
]

var named = concat(map(backups, one => one.id), map(managedInstances, one => one.id), migrationServices, classicServices)

module preflight 'modules/preflight.bicep' = [
  for id in union(map(named, one => split(one, '/')[2]), preflightSubscriptions): {
    scope: subscription(id)
    params: { environmentName: environmentName, principalId: identity.outputs.principalId }
  }
]

module scheduler 'modules/scheduler.bicep' = if (durableBackend == 'scheduler') {
  scope: appGroup
  params: {
    name: 'dts-${name}-${take(unique, 6)}'
    location: location
    tags: allTags
    sku: schedulerSku
    principalId: identity.outputs.principalId
  }
}

module appNetwork 'modules/app-network.bicep' = if (!isPublic) {
  scope: appGroup
  params: { name: name, location: location, tags: allTags, network: network }
}

module endpoints 'modules/private-endpoints.bicep' = if (!isPublic) {
  scope: appGroup
  params: {
    location: location
    tags: allTags
    subnetId: appNetwork!.outputs.endpointSubnetId
    named: network.kind == 'new' || network.?zoneIds != null
    zones: appNetwork!.outputs.?zones
    targets: concat(
      map(['blob', 'queue', 'table'], service => { name: 'app-${service}', id: hostStorage.outputs.id, service: service }),
      [{ name: 'ledger-table', id: ledger.outputs.id, service: 'table' }],
      map(filter(backups, account => account.?privateEndpoint ?? false), account => {
        name: '${split(account.id, '/')[8]}-blob'
        id: account.id
        service: 'blob'
      })
    )
  }
}

module appEndpoint 'modules/private-endpoints.bicep' = if (exposure == 'closed') {
  scope: appGroup
  params: {
    location: location
    tags: allTags
    subnetId: appNetwork!.outputs.endpointSubnetId
    named: network.kind == 'new' || network.?zoneIds != null
    zones: appNetwork!.outputs.?zones
    targets: [{ name: 'app-sites', id: app.outputs.id, service: 'sites' }]
  }
}

module vaults 'modules/key-vault.bicep' = [
  for id in union(map(secrets, secret => secret.vaultId), []): {
    scope: resourceGroup(split(id, '/')[2], split(id, '/')[4])
    params: { vaultName: split(id, '/')[8], principalId: identity.outputs.principalId }
  }
]

module app 'modules/app.bicep' = {
  scope: appGroup
  params: {
    name: 'func-${name}-${take(unique, 6)}'
    planName: 'plan-${name}'
    location: location
    tags: allTags
    identityId: identity.outputs.id
    clientId: identity.outputs.clientId
    hostStorage: {
      blobUri: hostStorage.outputs.blobUri
      queueUri: hostStorage.outputs.queueUri
      tableUri: hostStorage.outputs.tableUri
      packageUri: hostStorage.outputs.packageUri
    }
    ledgerTableUri: ledger.outputs.tableUri
    backup: { account: places[0].account, container: places[0].containers[0] }
    furtherAccounts: map(skip(places, 1), place => place.account)
    settings: settings
    secrets: secrets
    insightsConnectionString: monitoring.outputs.connectionString
    nodeVersion: nodeVersion
    instanceMemory: instanceMemory
    mostInstances: mostInstances
    zoneRedundant: zoneRedundant
    scheduler: durableBackend == 'scheduler'
      ? { endpoint: scheduler!.outputs.endpoint, taskHub: scheduler!.outputs.taskHub }
      : null
    subnetId: isPublic ? null : appNetwork!.outputs.appSubnetId
    publicAccess: exposure != 'closed'
  }
}

output APP_NAME string = app.outputs.name
output APP_URL string = 'https://${app.outputs.host}'
output APP_ID string = app.outputs.id

@description('What events.bicep subscribes to.')
output EVENT_SOURCES eventSource[] = map(exposure == 'closed' ? [] : places, place => { topicId: place.topicId, containers: place.containers })
