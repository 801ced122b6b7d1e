/** G3: whatever arrives in whatever order and however often it is looked at, checkpoint + inbox = from nothing. */
import * as fc from 'fast-check';
import type { BackupSetRow } from '../../shared/core/backup-set-row';
import type { EngineStatus } from '../../shared/core/engine/engine-status';
import type { ChainFacts } from '../../shared/core/facts/facts';
import { NO_LSN } from '../../shared/core/lsn';
import type { BackupRecord } from '../../shared/core/migration/backup-record';
import type { ControlRow, Exclusion } from '../../shared/core/migration/control';
import { loadChain } from '../../shared/use-cases/assess/load-chain';
import { EVENTFUL, histories, QUIET } from '../core/chain/histories';
import { differential, full, log } from '../core/chain/rows';
import { aControl, aRegistration, aStatus } from '../support/facts';
import { MemoryLedger } from '../support/memory-ledger';

const registration = aRegistration({ source: { databaseName: 'Sales', serverName: 'PROD' } });
const { id } = registration;
const AT = '2026-03-01T22:00:00.000Z';

/** What may happen between two looks. */
type Event =
  | { readonly kind: 'next' }
  | { readonly kind: 'arrive'; readonly blob: number }
  | { readonly kind: 'unreadable'; readonly blob: number }
  | { readonly kind: 'overwrite'; readonly blob: number; readonly with: 'garbage' | 'same' }
  | { readonly kind: 'remove'; readonly blob: number }
  | { readonly kind: 'exclude'; readonly blob: number }
  | { readonly kind: 'restored'; readonly blob: number }
  | { readonly kind: 'engineAway' }
  | { readonly kind: 'engineBack' }
  | { readonly kind: 'tellsFull'; readonly blob: number }
  | { readonly kind: 'tellsNoSets' }
  | { readonly kind: 'newRun'; readonly blob: number }
  | { readonly kind: 'look'; readonly whole: boolean };

const blob = fc.nat(60);
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 14, arbitrary: fc.constant({ kind: 'next' as const }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('arrive' as const), blob }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unreadable' as const), blob }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('overwrite' as const),
      blob,
      with: fc.constantFrom('garbage' as const, 'same' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), blob }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('exclude' as const), blob }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('restored' as const), blob }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'engineAway' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'engineBack' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('tellsFull' as const), blob }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'tellsNoSets' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('newRun' as const), blob }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('look' as const), whole: fc.boolean() }) },
);

class Container {
  readonly ledger = new MemoryLedger();
  readonly names: readonly string[];
  exclusions: Exclusion[] = [];
  private readonly byName = new Map<string, BackupSetRow[]>();
  private versions = 0;
  private next = 0;
  private told: EngineStatus | undefined;
  private isAway = false;
  private runs = 1;

  constructor(rows: readonly BackupSetRow[]) {
    for (const row of rows) this.byName.set(row.file, [...(this.byName.get(row.file) ?? []), row]);
    this.names = [...this.byName.keys()];
  }

  /** What the engine says; undefined while it cannot be read. */
  get status(): EngineStatus | undefined {
    return this.isAway ? undefined : this.told;
  }

  get control(): ControlRow {
    return aControl({ exclusions: this.exclusions });
  }

  async happen(event: Exclude<Event, { kind: 'look' }>): Promise<void> {
    const index = event.kind === 'next' ? this.next++ : 'blob' in event ? event.blob : 0;
    const name = this.names[index % this.names.length]!;
    const known = (await this.ledger.backupVersions(id, name)).find((one) => one.current);
    switch (event.kind) {
      case 'next':
      case 'arrive':
        return this.record(name, known?.etag ?? '"1"', {});
      case 'unreadable':
        if (known) return;
        return this.record(name, '"1"', { state: 'unreadable', errorName: 'ReadFailed', sets: [] });
      case 'overwrite':
        if (!known) return;
        return this.record(
          name,
          `"v${(this.versions += 1)}"`,
          event.with === 'garbage' ? { state: 'notABackup', sets: [] } : {},
        );
      case 'remove':
        if (known) await this.record(name, known.etag, { state: 'removed', sets: known.sets });
        return;
      case 'exclude':
        if (known && !this.exclusions.some((one) => one.blob === name && one.etag === known.etag))
          this.exclusions.push({ blob: name, etag: known.etag, reason: 'test', by: 'ada', at: AT });
        return;
      case 'restored':
        if (known) this.tell({ lastRestoredFile: name });
        return;
      case 'tellsFull': {
        const set = this.byName.get(name)?.[0];
        if (set?.type !== 'full') return;
        const files = [{ name, state: 'restored' as const, rawState: 'Restored' }];
        this.tell({ sets: [{ type: 'full', restored: true, files, ignoreReasons: [] }] });
        return;
      }
      case 'tellsNoSets': {
        this.tell({ sets: [] });
        return;
      }
      case 'newRun':
        this.runs += 1;
        this.told = undefined;
        {
          this.tell({ fullRestored: index % 2 === 0 });
          return;
        }
      case 'engineAway':
      case 'engineBack':
        this.isAway = event.kind === 'engineAway';
        return;
    }
  }

  private tell(what: Partial<EngineStatus>): void {
    const operationId = `run-${String(this.runs)}`;
    this.told = { ...(this.told ?? aStatus({ lastRestoredFile: undefined })), operationId, ...what };
  }

  private async record(name: string, etag: string, change: Partial<BackupRecord>): Promise<void> {
    const record: BackupRecord = {
      name,
      etag,
      size: 1,
      lastModified: AT,
      seenAt: AT,
      state: 'read',
      misplaced: false,
      sets: this.byName.get(name) ?? [],
      current: true,
      ...change,
    };
    await this.ledger.recordBackup(id, record, { at: AT, kind: 'backupRecorded', by: 'ingest', text: name });
  }
}

