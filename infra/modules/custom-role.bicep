// A role of exactly these actions. It is deployed in, and can be assigned in, one resource group.
@description('A GUID.')
param name string
@description('Says in the portal what the role is for; no two roles of a tenant have the same.')
param roleName string
param roleDescription string
param actions string[]

resource role 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: name
  properties: {
    roleName: roleName
    description: roleDescription
    type: 'CustomRole'
    permissions: [{ actions: actions, notActions: [], dataActions: [], notDataActions: [] }]
    assignableScopes: [resourceGroup().id]
  }
}
