using '../../events.bicep'

// EVENT_SOURCES of ../several-accounts.bicepparam.
param environmentName = 'prod'
param appId = '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-cutover-prod/providers/Microsoft.Web/sites/func-cutover-prod-jtrz5x'
param sources = [
  {
    topicId: '/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/shop/providers/Microsoft.EventGrid/systemTopics/evgt-shopbackups'
    containers: ['sql-backups', 'archive']
  }
  {
    topicId: '/subscriptions/33333333-3333-3333-3333-333333333333/resourceGroups/security/providers/Microsoft.EventGrid/systemTopics/made-by-defender'
    containers: ['sql-backups']
  }
]
