/** Random lives of a source database, as the backups it leaves behind. */
import * as fc from 'fast-check';
import type { BackupSetRow } from '../../../shared/core/backup-set-row';
import type { AssessOptions } from '../../../shared/core/chain/assess-chain';
import { NO_LSN } from '../../../shared/core/lsn';
import { differential, full, guid, log, stripesOf } from './rows';

type Act =
  | 'work'
  | 'log'
  | 'stripedLog'
  | 'copyLog'
  | 'full'
  | 'copyFull'
  | 'differential'
  | 'revert'
  | 'doubled'
  | 'twin'
  | 'foreign'
  | 'damagedLog'
  | 'renamed'
  | 'simple'
  | 'forklessLog'
  | 'testCopy'
  | 'manyBases'
  | 'otherServer';

/** How a source may live. */
export interface Life {
  readonly weights: Partial<Record<Act, number>>;
  readonly length: number;
}

/** Everything that can happen. */
export const EVENTFUL: Life = {
  length: 40,
  weights: {
    work: 12,
    log: 14,
    stripedLog: 3,
    copyLog: 1,
    full: 2,
    copyFull: 1,
    differential: 2,
    revert: 1,
    doubled: 1,
    twin: 1,
    foreign: 1,
    damagedLog: 1,
    forklessLog: 1,
    testCopy: 1,
    manyBases: 1,
    otherServer: 1,
  },
};

/** Logs one after another, with the odd empty, striped or doubled one. */
export const QUIET: Life = { length: 40, weights: { work: 5, log: 6, stripedLog: 1, doubled: 1 } };

/** With the rare acts that end a chain. */
export const TROUBLED: Life = { length: 30, weights: { ...EVENTFUL.weights, renamed: 1, simple: 1 } };

class Source {
  readonly rows: BackupSetRow[] = [];
  private lsn = 1000;
  private lastLog = 1000;
  private fork = 'a';
  private forkAtLastLog = 'a';
  private base = full('none', 1, 1);
  private count = 0;
  private databaseName = 'Sales';
  private serverName: string | undefined = 'PROD';
  private recoveryModel: 'full' | 'simple' = 'full';

  constructor() {
    this.act('full', 1);
  }

  act(act: Act, size: number): void {
    const acts: Record<Act, () => void> = {
      work: () => (this.lsn += size * 10),
      log: () => this.backUpLog(1, {}),
      stripedLog: () => this.backUpLog(1 + (size % 3), {}),
      forklessLog: () => this.backUpLog(1, { recoveryForkId: undefined }),
      damagedLog: () => this.backUpLog(1, { isDamaged: true }),
      copyLog: () =>
        this.keep(log(this.name(), this.lastLog, this.lsn, { ...this.forks(), isCopyOnly: true })),
      full: () => (this.base = this.backUpData(false)),
      copyFull: () => this.backUpData(true),
      differential: () => this.backUpDifferential({}),
      manyBases: () =>
        this.backUpDifferential({ differentialBaseGuid: undefined, differentialBaseLsn: NO_LSN }),
      revert: () => this.revert(size),
      doubled: () => this.repeat((row) => ({ ...row, file: this.name() })),
      twin: () =>
        this.repeat((row) => ({ ...row, file: this.name(), backupSetGuid: guid(`t${this.name()}`) })),
      foreign: () => this.keep(log(this.name(), this.lsn, this.lsn + 10, { familyGuid: guid('other') })),
      renamed: () => (this.databaseName = `Sales${String(size)}`),
      simple: () => (this.recoveryModel = 'simple'),
      testCopy: () => this.backUpTestCopy(size),
      otherServer: () => (this.serverName = [undefined, 'PROD', 'PROD2'][size % 3]),
    };
    acts[act]();
  }

  /** Names in no useful order. */
  private name(): string {
    this.count += 1;
    return `f${String((this.count * 7919) % 9973).padStart(4, '0')}`;
  }

  private forks() {
    const { fork, forkAtLastLog, databaseName, serverName } = this;
    return { recoveryForkId: guid(fork), firstRecoveryForkId: guid(forkAtLastLog), databaseName, serverName };
  }

  private keep(...rows: BackupSetRow[]): void {
    this.rows.push(...rows);
  }

