// Ways into services of single resources, from the network.
import { resourceTags, zoneIds } from '../types.bicep'

param location string
param tags resourceTags
param subnetId string
@description('False: the network\'s own DNS, or a policy, names them.')
param named bool
param zones zoneIds?
param targets { name: string, id: string, service: 'blob' | 'queue' | 'table' | 'sites' }[]

resource endpoints 'Microsoft.Network/privateEndpoints@2025-05-01' = [
  for target in targets: {
    name: 'pep-${target.name}'
    location: location
    tags: tags
    properties: {
      subnet: { id: subnetId }
      privateLinkServiceConnections: [
        {
          name: target.name
          properties: { privateLinkServiceId: target.id, groupIds: [target.service] }
        }
      ]
    }
  }
]

resource names 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-05-01' = [
  for (target, index) in targets: if (named) {
    parent: endpoints[index]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [{ name: target.service, properties: { privateDnsZoneId: zones![target.service] } }]
    }
  }
]
