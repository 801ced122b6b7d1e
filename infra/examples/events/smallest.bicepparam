using '../../events.bicep'

// EVENT_SOURCES of ../smallest.bicepparam.
param environmentName = 'try'
param appId = '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-cutover-try/providers/Microsoft.Web/sites/func-cutover-try-jiquqg'
param sources = [
  {
    topicId: '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/shop/providers/Microsoft.EventGrid/systemTopics/evgt-shopbackups'
    containers: ['sql-backups']
  }
]
