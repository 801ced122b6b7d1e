/** Rules of network security groups. */
import type { NetworkSecurityGroup, SecurityRule } from '../../../shared/core/preflight/resources';

/** A rule that allows all inbound traffic, but for what the caller says. */
export function securityRule(name: string, priority: number, rule: Partial<SecurityRule>): SecurityRule {
  return {
    name,
    priority,
    direction: 'Inbound',
    access: 'Allow',
    protocol: '*',
    sources: ['*'],
    sourcePorts: ['*'],
    destinations: ['*'],
    destinationPorts: ['*'],
    sourceGroups: [],
    destinationGroups: [],
    ...rule,
  };
}

/** The rules that every security group has (Microsoft Learn, "Azure network security groups overview", default security rules). */
export const DEFAULT_RULES: readonly SecurityRule[] = [
  securityRule('AllowVnetInBound', 65000, { sources: ['VirtualNetwork'], destinations: ['VirtualNetwork'] }),
  securityRule('AllowAzureLoadBalancerInBound', 65001, { sources: ['AzureLoadBalancer'] }),
  securityRule('DenyAllInBound', 65500, { access: 'Deny' }),
  securityRule('AllowVnetOutBound', 65000, {
    direction: 'Outbound',
    sources: ['VirtualNetwork'],
    destinations: ['VirtualNetwork'],
  }),
  securityRule('AllowInternetOutBound', 65001, { direction: 'Outbound', destinations: ['Internet'] }),
  securityRule('DenyAllOutBound', 65500, { direction: 'Outbound', access: 'Deny' }),
];

/** A group that nobody has added a rule to. */
export function securityGroup(id: string): NetworkSecurityGroup {
  return { id, rules: DEFAULT_RULES };
}
