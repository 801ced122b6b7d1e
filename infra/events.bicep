// The event subscriptions, once the code is deployed.
targetScope = 'subscription'

import { eventSource } from 'types.bicep'

@minLength(1)
@maxLength(20)
param environmentName string

@description('Id of the Function App: APP_ID of main.bicep.')
param appId string

@description('Whose events to subscribe to: EVENT_SOURCES of main.bicep.')
param sources eventSource[]

module subscriptions 'modules/event-subscriptions.bicep' = [
  for source in sources: {
    scope: resourceGroup(split(source.topicId, '/')[2], split(source.topicId, '/')[4])
    params: {
      topicName: split(source.topicId, '/')[8]
      environmentName: environmentName
      containers: source.containers
      functionId: '${appId}/functions/blobCreated'
    }
  }
]
