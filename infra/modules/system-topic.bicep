// The topic of an account's events. Azure allows one per account.
import { resourceTags } from '../types.bicep'

param name string
param location string
param accountId string
param tags resourceTags

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: name
  location: location
  tags: tags
  properties: {
    source: accountId
    topicType: 'Microsoft.Storage.StorageAccounts'
  }
}