/** The same ledger content, looked at for the first time, by one who knows what the engine has told of its run. */
async function fromNothing(container: Container): Promise<ChainFacts> {
  const { control, status, ledger } = container;
  const word = await ledger.workingState(id, 'chain');
  const unremembering = new Proxy(container.ledger, {
    get: (target, name: string) => {
      if (name === 'workingState') return async () => word && { ...word, value: { json: engineOnly(word) } };
      if (name === 'saveWorkingState') return async () => ({ kind: 'conflict' });
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
  return (await loadChain({ ledger: unremembering }, { registration, control, status, whole: true })).facts;
}

function engineOnly({ value }: { readonly value: { readonly json: string } }): string {
  return JSON.stringify({ engine: (JSON.parse(value.json) as { readonly engine?: unknown }).engine });
}

/** Lists that a memo shortens are compared by their beginning; the order of findings means nothing. */
function comparable(facts: ChainFacts): unknown {
  const { errors, withoutChecksum, checksumUnknown, ...rest } = facts;
  return {
    ...rest,
    hasErrors: errors.length > 0,
    withoutChecksum: withoutChecksum.slice(0, 20),
    checksumUnknown: checksumUnknown.slice(0, 20),
  };
}

async function holds(rows: readonly BackupSetRow[], events: readonly Event[]): Promise<number> {
  const container = new Container(rows);
  let continued = 0;
  for (const event of [...events, { kind: 'look', whole: false } as const]) {
    if (event.kind !== 'look') await container.happen(event);
    else {
      const { control, status, ledger } = container;
      const account = await loadChain({ ledger }, { registration, control, status, whole: event.whole });
      if (account.kind === 'continued') continued += 1;
      expect(comparable(account.facts)).toEqual(comparable(await fromNothing(container)));
    }
  }
  return continued;
}

test.each([
  ['quiet', QUIET],
  ['eventful', EVENTFUL],
] as const)(
  'any %s life, order, doubling, removal',
  async (_name, life) => {
    await fc.assert(
      fc.asyncProperty(
        histories(life),
        fc.array(event, { minLength: 30, maxLength: 60, size: 'max' }),
        async (rows, events) => {
          await holds(rows, events);
        },
      ),
      { numRuns: 150 },
    );
  },
  60_000,
);

test('what the engine restores proves the base of a differential, also between two looks', async () => {
  const base = full('f1', 10, 20);
  const many = { differentialBaseGuid: undefined, differentialBaseLsn: NO_LSN };
  const rows = [base, differential('f2', 30, 40, base, many), log('f3', 30, 50)];
  const arrivals = rows.map((_row, blob): Event => ({ kind: 'arrive', blob }));
  const look: Event = { kind: 'look', whole: false };
  const proven: Event[] = [...arrivals.slice(0, 2), { kind: 'restored', blob: 1 }];
  await holds(rows, [...arrivals, look, { kind: 'restored', blob: 1 }, look]);
  await holds(rows, [...proven, look, { kind: 'restored', blob: 0 }, look, arrivals[2]!, look]);
  await holds(rows, [...proven, look, { kind: 'engineAway' }, look, arrivals[2]!, look]);
  await holds(rows, [...proven, look, { kind: 'newRun', blob: 0 }, look, arrivals[2]!, look]);
});

test('a silent engine has restored what it told: neither base nor full nor a blob that is gone is forgotten', async () => {
  const base = full('f1', 10, 20);
  const many = { differentialBaseGuid: undefined, differentialBaseLsn: NO_LSN };
  const rows = [base, differential('f2', 30, 40, base, many), full('f3', 40, 50), log('f4', 30, 60)];
  const container = new Container(rows);
  const look = async (whole: boolean): Promise<ChainFacts> => {
    const { control, status, ledger } = container;
    return (await loadChain({ ledger }, { registration, control, status, whole })).facts;
  };
  for (const blob of [0, 1, 2]) await container.happen({ kind: 'arrive', blob });
  await container.happen({ kind: 'tellsFull', blob: 0 });
  await container.happen({ kind: 'restored', blob: 1 });
  const told = await look(false);
  expect(told).toMatchObject({ status: 'complete', anchorFile: 'f1', lastFile: 'f2' });
  await container.happen({ kind: 'engineAway' });
  expect(await look(true)).toEqual(told);
  await container.happen({ kind: 'remove', blob: 0 });
  expect(await look(false)).toMatchObject({ status: 'complete', anchorFile: 'f1', lastFile: 'f2' });
  await container.happen({ kind: 'engineBack' });
  await container.happen({ kind: 'newRun', blob: 0 });
  expect(await look(false)).toMatchObject({ status: 'complete', anchorFile: 'f3' });
});

test('logs one after another are continued from the checkpoint, not looked at whole', async () => {
  const [rows] = fc.sample(histories(QUIET), { seed: 4, numRuns: 1 });
  const events = rows!.flatMap((_row, index): Event[] => [
    { kind: 'arrive', blob: index },
    { kind: 'look', whole: false },
  ]);
  expect(await holds(rows!, events)).toBeGreaterThan(rows!.length / 2);
});

test('a large first upload is caught up with in one look', async () => {
  const [rows] = fc.sample(histories(QUIET), { seed: 4, numRuns: 1 });
  const container = new Container(
    Array.from({ length: 400 }, (_unused, index) => ({ ...rows![0]!, file: `f${index}` })),
  );
  for (let index = 0; index < 400; index++) await container.happen({ kind: 'arrive', blob: index });
  const { control, status, ledger } = container;
  await loadChain({ ledger }, { registration, control, status, whole: false });
  expect(await ledger.inbox(id, 10)).toEqual([]);
});
