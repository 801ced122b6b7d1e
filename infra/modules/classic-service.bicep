// What the app may do with the tasks of the classic service. Deployed in its group.
import { onClassicService } from '../engine-actions.bicep'

param environmentName string
param serviceName string
param principalId string

resource service 'Microsoft.DataMigration/services@2025-06-30' existing = {
  name: serviceName
}

var name = guid(service.id, environmentName, 'tasks')

module role 'custom-role.bicep' = {
  params: {
    name: name
    roleName: 'SQL MI cutover ${environmentName}: classic service ${serviceName}'
    roleDescription: 'What sqlmi-cutover asks of the tasks of ${serviceName}.'
    actions: onClassicService
  }
}

resource grant 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: service
  name: guid(service.id, principalId, 'tasks')
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', name)
  }
  dependsOn: [role]
}
