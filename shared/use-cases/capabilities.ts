/** Everything a use case may need from the world; each takes the part it uses. */
import type { BackupFileReading } from '../core/backup-header';
import type { EngineKind } from '../core/engine/engine-status';
import type { ReadOptions } from '../core/mtf/read-backup-header';
import type { SignedIn } from '../core/preflight/caller';
import type { Timing } from '../core/timing';
import type { BackupContainers } from '../ports/backup-container';
import type { Clock } from '../ports/clock';
import type { EstateReader } from '../ports/estate-reader';
import type { EventLog } from '../ports/event-log';
import type { Ledger } from '../ports/ledger';
import type { MigrationEngine } from '../ports/migration-engine';
import type { RangeSource } from '../ports/range-source';

/** The ports, wired once at start. */
export interface Capabilities {
  readonly ledger: Ledger;
  readonly containers: BackupContainers;
  /** The engine of a kind; undefined when this deployment does not drive it. */
  readonly engine: (kind: EngineKind) => MigrationEngine | undefined;
  /** Reads a backup's header by range reads; problems of the file are values in the reading. */
  readonly readBackup: (source: RangeSource, options?: ReadOptions) => Promise<BackupFileReading>;
  /** Reads that one look at every migration takes (reads-of-round.ts); undefined while it is not known. */
  readonly readsOfRound: () => Promise<number | undefined>;
  /** Reads what is around a migration, anew for each question. */
  readonly estate: EstateReader;
  /** The same on readings that all migrations of the process share for a while (estate-readers.ts). */
  readonly sharedEstate: EstateReader;
  /** Who the app signs in to the management API as; undefined when its sign-in does not tell. */
  readonly ownIdentity: () => Promise<SignedIn | undefined>;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly timing: Timing;
  /** The value of a named app setting, for secrets that registrations name. */
  readonly secret: (settingName: string) => string | undefined;
  /** A token no other run has (a random UUID). */
  readonly newToken: () => string;
}

/** Now as ISO 8601 UTC. */
export function nowIso(clock: Clock): string {
  return clock.now().toISOString();
}
