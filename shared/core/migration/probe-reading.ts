/** What a probe of a server found; a member that is absent was not told. Columns: docs/probe.md. */
import type { Lsn } from '../lsn';

/** The servers that can be probed. */
export const PROBE_SIDES = ['source', 'target'] as const;

/** One of them. */
export type ProbeSide = (typeof PROBE_SIDES)[number];

/** What both sides tell. */
export interface ProbedDatabase {
  /** By the server's clock, ISO 8601 UTC. */
  readonly at: string;
  /** `@@SERVERNAME`; absent where the server has none. */
  readonly server?: string;
  /** `major.minor.build.revision`. */
  readonly version: string;
  /** The name that was asked for. */
  readonly database: string;
  /** `state_desc` of sys.databases; absent: no such database is visible there. */
  readonly state?: string;
  readonly readOnly?: boolean;
  readonly userAccess?: string;
  readonly recoveryModel?: string;
  readonly compatibilityLevel?: number;
  /** Bytes of its row files. */
  readonly dataBytes?: number;
  /** GUID in lower case; the same in every restored copy. */
  readonly familyGuid?: string;
}

/** The newest log backup of the database that the server's msdb knows. */
export interface ProbedLog {
  /** GUID in lower case. */
  readonly setGuid?: string;
  readonly firstLsn?: Lsn;
  readonly lastLsn?: Lsn;
  /** ISO 8601 UTC; absent where msdb has no time zone. */
  readonly finishedAt?: string;
  readonly familyGuid?: string;
  readonly copyOnly?: boolean;
  readonly damaged?: boolean;
  /** The database was read-only when it was taken. */
  readonly readOnly?: boolean;
  /** Taken WITH NORECOVERY: it left the database restoring. */
  readonly noRecovery?: boolean;
}

/** What the source tells. */
export interface ProbedSource extends ProbedDatabase {
  /** Whether availability groups are enabled on the instance; absent on versions without them. */
  readonly availabilityGroups?: boolean;
  /** End of the last log backup by the open database itself; absent while it is restoring. */
  readonly lastLogBackupLsn?: Lsn;
  /** Whether the backup history could be read, and had a log backup. */
  readonly history: 'read' | 'none' | 'denied';
  /** Present when it was read. */
  readonly log?: ProbedLog;
  /** Transactions with log records; absent where the login may not see them. */
  readonly openTransactions?: number;
}

/** A reading of the source. */
export interface SourceReading {
  /** Who gave it, and when by our clock. */
  readonly by: string;
  readonly at: string;
  /** How it came: an operator ran the T-SQL. */
  readonly via: 'paste';
  readonly found: ProbedSource;
}

/** A reading of the target. */
export interface TargetReading {
  readonly by: string;
  readonly at: string;
  readonly via: 'paste';
  readonly found: ProbedDatabase;
}
