/** The app in memory, with what its functions leave in the log: rows of the tables that the deployed rules look at. */
import { InvocationContext, type Timer } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import { makeActivities } from '../../functions/activities/activities';
import { makeBlobCreated, makeIngest } from '../../functions/triggers/backup-arrived';
import { makeSweep } from '../../functions/triggers/sweep';
import { announcingLedger } from '../../shared/adapters/announcing-ledger';
import { invocationLog, withSink } from '../../shared/adapters/invocation-log';
import type { StorageFault } from '../../shared/adapters/storage-fault';
import { asLedgerError } from '../../shared/adapters/table-ledger/errors';
import type { Facts } from '../../shared/core/facts/facts';
import { toStatusDocument, toSummary } from '../../shared/core/views/status-view';
import { decide } from '../../shared/core/watch/decide';
import type { WatchState } from '../../shared/core/watch/watch-state';
import type { Ledger } from '../../shared/ports/ledger';
import type { Capabilities } from '../../shared/use-cases/capabilities';
import { adoptMigration } from '../../shared/use-cases/register/adopt-migration';
import { RegistrationFinder } from '../../shared/use-cases/register/find-by-location';
import { CONTAINER_URL, ID, OPERATION, someBackups, World } from '../support/world';
import type { Row } from './run-query';
import { type DeployedRule, isFiring } from './deployed-rules';

const SEVERITY: Readonly<Record<string, number>> = { information: 1, warning: 2, error: 3 };
export const BACKUPS = someBackups() as Record<string, Uint8Array>;
const FAR = '2099-01-01T00:00:00.000Z';

export class LoggedApp {
  readonly world: World;
  readonly caps: Capabilities;
  readonly tables = { traces: [] as Row[], requests: [] as Row[] };
  /** What the tables of the ledger answer to everything. */
  fault: StorageFault | undefined;
  /** What the custom status of the watch says; undefined: it has none. */
  nextCheckAt: string | undefined = FAR;
  private readonly finder: RegistrationFinder;

  constructor() {
    const events = invocationLog({ info: (text) => this.trace(text), warn: (text) => this.trace(text) });
    const clock = { now: () => this.world.clock.now() };
    this.world = new World({ ledger: (inner) => announcingLedger(this.failing(inner), events, clock) });
    this.caps = { ...this.world.caps, events };
    this.finder = new RegistrationFinder(this.caps.ledger, () => this.world.clock.now().getTime());
  }

  /** Runs a function as its trigger does: with the context of an invocation, and a row of `requests`. */
  async invoke(name: string, run: () => Promise<unknown>): Promise<void> {
    // No two runs write at the same moment.
    this.world.clock.forward(0.001);
    const context = new InvocationContext({
      functionName: name,
      logHandler: (level, ...args) => this.trace(args.join(' '), SEVERITY[level] ?? 0, name),
    });
    const success = await withSink(context, run).then(
      () => true,
      () => false,
    );
    this.tables.requests.push({ timestamp: this.world.clock.now(), name, success, operation_Name: name });
  }

  async sweep(): Promise<void> {
    await this.invoke('sweep', () => makeSweep(this.caps, () => Promise.resolve())({} as Timer, this.client));
  }

  async activity(name: string, input: unknown = { id: ID }): Promise<void> {
    const found = makeActivities(this.caps).find((one) => one.name === name);
    await this.invoke(name, async () => found?.handler(input));
  }

  /** What Event Grid says once a blob is there. */
  async tell(blob: string): Promise<void> {
    const handle = makeBlobCreated(makeIngest(this.caps, this.finder));
    const context = new InvocationContext({ functionName: 'blobCreated', logHandler: () => undefined });
    const event = { eventType: 'Microsoft.Storage.BlobCreated', data: { url: `${CONTAINER_URL}/${blob}` } };
    await this.invoke('blobCreated', () => handle(event, this.client, context));
  }

  /** Sweeps and looks, as they come every five minutes. */
  async goOn(rounds: number, between: (round: number) => unknown = () => undefined): Promise<void> {
    for (let round = 0; round < rounds; round++) {
      await between(round);
      this.world.clock.forward(300);
      await this.sweep();
      await this.activity('assess');
    }
  }

  /** A migration whose full and first log are restored. */
  async follow(): Promise<void> {
    const { world } = this;
    await world.register({}, { mode: 'manual', logCadenceMinutes: 600 });
    world.runs();
    for (const name of ['full.bak', 'log1.trn']) world.put(name, BACKUPS[name]!);
    await this.activity('assess');
    await adoptMigration(this.caps, ID, OPERATION);
    world.runs('log1.trn');
    await this.goOn(1);
  }

  /** An assessment that finds these facts; the next one is not late. */
  async find(facts: Facts, memory: WatchState): Promise<void> {
    const { id } = facts.registration;
    await this.world.register({ id });
    const decision = decide(memory, facts, this.caps.timing);
    const summary = { ...toSummary(facts, decision), nextCheckAt: FAR };
    await this.invoke('assess', () =>
      this.caps.ledger.publish(id, toStatusDocument(facts, decision), summary),
    );
  }

  /** Of the deployed rules, those that fire now. */
  firing(rules: readonly DeployedRule[]): readonly string[] {
    const now = this.world.clock.now();
    return rules.filter((rule) => isFiring(rule, this.tables, now)).map(({ name }) => name);
  }

  private get client(): DurableClient {
    const { nextCheckAt } = this;
    return {
      getStatus: async () => ({ runtimeStatus: 'Running', customStatus: nextCheckAt && { nextCheckAt } }),
      raiseEvent: async () => undefined,
      startNew: async () => undefined,
      terminate: async () => undefined,
    } as unknown as DurableClient;
  }

  private trace(message: string, severityLevel = 1, operation = ''): void {
    const timestamp = this.world.clock.now();
    this.tables.traces.push({ timestamp, message, severityLevel, operation_Name: operation });
  }

  private failing(inner: Ledger): Ledger {
    const fault = (): StorageFault | undefined => this.fault;
    return new Proxy(inner, {
      get(target, name) {
        const method: unknown = Reflect.get(target, name);
        if (typeof method !== 'function') return method;
        return (...args: readonly unknown[]): unknown => {
          const found = fault();
          if (found === undefined) return Reflect.apply(method, target, args);
          const error = asLedgerError(String(name), found);
          return name === 'registrations' || name === 'currentBackups'
            ? throwing(error)
            : Promise.reject(error);
        };
      },
    });
  }
}

async function* throwing(error: Error): AsyncGenerator {
  throw error;
}