  private backUpLog(stripes: number, fields: Partial<BackupSetRow>): void {
    const whole = log(this.name(), this.lastLog, this.lsn, { ...this.forks(), ...fields });
    this.keep(...(stripes === 1 ? [whole] : stripesOf(whole, stripes)));
    this.lastLog = this.lsn;
    this.forkAtLastLog = this.fork;
  }

  private backUpData(isCopyOnly: boolean): BackupSetRow {
    const first = this.lsn;
    this.lsn += 10;
    const { recoveryModel, databaseName, serverName } = this;
    const fields = { recoveryForkId: guid(this.fork), isCopyOnly, recoveryModel, databaseName, serverName };
    const row = full(this.name(), first, this.lsn, fields);
    this.keep(row);
    return row;
  }

  private backUpDifferential(base: Partial<BackupSetRow>): void {
    const first = this.lsn;
    this.lsn += 5;
    const { recoveryModel, databaseName } = this;
    const fields = { recoveryForkId: guid(this.fork), recoveryModel, databaseName, ...base };
    this.keep(differential(this.name(), first, this.lsn, this.base, fields));
  }

  /** A restored copy on another server, backed up into the same folder: a fork of its own, with LSNs ahead or behind. */
  private backUpTestCopy(size: number): void {
    const first = this.lsn + (size - 2) * 30;
    const fields = {
      recoveryForkId: guid(`x${String(size)}`),
      serverName: 'TEST',
      databaseName: this.databaseName,
    };
    this.keep(full(this.name(), first, first + 10, fields));
    if (size % 2 === 0) this.keep(log(this.name(), first, first + 20, fields));
  }

  private revert(size: number): void {
    this.lsn = Math.max(1010, this.lsn - size * 10);
    this.lastLog = Math.min(this.lastLog, this.lsn);
    this.fork = String.fromCharCode(this.fork.charCodeAt(0) + 1);
    if (size % 2 === 0) this.forkAtLastLog = this.fork;
  }

  private repeat(change: (row: BackupSetRow) => BackupSetRow): void {
    const row = this.rows.at(-1 - (this.count % 3)) ?? this.rows[0];
    if (row) this.keep(change(row));
  }
}

/** The backups of one life, in the order they were taken. */
export function histories(life: Life): fc.Arbitrary<BackupSetRow[]> {
  const act = fc.oneof(
    ...Object.entries(life.weights).map(([name, weight]) => ({
      weight,
      arbitrary: fc.constant(name as Act),
    })),
  );
  const span = { minLength: Math.floor(life.length / 2), maxLength: life.length, size: 'max' as const };
  const acts = fc.array(fc.tuple(act, fc.integer({ min: 1, max: 4 })), span);
  return acts.map((steps) => {
    const source = new Source();
    for (const [name, size] of steps) source.act(name, size);
    return source.rows;
  });
}

/** The same backups in another order, some missing. */
export function deliveries(rows: readonly BackupSetRow[]): fc.Arbitrary<BackupSetRow[]> {
  const disorder = fc.constantFrom(0, 0, 1, 3, 1000);
  const noise = fc.array(fc.nat(1000), { minLength: rows.length, maxLength: rows.length });
  const missing = fc.array(fc.nat(rows.length * 3), { maxLength: 3 });
  return fc.tuple(disorder, noise, missing).map(([width, keys, lost]) =>
    rows
      .map((row, index) => ({ row, at: index + (width * (keys[index] ?? 0)) / 500, index }))
      .filter(({ index }) => !lost.includes(index))
      .sort((a, b) => a.at - b.at)
      .map(({ row }) => row),
  );
}

/** What a caller may know. */
export function knowledge(rows: readonly BackupSetRow[]): fc.Arbitrary<AssessOptions> {
  const fulls = rows.filter((row) => row.type === 'full').map((row) => row.backupSetGuid);
  const anchored = fc.constantFrom(...fulls).map((anchorGuid) => ({ anchorGuid }));
  const family = fc.constant({ familyGuid: guid('family') });
  const server = fc.constantFrom('prod', 'TEST').map((name) => ({ servers: [name] }));
  const fork = fc.constantFrom('a', 'b', 'x2').map((name) => ({ fork: guid(name) }));
  return fc.oneof(fc.constant({}), anchored, family, fc.constant({ engine: 'dms' as const }), server, fork);
}
