// Durable Task Scheduler, where it keeps the state of Durable Functions instead of the host's storage. It knows no keys.
import { roles } from '../roles.bicep'
import { resourceTags } from '../types.bicep'

param name string
param location string
param tags resourceTags
param sku 'Consumption' | 'Dedicated'
param principalId string

resource scheduler 'Microsoft.DurableTask/schedulers@2026-02-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    sku: sku == 'Dedicated' ? { name: sku, capacity: 1 } : { name: sku }
    // An empty list lets nobody in; who comes in still needs a role.
    ipAllowlist: ['0.0.0.0/0']
  }

  resource hub 'taskHubs' = {
    name: 'cutover'
    properties: {}
  }
}

resource worker 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: scheduler::hub
  name: guid(scheduler::hub.id, principalId, roles.durableTaskDataContributor)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.durableTaskDataContributor)
  }
}

output endpoint string = scheduler.properties.endpoint
output taskHub string = scheduler::hub.name
