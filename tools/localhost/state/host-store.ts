import { join } from 'node:path';
import type { Clock } from '../clock';
import type { Chaos } from '../durable/chaos';
import { HubState } from '../durable/hub-state';
import type { DurableStep, Effect } from '../durable/steps';
import { HostError } from '../errors';
import { chaoticStorage } from '../journal/chaotic-storage';
import { Journal } from '../journal/journal';
import { openJournalStorage } from '../journal/journal-storage';
import { lockStateFolder } from '../journal/lock-file';
import type { Log } from '../log';
import { TriggerState, type TriggerStep } from './trigger-state';

/** A committed change of the host's state. */
export type HostStep = DurableStep | TriggerStep;

/** The first record of every journal, so that another file or format is not taken for one. */
const header = { kind: 'journal', format: 2 } as const;
type JournalRecord = HostStep | typeof header;

/** What opening a store takes. */
export interface StoreOptions {
  folder: string;
  clock: Clock;
  log: Log;
  chaos: Chaos;
  onFatal: (error: HostError) => void;
}

/**
 * All state of the host: in memory for reading, in the journal for keeping. A step is applied at once, so that the
 * next decision sees it, and what follows from it is done only when it is on the disk.
 */
export class HostStore {
  readonly hub = new HubState();
  readonly triggers = new TriggerState();
  /** Called with what follows from a step, once the step is on the disk. */
  onEffects: (effects: Effect[]) => void = () => undefined;
  private journal!: Journal;

  private constructor(readonly unlock: () => void) {}

  /**
   * Locks the folder and reads its journal.
   * @throws {HostError} STATE_LOCKED, STATE_UNUSABLE or JOURNAL_DAMAGED.
   */
  static async open(options: StoreOptions): Promise<HostStore> {
    const unlock = lockStateFolder(options.folder, new Date(options.clock.now()));
    try {
      const store = new HostStore(unlock);
      await store.openJournal(options);
      return store;
    } catch (error) {
      unlock();
      throw error;
    }
  }

  /** Applies `step` and resolves once it is on the disk and what follows from it is under way. */
  async commit(step: HostStep): Promise<void> {
    const effects = this.apply(step);
    await this.journal.append(step);
    this.onEffects(effects);
  }

  /** Resolves once everything applied so far is on the disk: before that, nothing read here may be told to anyone. */
  settled(): Promise<void> {
    return this.journal.settled();
  }

  /** Whether the disk is full, so that nothing new can be accepted. */
  get isFull(): boolean {
    return this.journal.isFull;
  }

  /** Writes what is left and gives the folder back. */
  async close(): Promise<void> {
    await this.journal.close();
    this.unlock();
  }

  private async openJournal({ folder, clock, log, chaos, onFatal }: StoreOptions): Promise<void> {
    const path = join(folder, 'journal.log');
    let records = 0;
    const { journal, bytesCut } = await Journal.open({
      path,
      storage: chaoticStorage(await openJournalStorage(path), chaos),
      clock,
      onFatal,
      onRecord: (record) => {
        if (records === 0) checkHeader(record, path);
        else this.apply(record as HostStep);
        records += 1;
      },
      snapshot: () => this.snapshot(),
      onFull: (reason) =>
        log.error(`disk full: nothing new is accepted until there is space again (${reason})`),
      onSpaceBack: () => log.warn('disk has space again: accepting work; nothing acknowledged was lost'),
    });
    this.journal = journal;
    if (bytesCut > 0) log.warn(`journal: cut a torn tail of ${bytesCut} bytes that was never acknowledged`);
    if (records === 0) await journal.append(header);
  }

  private apply(step: HostStep): Effect[] {
    if (step.kind !== 'blob' && step.kind !== 'schedule') return this.hub.apply(step);
    this.triggers.apply(step);
    return [];
  }

  private *snapshot(): Iterable<JournalRecord> {
    yield header;
    for (const instance of this.hub.instances.values()) yield { kind: 'instance', instance };
    yield* this.triggers.snapshot();
  }
}

function checkHeader(record: unknown, path: string): void {
  const { kind, format } = record as { kind?: unknown; format?: unknown };
  if (kind === header.kind && format === header.format) return;
  const found =
    kind === header.kind ? `a journal of format ${String(format)}` : 'something else than a journal';
  throw new HostError(
    'STATE_UNUSABLE',
    `Cannot read journal '${path}': it holds ${found}, and this host reads format ${header.format}. ` +
      'Delete the state folder to start anew, or use the version of the host that wrote it.',
  );
}
