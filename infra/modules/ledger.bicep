// The ledger's storage, which outlives the app. Tables have neither soft delete nor point-in-time restore: the lock guards
// the account, the blob services guard exports kept beside the tables.
import { roles } from '../roles.bicep'
import { resourceTags } from '../types.bicep'

param name string
param location string
param tags resourceTags
param sku string
param principalId string
@description('False: reached through private endpoints only.')
param publicAccess bool
@description('How long deleted or overwritten blobs can be brought back.')
@minValue(2)
@maxValue(365)
param keepDays int

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: sku }
  properties: {
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: publicAccess ? 'Enabled' : 'Disabled'
    networkAcls: { defaultAction: publicAccess ? 'Allow' : 'Deny', bypass: 'None' }
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      isVersioningEnabled: true
      changeFeed: { enabled: true }
      deleteRetentionPolicy: { enabled: true, days: keepDays }
      containerDeleteRetentionPolicy: { enabled: true, days: keepDays }
      // Restoring reaches less far back than what is kept.
      restorePolicy: { enabled: true, days: keepDays - 1 }
    }
  }
}

resource writer 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account
  name: guid(account.id, principalId, roles.storageTableDataContributor)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageTableDataContributor)
  }
}

// On the group, so that deleting the group is refused as well.
resource lock 'Microsoft.Authorization/locks@2020-05-01' = {
  name: 'keep-the-ledger'
  properties: {
    level: 'CanNotDelete'
    notes: 'The ledger holds what has been decided about migrations, and the evidence of cutovers.'
  }
}

output id string = account.id
// The app's setting is the origin, without the slash at the end.
output tableUri string = join(take(split(account.properties.primaryEndpoints.table, '/'), 3), '/')
