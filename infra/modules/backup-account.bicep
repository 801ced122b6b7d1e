// What the app needs on an existing account of backups: to list and read, nothing else. Deployed in the account's group.
import { roles } from '../roles.bicep'
import { resourceTags } from '../types.bicep'

param accountName string
param principalId string
@description('Empty: no topic is made, because there is one or because nothing is told by events.')
param topicName string
param tags resourceTags

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: accountName
}

resource reader 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account
  name: guid(account.id, principalId, roles.storageBlobDataReader)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataReader)
  }
}

module topic 'system-topic.bicep' = if (!empty(topicName)) {
  params: {
    name: topicName
    // A topic lives in its account's region, which is known only once the account has been read.
    location: account.location
    accountId: account.id
    tags: tags
  }
}
