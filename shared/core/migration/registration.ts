/** What the operator registered: written once, never changed. */
import type { EngineKind } from '../engine/engine-status';
import type { EstateNotes } from './estate-notes';
import type { Policy } from './policy';

/** How a migration is created at the service; secrets are named settings, never values. */
export type CreateRequest = DmsCreateRequest | LrsCreateRequest;

/** A restore of the Log Replay Service. */
export interface LrsCreateRequest {
  readonly engine: 'lrs';
  /** `Sas`: the token in the named setting; `ManagedIdentity`: the instance's own identity reads the container. */
  readonly authType: 'Sas' | 'ManagedIdentity';
  readonly sasTokenSetting?: string;
  readonly collation?: string;
  /** Present for a restore that completes by itself after this file. */
  readonly autoComplete?: { readonly lastBackupName: string };
}

/** A migration of the new DMS from a blob container. */
export interface DmsCreateRequest {
  readonly engine: 'dms';
  readonly migrationServiceId: string;
  readonly storageAccountResourceId: string;
  readonly authType: 'AccountKey' | 'ManagedIdentity';
  /** Name of the app setting that holds the storage account key. */
  readonly accountKeySetting?: string;
  readonly userAssignedIdentityId?: string;
  readonly targetCollation?: string;
  readonly sourceSqlConnection?: {
    readonly dataSource: string;
    readonly authentication: string;
    readonly userName: string;
    /** Name of the app setting that holds the password. */
    readonly passwordSetting: string;
    readonly encryptConnection: boolean;
    readonly trustServerCertificate: boolean;
  };
  /** Present for an offline migration: the service cuts over by itself after this file. */
  readonly offline?: { readonly lastBackupName: string };
}

/** One source database on its way to one target database, through one engine. */
export interface Registration {
  /** Lower-case slug. */
  readonly id: string;
  readonly engine: EngineKind;
  /** `serverName` and `serverNames` together are the servers whose backups count (an availability group has several). */
  readonly source: {
    readonly serverName?: string;
    readonly serverNames?: readonly string[];
    readonly databaseName: string;
  };
  readonly target: { readonly managedInstanceId: string; readonly databaseName: string };
  /** ARM id of the classic DMS's task; the other engines' resources follow from the target. */
  readonly taskId?: string;
  /** `containerUrl` without query; `prefix` empty or ending in `/`. */
  readonly backups: { readonly containerUrl: string; readonly prefix: string };
  readonly start: 'adopt' | 'create';
  readonly create?: CreateRequest;
  /** The operator's statement that no earlier registration of this migration sent or held anything, and why. */
  readonly adopt?: { readonly fresh: true; readonly reason: string };
  /** What the preflight cannot read from Azure. */
  readonly preflight?: EstateNotes;
  /** The policy as registered; the one in force is in the control row. */
  readonly policy: Policy;
  readonly registeredBy: string;
  /** ISO 8601 UTC. */
  readonly registeredAt: string;
}

/** A registration that names a resource and leaves it to the product to find which engine runs what there. */
export interface DiscoveryRequest {
  /** ARM id of a migration, of its target database, or of a classic task; as written. */
  readonly resourceId: string;
  /** Only this engine is asked, when given. */
  readonly engine?: EngineKind;
  readonly id?: string;
  readonly source?: Partial<Registration['source']>;
  readonly backups: Registration['backups'];
  readonly adopt?: Registration['adopt'];
  readonly policy: Policy;
  readonly registeredBy: string;
  /** ISO 8601 UTC. */
  readonly registeredAt: string;
}
