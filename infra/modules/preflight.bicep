// What a preflight reads in a subscription: networks, storage accounts, instances, services, providers and roles; no key, no
// data. The list of providers belongs to the subscription, and networks lead from one to the other, so the role is for all of
// it. Deployed in the subscription.
targetScope = 'subscription'

import { forPreflight } from '../engine-actions.bicep'

param environmentName string
param principalId string

var name = guid(subscription().id, environmentName, 'preflight')

resource role 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: name
  properties: {
    roleName: 'SQL MI cutover ${environmentName}: preflight in ${subscription().subscriptionId}'
    description: 'What a preflight of sqlmi-cutover reads.'
    type: 'CustomRole'
    permissions: [{ actions: forPreflight, notActions: [], dataActions: [], notDataActions: [] }]
    assignableScopes: [subscription().id]
  }
}

resource grant 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(subscription().id, principalId, 'preflight')
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: role.id
  }
}
