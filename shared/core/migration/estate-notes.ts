/** What a registration tells about its estate: networks, share, sizes. The preflight reads it, and the runbook its share. */
import type { EngineKind } from '../engine/engine-status';

/** What no reading of Azure can tell, told by the operator; every member is optional. */
export interface EstateNotes {
  /** ARM id of the account that holds the backups; searched by its name in the target's subscription when absent. */
  readonly storageAccountId?: string;
  readonly source?: {
    /** Address prefixes of the network that the source SQL Server is in (`10.1.0.0/16`). */
    readonly addressPrefixes?: readonly string[];
    /** TCP port of the source; 1433 when absent. */
    readonly port?: number;
    /** True for a named instance that is reached through SQL Server Browser. */
    readonly namedInstance?: boolean;
    /** ARM id of the subnet, for a source on an Azure virtual machine. */
    readonly subnetId?: string;
    /** True for SQL Server Express. */
    readonly express?: boolean;
  };
  /** Present when the service uploads the backups from an SMB share. */
  readonly share?: { readonly path: string };
  /** Host of the self-hosted integration runtime: in an Azure subnet, or elsewhere behind a public address. */
  readonly runtime?: { readonly subnetId?: string; readonly publicAddress?: string };
  /** Expected size of the database in GB. */
  readonly sizeGb?: number;
  /** The longest downtime that the business accepts. */
  readonly downtimeMinutes?: number;
  /** Object id of the identity that the app runs under; without it the rights of whoever runs the preflight are judged. */
  readonly appPrincipalId?: string;
  /** ARM id of the service of the new DMS; what `create` names comes first. */
  readonly migrationServiceId?: string;
}

/**
 * True when the service uploads the backups from a share: the classic one always does, the new one where a share is registered,
 * and Log Replay Service never.
 *
 * @example readsShare('lrs', { share: { path: '\\\\files\\sql' } }) // false
 */
export function readsShare(engine: EngineKind, notes: Pick<EstateNotes, 'share'> | undefined): boolean {
  return engine === 'dms-classic' || (engine === 'dms' && notes?.share !== undefined);
}
