// What creations need on the migration service that they name. Deployed in its group.
import { onMigrationService } from '../engine-actions.bicep'

param environmentName string
param serviceName string
param principalId string

resource service 'Microsoft.DataMigration/sqlMigrationServices@2025-06-30' existing = {
  name: serviceName
}

var name = guid(service.id, environmentName, 'create')

module role 'custom-role.bicep' = {
  params: {
    name: name
    roleName: 'SQL MI cutover ${environmentName}: migration service ${serviceName}'
    roleDescription: 'What sqlmi-cutover needs to start migrations with ${serviceName}.'
    actions: onMigrationService
  }
}

resource grant 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: service
  name: guid(service.id, principalId, 'create')
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', name)
  }
  dependsOn: [role]
}
