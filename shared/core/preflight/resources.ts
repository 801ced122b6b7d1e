/**
 * What the preflight reads of an estate: one shape for each kind of resource, with only what a row of the catalogue needs.
 *
 * A member that is absent was not reported by the service. Where Azure documents what an absent member means (absent
 * `networkAcls`: all networks), the adapter writes the meaning; anything else stays absent and is unknown.
 */

/** `Microsoft.Sql/managedInstances`. */
export interface ManagedInstance {
  readonly id: string;
  readonly location: string;
  /** `GeneralPurpose` or `BusinessCritical`. */
  readonly tier?: string;
  readonly state?: string;
  readonly provisioningState?: string;
  readonly subnetId?: string;
  readonly storageSizeGb?: number;
  readonly vCores?: number;
  readonly collation?: string;
  readonly zoneRedundant?: boolean;
  /** The update policy: `AlwaysUpToDate`, `SQLServer2022`, … */
  readonly databaseFormat?: string;
  readonly maintenanceConfigurationId?: string;
  /** Principals of the identities that the instance signs in with; `primary` is the one that reads backups. */
  readonly identity: {
    readonly systemPrincipalId?: string;
    readonly userAssigned: readonly { readonly id: string; readonly principalId?: string }[];
    readonly primaryUserAssignedId?: string;
  };
}

/** One database of an instance, from its list. */
export interface ManagedDatabase {
  readonly name: string;
  /** `Online`, `Restoring`, …, the service's own word. */
  readonly status?: string;
  /** ISO 8601 UTC. */
  readonly createdAt?: string;
}

/** One management operation of an instance. */
export interface InstanceOperation {
  readonly name: string;
  readonly operation?: string;
  readonly state?: string;
  readonly percentComplete?: number;
}

/** `Microsoft.Storage/storageAccounts`; absent members have their documented meaning already. */
export interface StorageAccount {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly kind?: string;
  readonly skuName?: string;
  readonly skuTier?: string;
  readonly blobEndpoint?: string;
  readonly sharedKeyAccess: boolean;
  /** `Enabled`, `Disabled` or `SecuredByPerimeter`. */
  readonly publicNetworkAccess: string;
  readonly httpsOnly?: boolean;
  readonly minimumTlsVersion?: string;
  readonly hierarchicalNamespace?: boolean;
  /** ISO 8601 duration text of the account's SAS policy, when it has one. */
  readonly sasExpirationPeriod?: string;
  readonly firewall: {
    readonly defaultAction: 'Allow' | 'Deny';
    readonly bypass?: string;
    readonly subnets: readonly { readonly id: string; readonly action?: string; readonly state?: string }[];
    readonly addresses: readonly string[];
    readonly resourceIds: readonly string[];
  };
  readonly privateEndpoints: readonly { readonly id: string; readonly status?: string }[];
}

/** `…/blobServices/default/containers/{name}`. */
export interface BlobContainer {
  readonly name: string;
  readonly leaseState?: string;
  readonly immutable?: boolean;
  readonly legalHold?: boolean;
}

/** One rule of an account's lifecycle management, as far as it deletes or archives. */
export interface LifecycleRule {
  readonly name: string;
  readonly enabled: boolean;
  readonly prefixes: readonly string[];
  /** Days after the last change; absent when the rule has no such action. */
  readonly deleteAfterDays?: number;
  readonly archiveAfterDays?: number;
}

/** `Microsoft.Network/virtualNetworks`, with its subnets and peerings. */
export interface VirtualNetwork {
  readonly id: string;
  readonly location: string;
  readonly addressPrefixes: readonly string[];
  readonly dnsServers: readonly string[];
  readonly subnets: readonly Subnet[];
  readonly peerings: readonly Peering[];
}

/** A subnet of a virtual network. */
export interface Subnet {
  readonly id: string;
  readonly addressPrefixes: readonly string[];
  readonly networkSecurityGroupId?: string;
  readonly routeTableId?: string;
  readonly serviceEndpoints: readonly { readonly service: string; readonly provisioningState?: string }[];
  readonly delegations: readonly string[];
  readonly privateEndpointIds: readonly string[];
  /** Ids of the ip configurations in the subnet; a gateway's configuration names the gateway. */
  readonly ipConfigurationIds: readonly string[];
}

