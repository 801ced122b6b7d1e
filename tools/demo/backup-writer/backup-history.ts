/** A source database whose log goes on from backup to backup, and the backups that are taken of it. */
import { type Lsn, lsnFromParts, NO_LSN } from '../../../shared/core/lsn';
import type { BackupSetSpec, LsnSpec } from './backup-spec';
import { seededGuid } from './seeded-guid';
import { writeBackup } from './write-backup';

/** The database whose backups are taken. */
interface HistoryOptions {
  readonly databaseName: string;
  /** Two histories with different seeds share no GUID; the same seed gives the same bytes. */
  readonly seed: number;
  /** Virtual log file in which the log begins; default 34. */
  readonly firstVlf?: number;
  readonly recoveryModel?: BackupSetSpec['recoveryModel'];
  readonly serverName?: string;
  /** Local time of the first backup, `YYYY-MM-DDThh:mm:ss`. */
  readonly startedAt?: string;
  readonly filemarkBlock?: number;
  readonly softwareVersion?: string;
}

/** How a backup is taken. */
export interface TakeOptions {
  /** Files to spread the set over; default 1. */
  readonly stripes?: number;
  /** WITH CHECKSUM; default true. */
  readonly checksums?: boolean;
  /** Bytes of invented data per file. */
  readonly dataBytes?: number;
  /** Overrides single fields of what is written. */
  readonly fields?: Partial<BackupSetSpec>;
}

/** A backup that was taken. */
export interface TakenBackup {
  readonly set: BackupSetSpec;
  /** One file per stripe, in order. */
  readonly files: readonly Uint8Array[];
}

interface State {
  position: LogPosition;
  taken: number;
  /** End of the last log backup, where the next one begins; undefined before the first full. */
  logEnd?: LogPosition;
  logChainStart: Lsn;
  /** The last full that is not copy-only. */
  base?: { readonly lsn: Lsn; readonly guid: string };
  recoveryForkId: string;
  forkPoint?: { readonly lsn: Lsn; readonly leftForkId: string };
  offline: boolean;
}

const BLOCKS_PER_BACKUP = 24;

const BLOCKS_PER_RECORD = 8;

const MINUTES_BETWEEN_BACKUPS = 15;

/**
 * The backups of one database, in the order in which they are taken: their LSNs, GUIDs and times fit together as those
 * of a real source do. No clock, no chance: the same calls give the same bytes.
 *
 * @example
 * const history = new BackupHistory({ databaseName: 'Sales', seed: 1 });
 * const full = history.full();
 * history.work();
 * const log = history.log();
 */
export class BackupHistory {
  private readonly state: State;
  private readonly familyGuid: string;

  constructor(
    private readonly options: HistoryOptions,
    state?: State,
  ) {
    const { databaseName, seed, firstVlf = 34 } = options;
    this.familyGuid = seededGuid('family', databaseName, seed);
    this.state = state ?? {
      position: startOfLog(firstVlf),
      taken: 0,
      logChainStart: NO_LSN,
      recoveryForkId: this.familyGuid,
      offline: false,
    };
  }

  /** The LSN that the source's log has reached. */
  get currentLsn(): Lsn {
    return lsnOf(this.state.position);
  }

  /** The source writes: its log grows. */
  work(records = 10): this {
    this.state.position = advance(this.state.position, records * BLOCKS_PER_RECORD);
    return this;
  }

  /** Takes a full backup; a copy-only one changes nothing for later differentials. */
  full(options: TakeOptions & { copyOnly?: boolean } = {}): TakenBackup {
    const { copyOnly = false } = options;
    if (this.state.logEnd === undefined) {
      this.state.logChainStart = this.currentLsn;
      this.state.logEnd = this.state.position;
    }
    const taken = this.take('full', this.dataLsns(), { ...options, copyOnly });
    if (!copyOnly) this.state.base = { lsn: taken.set.checkpointLsn, guid: taken.set.backupSetGuid };
    return taken;
  }

  /** Takes a differential backup on the last full. @throws {Error} When there is none. */
  differential(options: TakeOptions = {}): TakenBackup {
    if (!this.state.base) throw new Error('Cannot take a differential backup: there is no full backup yet');
    return this.take('differential', this.dataLsns(), options);
  }

  /**
   * Takes a log backup of everything since the last one.
   *
   * @param options.tail take it WITH NORECOVERY: the source is offline after it
   * @throws {Error} When there is no full backup yet, or the recovery model is SIMPLE.
   */
  log(options: TakeOptions & { tail?: boolean } = {}): TakenBackup {
    const { logEnd, base, position } = this.state;
    if (logEnd === undefined) throw new Error('Cannot take a log backup: there is no full backup yet');
    if (this.options.recoveryModel === 'simple')
      throw new Error('Cannot take a log backup: the recovery model is SIMPLE');
    const lsns = { firstLsn: lsnOf(logEnd), lastLsn: lsnOf(position), checkpointLsn: base?.lsn ?? NO_LSN };
    const taken = this.take('log', lsns, options);
    this.state.logEnd = position;
    this.state.offline = options.tail === true;
    return taken;
  }

