// Tells the app of new blobs in an account's containers. Deployed in the topic's group, after the app's code: Event Grid asks
// the function before it accepts the subscription.
param topicName string
param environmentName string
param containers string[]
param functionId string

// A name has 64 characters at most.
var wholeNames = [for container in containers: 'cutover-${environmentName}-${container}']

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: topicName
}

resource subscriptions 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = [
  for (container, index) in containers: {
    parent: topic
    name: length(wholeNames[index]) <= 64
      ? wholeNames[index]
      : '${take(wholeNames[index], 50)}-${uniqueString(container)}'
    properties: {
      eventDeliverySchema: 'EventGridSchema'
      destination: {
        endpointType: 'AzureFunction'
        properties: {
          resourceId: functionId
          maxEventsPerBatch: 1
        }
      }
      filter: {
        includedEventTypes: ['Microsoft.Storage.BlobCreated']
        // With the slash, or a container whose name begins alike would be told as well.
        subjectBeginsWith: '/blobServices/default/containers/${container}/'
      }
    }
  }
]