/** One side of a peering. */
export interface Peering {
  readonly name: string;
  readonly remoteNetworkId: string;
  /** `Initiated`, `Connected` or `Disconnected`. */
  readonly state?: string;
  readonly syncLevel?: string;
  readonly allowsNetworkAccess?: boolean;
  readonly allowsForwardedTraffic?: boolean;
  readonly allowsGatewayTransit?: boolean;
  readonly usesRemoteGateways?: boolean;
}

/** `Microsoft.Network/networkSecurityGroups`: own and default rules together. */
export interface NetworkSecurityGroup {
  readonly id: string;
  readonly rules: readonly SecurityRule[];
}

/** One rule of a network security group; singular and plural members of the service are joined. */
export interface SecurityRule {
  readonly name: string;
  readonly direction: 'Inbound' | 'Outbound';
  readonly access: 'Allow' | 'Deny';
  readonly priority: number;
  /** `Tcp`, `Udp`, `Icmp`, `Esp`, `Ah` or `*`. */
  readonly protocol: string;
  readonly sources: readonly string[];
  readonly sourcePorts: readonly string[];
  readonly destinations: readonly string[];
  readonly destinationPorts: readonly string[];
  /** Ids of application security groups, of either side. */
  readonly sourceGroups: readonly string[];
  readonly destinationGroups: readonly string[];
}

/** `Microsoft.Network/routeTables`. */
export interface RouteTable {
  readonly id: string;
  readonly routes: readonly {
    readonly name: string;
    readonly addressPrefix: string;
    readonly nextHopType: string;
  }[];
}

/** `Microsoft.Network/virtualNetworkGateways`. */
export interface Gateway {
  readonly id: string;
  /** `Vpn` or `ExpressRoute`. */
  readonly gatewayType?: string;
}

/**
 * `Microsoft.Network/connections`: from the list of its gateway, or read by itself.
 *
 * Lists leave the status out (Azure/azure-powershell#2581, Azure/azure-cli#2061); only the connection itself tells it.
 */
export interface GatewayConnection {
  readonly id: string;
  readonly name: string;
  /** `Connected`, `Connecting`, `NotConnected` or `Unknown`. */
  readonly status?: string;
  /** `IPsec`, `ExpressRoute`, `Vnet2Vnet` or `VPNClient`. */
  readonly connectionType?: string;
  readonly gatewayId?: string;
}

/** `Microsoft.Network/privateEndpoints`. */
export interface PrivateEndpoint {
  readonly id: string;
  readonly subnetId?: string;
  readonly targets: readonly { readonly resourceId: string; readonly groups: readonly string[] }[];
  readonly dnsNames: readonly string[];
}

/** `Microsoft.DataMigration/services`, the classic service. */
export interface ClassicService {
  readonly id: string;
  readonly location: string;
  readonly skuName?: string;
  readonly skuTier?: string;
  readonly provisioningState?: string;
  readonly subnetId?: string;
  readonly networkInterfaceId?: string;
}

/** `Microsoft.DataMigration/sqlMigrationServices`. */
export interface MigrationService {
  readonly id: string;
  readonly location: string;
  readonly provisioningState?: string;
  /** `Online`, `Offline`, `NeedRegistration`, … */
  readonly runtimeState?: string;
}

/** One migration, from the list of its service. */
export interface MigrationSummary {
  /** ARM id of the target instance. */
  readonly scopeId?: string;
  /** Name of the target database. */
  readonly databaseName: string;
  /** `InProgress`, `Succeeded`, …, the service's own word. */
  readonly status?: string;
}

/** A resource provider in one subscription. */
export interface ResourceProvider {
  readonly namespace: string;
  readonly registrationState?: string;
  readonly resourceTypes: readonly { readonly name: string; readonly locations: readonly string[] }[];
}

/** One role that a principal, or a group that it is in, has at a scope. */
export interface RoleAssignment {
  readonly roleDefinitionId: string;
  readonly scope?: string;
  /** True when the assignment holds only under a condition. */
  readonly conditional: boolean;
}

/** What somebody may do at a scope, or what a role grants; an entry grants its actions without its exceptions. */
export interface Permissions {
  readonly entries: readonly {
    readonly actions: readonly string[];
    readonly notActions: readonly string[];
    readonly dataActions: readonly string[];
    readonly notDataActions: readonly string[];
  }[];
}
