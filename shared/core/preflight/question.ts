/** What may be asked of an estate, and what comes of asking. */
import { canonicalResourceId } from '../engine/resource-id';
import type {
  BlobContainer,
  ClassicService,
  Gateway,
  GatewayConnection,
  InstanceOperation,
  LifecycleRule,
  ManagedDatabase,
  ManagedInstance,
  MigrationService,
  MigrationSummary,
  NetworkSecurityGroup,
  Permissions,
  PrivateEndpoint,
  ResourceProvider,
  RoleAssignment,
  RouteTable,
  StorageAccount,
  VirtualNetwork,
} from './resources';

/** The value of each kind of question. One question is one read of the management API. */
export interface Answers {
  managedInstance: ManagedInstance;
  managedDatabases: readonly ManagedDatabase[];
  instanceOperations: readonly InstanceOperation[];
  storageAccount: StorageAccount;
  /** All accounts of a subscription: where a registration names an account by its host alone. */
  storageAccounts: readonly StorageAccount[];
  blobContainers: readonly BlobContainer[];
  lifecycleRules: readonly LifecycleRule[];
  virtualNetwork: VirtualNetwork;
  networkSecurityGroup: NetworkSecurityGroup;
  routeTable: RouteTable;
  gateway: Gateway;
  /** The connections of a gateway, without their status. */
  gatewayConnections: readonly GatewayConnection[];
  gatewayConnection: GatewayConnection;
  privateEndpoint: PrivateEndpoint;
  classicService: ClassicService;
  migrationService: MigrationService;
  /** All migrations of a service of the new DMS. */
  serviceMigrations: readonly MigrationSummary[];
  resourceProvider: ResourceProvider;
  /** What the caller itself may do at a scope. */
  ownPermissions: Permissions;
  /** Roles of another principal at a scope and above it, those of its groups included. */
  roleAssignments: readonly RoleAssignment[];
  roleDefinition: Permissions;
}

/** A kind of question. */
export type QuestionKind = keyof Answers;

/** One question: a kind and the resource, scope or subscription it is about. */
export interface Question<K extends QuestionKind = QuestionKind> {
  readonly kind: K;
  /** ARM id; for lists the id of what holds the items. */
  readonly id: string;
  /** The principal of `roleAssignments`, the namespace of `resourceProvider`. */
  readonly about?: string;
}

/** What came of asking; `asOf` is ISO 8601 UTC. */
export type Reading<K extends QuestionKind = QuestionKind> =
  | { readonly kind: 'read'; readonly value: Answers[K]; readonly asOf: string }
  /** The service says that there is no such resource. */
  | { readonly kind: 'absent'; readonly asOf: string }
  /** `action` is the right that is missing, by its name in Azure's role definitions. */
  | { readonly kind: 'denied'; readonly action: string; readonly asOf: string }
  | { readonly kind: 'failed'; readonly reason: string; readonly asOf: string };

/** Readings by the key of their question. */
export type Readings = ReadonlyMap<string, Reading>;

/** The one spelling of a question, which readings are stored under. @example questionKey({ kind: 'routeTable', id: '/subscriptions/S/…' }) // 'routeTable /subscriptions/s/…' */
export function questionKey({ kind, id, about }: Question): string {
  return [kind, canonicalResourceId(id), ...(about === undefined ? [] : [about.toLowerCase()])].join(' ');
}