  /** A second future: the database restored up to its last log backup goes on, on a recovery fork of its own. */
  branch(): BackupHistory {
    const { recoveryForkId: leftForkId, taken, position } = this.state;
    const { databaseName, seed } = this.options;
    const restored = this.state.logEnd ?? position;
    return new BackupHistory(this.options, {
      ...this.state,
      position: restored,
      recoveryForkId: seededGuid('fork', databaseName, seed, leftForkId, taken),
      forkPoint: { lsn: lsnOf(restored), leftForkId },
      offline: false,
    });
  }

  /** A full or differential covers the log from its checkpoint to its end. */
  private dataLsns(): LsnSpec {
    const checkpointLsn = this.currentLsn;
    this.state.position = advance(this.state.position, BLOCKS_PER_BACKUP);
    return { firstLsn: checkpointLsn, checkpointLsn, lastLsn: this.currentLsn };
  }

  private take(
    type: BackupSetSpec['type'],
    lsns: LsnSpec,
    options: TakeOptions & { copyOnly?: boolean; tail?: boolean },
  ): TakenBackup {
    if (this.state.offline) throw new Error('Cannot take a backup: the source is offline after its tail');
    const set = { ...this.describe(type, lsns), ...pick(options), ...options.fields };
    this.state.taken += 1;
    return { set, files: this.writeStripes(set, options.stripes ?? 1) };
  }

  private describe(type: BackupSetSpec['type'], lsns: LsnSpec): BackupSetSpec {
    const { databaseName, seed, recoveryModel, serverName, softwareVersion } = this.options;
    const { base, logEnd, logChainStart, recoveryForkId, forkPoint, taken } = this.state;
    const startDate = this.timeOf(taken);
    return {
      type,
      databaseName,
      serverName,
      softwareVersion,
      recoveryModel,
      backupSetGuid: seededGuid('set', databaseName, seed, recoveryForkId, taken),
      familyGuid: this.familyGuid,
      recoveryForkId,
      forkPoint,
      ...lsns,
      provisional: type === 'log' ? undefined : earlierPass(lsns, softwareVersion),
      databaseBackupLsn: base?.lsn ?? NO_LSN,
      lastFullBackupSetGuid: base?.guid,
      differentialBase: base,
      lastLogBackupLsn: logEnd && lsnOf(logEnd),
      logChainStartLsn: logChainStart,
      databaseCreationDate: this.timeOf(0),
      startDate,
      finishDate: this.timeOf(taken, 1),
    };
  }

  private writeStripes(set: BackupSetSpec, familyCount: number): Uint8Array[] {
    const mediaSetGuid = seededGuid('media', set.backupSetGuid);
    const { filemarkBlock } = this.options;
    return Array.from({ length: familyCount }, (_, index) =>
      writeBackup({
        media: {
          mediaSetGuid,
          familyCount,
          familySequenceNumber: index + 1,
          filemarkBlock,
          mediaDate: set.startDate,
        },
        sets: [set],
      }),
    );
  }

  private timeOf(taken: number, minutes = 0): string {
    const start = Date.parse(`${this.options.startedAt ?? '2026-01-05T20:00:00'}Z`);
    return new Date(start + (taken * MINUTES_BETWEEN_BACKUPS + minutes) * 60_000).toISOString().slice(0, 19);
  }
}

function pick(options: TakeOptions & { copyOnly?: boolean; tail?: boolean }): Partial<BackupSetSpec> {
  const { checksums, dataBytes, copyOnly, tail } = options;
  return { checksums, dataBytes, copyOnly, tail };
}

/** How far a source's log has come. */
interface LogPosition {
  readonly vlf: number;
  readonly block: number;
}

const FIRST_BLOCK = 16;

const FIRST_SLOT = 1;

const BLOCKS_PER_VLF = 60_000;

/** The beginning of a virtual log file. */
function startOfLog(vlf: number): LogPosition {
  return { vlf, block: FIRST_BLOCK };
}

/** The position some log blocks later, in the next virtual log file when this one is full. */
function advance({ vlf, block }: LogPosition, blocks: number): LogPosition {
  const next = block + blocks;
  if (next < BLOCKS_PER_VLF) return { vlf, block: next };
  return advance(startOfLog(vlf + 1), next - BLOCKS_PER_VLF);
}

/** The LSN of a position. */
function lsnOf({ vlf, block }: LogPosition): Lsn {
  return lsnFromParts(vlf, block, FIRST_SLOT);
}

const FIRST_MAJOR_WITH_EARLIER_PASS = 15;

const EARLIER_PASS_SLOTS = 36n;

const EARLIER_PASS_END = -800_000n;

/**
 * What the record before the data of a full or differential says: from SQL Server 2019 (15) on the LSNs of an earlier
 * pass, before that the final ones (undefined).
 *
 * @param softwareVersion `major.minor.build`; without it the newest layout
 */
function earlierPass(lsns: LsnSpec, softwareVersion = '16'): LsnSpec | undefined {
  if (parseInt(softwareVersion, 10) < FIRST_MAJOR_WITH_EARLIER_PASS) return undefined;
  const shift = (lsn: Lsn, slots: bigint) => (lsn + slots) as Lsn;
  return {
    firstLsn: shift(lsns.firstLsn, EARLIER_PASS_SLOTS),
    checkpointLsn: shift(lsns.checkpointLsn, EARLIER_PASS_SLOTS),
    lastLsn: shift(lsns.lastLsn, EARLIER_PASS_END),
  };
}
