// What the app may do at one managed instance, per migration service. A migration of the Database Migration Service is an
// extension resource of the instance, so a role on the instance covers it. Deployed in the instance's group.
import { onInstance, onInstanceToCreate } from '../engine-actions.bicep'

param environmentName string
param instanceName string
param engines ('dms' | 'lrs' | 'dms-classic')[]
param create bool
param extraActions string[]
param principalId string

resource instance 'Microsoft.Sql/managedInstances@2025-01-01' existing = {
  name: instanceName
}

var names = [for engine in engines: guid(instance.id, environmentName, engine)]

module roles 'custom-role.bicep' = [
  for (engine, index) in engines: {
    params: {
      name: names[index]
      roleName: 'SQL MI cutover ${environmentName}: ${engine} on ${instanceName}'
      roleDescription: 'What sqlmi-cutover asks of ${engine} at the managed instance ${instanceName}.'
      actions: union(onInstance[engine], create ? onInstanceToCreate[engine] : [], extraActions)
    }
  }
]

resource grants 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (engine, index) in engines: {
    scope: instance
    name: guid(instance.id, principalId, engine)
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', names[index])
    }
    dependsOn: [roles]
  }
]
