// The Function App on Flex Consumption, with its settings. No setting is a key: a secret is a reference to a key vault.
import { chosenSettings, namedSecret, resourceTags } from '../types.bicep'

param name string
param planName string
param location string
param tags resourceTags
param identityId string
param clientId string
@description('The host\'s storage: service addresses, and the container of the package.')
param hostStorage { blobUri: string, queueUri: string, tableUri: string, packageUri: string }
param ledgerTableUri string
@description('The account and container of the blob trigger.')
param backup { account: string, container: string }
@description('Names of the further accounts that registrations may name.')
param furtherAccounts string[]
param settings chosenSettings
param secrets namedSecret[]
param insightsConnectionString string
@description('Where Durable Functions keeps its state; undefined: in the host\'s storage.')
param scheduler { endpoint: string, taskHub: string }?
param nodeVersion string
param instanceMemory int
param mostInstances int
param zoneRedundant bool
@description('Id of the subnet that the app calls out from; undefined: none.')
param subnetId string?
@description('False: callers reach it through a private endpoint only.')
param publicAccess bool

var suffix = environment().suffixes.storage

// The watch of a migration is a durable timer: one instance that is always ready spares each look a cold start. Azure
// demands two where the plan is spread over zones.
var alwaysReady = [{ name: 'durable', instanceCount: zoneRedundant ? 2 : 1 }]

var defaults = {
  LedgerTablePrefix: 'SqlMiCutover'
  SweepSchedule: '0 */5 * * * *'
}

var ofThePlatform = {
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: clientId
  AzureWebJobsStorage__blobServiceUri: hostStorage.blobUri
  AzureWebJobsStorage__queueServiceUri: hostStorage.queueUri
  AzureWebJobsStorage__tableServiceUri: hostStorage.tableUri
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${clientId};Authorization=AAD'
}

var ofTheProduct = {
  AZURE_CLIENT_ID: clientId
  BackupStorage__blobServiceUri: 'https://${backup.account}.blob.${suffix}'
  // Asked for when a blob has failed five times, also where only Event Grid's own trigger is used.
  BackupStorage__queueServiceUri: 'https://${backup.account}.queue.${suffix}'
  BackupStorage__credential: 'managedidentity'
  BackupStorage__clientId: clientId
  BackupContainer: backup.container
  BackupAccounts: join(furtherAccounts, ',')
  LedgerStorage__tableServiceUri: ledgerTableUri
  // Without the slash at the end that some clouds write.
  ArmEndpoint: join(take(split(environment().resourceManager, '/'), 3), '/')
}

// Whose tokens the app accepts; without a client id nobody's.
var ofTheSignIn = empty(settings.?SignInAudience)
  ? {}
  : {
      SignInTenant: subscription().tenantId
      // Without the slash at the end.
      SignInAuthority: join(take(split(environment().authentication.loginEndpoint, '/'), 3), '/')
    }

// What the host.json of the package names (tools/package/host-json.ts).
var ofTheScheduler = scheduler == null
  ? {}
  : {
      DURABLE_TASK_SCHEDULER_CONNECTION_STRING: 'Endpoint=${scheduler!.endpoint};Authentication=ManagedIdentity;ClientID=${clientId}'
      TASKHUB_NAME: scheduler!.taskHub
    }

var ofSecrets = toObject(
  secrets,
  secret => 'CutoverSecret_${secret.name}',
  secret => '@Microsoft.KeyVault(SecretUri=https://${split(secret.vaultId, '/')[8]}${environment().suffixes.keyvaultDns}/secrets/${secret.secretName})'
)

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: {
    reserved: true
    zoneRedundant: zoneRedundant
  }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'app' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    publicNetworkAccess: publicAccess ? 'Enabled' : 'Disabled'
    virtualNetworkSubnetId: subnetId
    // Whom the vaults of CutoverSecret_… let in.
    keyVaultReferenceIdentity: identityId
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: hostStorage.packageUri
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: { name: 'node', version: nodeVersion }
      scaleAndConcurrency: {
        alwaysReady: alwaysReady
        instanceMemoryMB: instanceMemory
        maximumInstanceCount: mostInstances
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      appSettings: map(
        items(union(ofThePlatform, ofTheProduct, ofTheSignIn, defaults, settings, ofSecrets, ofTheScheduler)),
        setting => { name: setting.key, value: string(setting.value) }
      )
    }
  }

  // No user name and password for deployments either: they sign in with Entra ID.
  resource scmPolicy 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }

  resource ftpPolicy 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }
}

output id string = app.id
output name string = app.name
output host string = app.properties.defaultHostName
