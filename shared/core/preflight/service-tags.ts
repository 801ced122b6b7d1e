/** How service tags hold one another, as far as Microsoft documents it ("Virtual network service tags", table of available tags). */

/** A tag in its parts; `service` and `region` in lower case. */
export interface ServiceTag {
  /** As written. */
  readonly name: string;
  readonly service: string;
  readonly region?: string;
}

/** What a tag means to another one; `shared` is the part that both hold when neither holds the whole. */
export type TagRelation =
  { readonly kind: 'holds' | 'apart' | 'unknown' } | { readonly kind: 'part'; readonly shared: ServiceTag };

/** Regions whose tags are not named after them (same page, note on AzureCloud tags). */
const REGION_NAMES: Readonly<Record<string, string>> = {
  francecentral: 'centralfrance',
  francesouth: 'southfrance',
  germanywestcentral: 'germanywc',
  germanynorth: 'germanyn',
  norwayeast: 'norwaye',
  norwaywest: 'norwayw',
  switzerlandnorth: 'switzerlandn',
  switzerlandwest: 'switzerlandw',
};

/** Services whose tags may be followed by a region; other tags have dots in their names. */
const REGIONAL = new Set([
  'appservice',
  'azurecloud',
  'azurecontainerregistry',
  'azurecosmosdb',
  'azureiothub',
  'azurekeyvault',
  'eventhub',
  'servicebus',
  'sql',
  'storage',
]);

/** Services whose tags stand for nothing but themselves ("represents the service", same page), so that they share no address. */
const SEPARATE = new Set([
  'appservice',
  'azurecosmosdb',
  'azurekeyvault',
  'datafactory',
  'servicebus',
  'sql',
  'storage',
]);

/** Reads a tag; the names of before Azure Resource Manager count too. @example parseTag('Storage.West Europe') // { name: 'Storage.West Europe', service: 'storage', region: 'westeurope' } */
export function parseTag(name: string): ServiceTag {
  const [service = '', region] = name.toLowerCase().replace(/[\s_]/g, '').split('.', 2);
  if (region === undefined || !REGIONAL.has(service))
    return { name, service: name.toLowerCase().replace(/[\s_]/g, '') };
  return { name, service, region: REGION_NAMES[region] ?? region };
}

/** What `tag` holds of `other`, both of them public addresses. @example relateTags(parseTag('AzureCloud'), parseTag('Storage')) // { kind: 'holds' } */
export function relateTags(tag: ServiceTag, other: ServiceTag): TagRelation {
  if (tag.service === 'internet') return { kind: 'holds' };
  if (other.service === 'internet') return { kind: 'part', shared: tag };
  if (tag.region !== undefined && other.region !== undefined && tag.region !== other.region)
    return { kind: 'apart' };
  const region = tag.region ?? other.region;
  if (tag.service === other.service || tag.service === 'azurecloud')
    return region === other.region ? { kind: 'holds' } : { kind: 'part', shared: inRegion(other, region) };
  if (other.service === 'azurecloud') return { kind: 'part', shared: inRegion(tag, region) };
  return { kind: SEPARATE.has(tag.service) && SEPARATE.has(other.service) ? 'apart' : 'unknown' };
}

function inRegion({ name, service, region: own }: ServiceTag, region: string | undefined): ServiceTag {
  if (region === own || region === undefined)
    return { name, service, ...(own === undefined ? {} : { region: own }) };
  return { name: `${name}.${region}`, service, region };
}
