// The app's place in a network: one made for it, or one that is there.
import { existingNetwork, newNetwork, resourceTags, zoneIds } from '../types.bicep'

param name string
param location string
param tags resourceTags
@discriminator('kind')
param network newNetwork | existingNetwork

var suffix = environment().suffixes.storage
var zoneNames = [
  'privatelink.blob.${suffix}'
  'privatelink.queue.${suffix}'
  'privatelink.table.${suffix}'
  'privatelink.azurewebsites.net'
]

module made 'network.bicep' = if (network.kind == 'new') {
  params: {
    name: name
    location: location
    tags: tags
    addressPrefix: network.?addressPrefix ?? ''
    zoneNames: zoneNames
  }
}

output appSubnetId string = network.kind == 'new' ? made!.outputs.appSubnetId : (network.?appSubnetId ?? '')
output endpointSubnetId string = network.kind == 'new'
  ? made!.outputs.endpointSubnetId
  : (network.?endpointSubnetId ?? '')

@description('Undefined: private endpoints are named by others.')
output zones zoneIds? = network.kind == 'existing'
  ? network.?zoneIds
  : {
      blob: made!.outputs.zoneIds[0]
      queue: made!.outputs.zoneIds[1]
      table: made!.outputs.zoneIds[2]
      sites: made!.outputs.zoneIds[3]
    }
