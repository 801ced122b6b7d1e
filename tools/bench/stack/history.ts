/** History rows and payload sizes of a whole migration's instances, sampled by Durable's own status endpoint. */
import { setTimeout as sleep } from 'node:timers/promises';
import { cutoverOrchestration, watchOrchestration } from '../../../shared/durable/contracts';
import { LocalStack } from '../local-stack';
import { type Row, row } from '../row';
import { followQuietly } from './source';

const LOGS = 62;

const BETWEEN_LOGS_MS = 400;

const SAMPLE_MS = 100;

/** Long enough for the observation to continue as new. */
const COMPLETING_MS = 20_000;

const ROWS_TARGET = 500;

const PAYLOAD_TARGET_KB = 32;

/** Migrates a database with 62 logs and a tail; the largest of all samples counts. */
export function benchHistory(note: (text: string) => void): Promise<readonly Row[]> {
  const emulatorArgs = ['--restore-ms', '50', '--scan-ms', '500', '--completing-ms', String(COMPLETING_MS)];
  return LocalStack.with({ emulatorArgs }, async (local) => {
    const id = 'history';
    const ids = { watch: watchOrchestration.instanceId(id), cutover: cutoverOrchestration.instanceId(id, 1) };
    const watch = sample(local, ids.watch);
    const cutover = sample(local, ids.cutover);
    try {
      note(`a migration with ${LOGS} logs`);
      await migrate(local, id, note);
    } finally {
      watch.stop();
      cutover.stop();
    }
    return [...rowsOf('watch instance', await watch.most), ...rowsOf('cutover instance', await cutover.most)];
  });
}

async function migrate(local: LocalStack, id: string, note: (text: string) => void): Promise<void> {
  const source = await followQuietly(local, id);
  for (let n = 0; n < LOGS; n++) {
    const { name, content } = source.log();
    await local.upload(name, content);
    await sleep(BETWEEN_LOGS_MS);
  }
  const tail = source.tail();
  await local.upload(tail.name, tail.content);
  await local.api('POST', `/migrations/${id}/tail`, { blob: tail.name });
  await local.until(id, 'readiness', ({ readiness }) => readiness.ready);
  note('cutover');
  await local.api('POST', `/migrations/${id}/cutover`, { confirm: `mi1/${id}`, expectedTail: tail.name });
  await local.until(id, 'the end', ({ phase }) => phase === 'completed');
}

interface Sampler {
  /** Resolves after `stop`. */
  readonly most: Promise<HistoryCost>;
  stop(): void;
}

/** Looks at an instance again and again; one that is not there yet costs nothing. */
function sample(local: LocalStack, instanceId: string): Sampler {
  const path = `/runtime/webhooks/durabletask/instances/${encodeURIComponent(instanceId)}`;
  const url = `${local.stack.hostUrl}${path}?showHistory=true&showHistoryOutput=true&showInput=true`;
  let stopped = false;
  const look = async (): Promise<HistoryCost> => {
    let most: HistoryCost = { shown: 0, stored: 0, payload: 0 };
    while (!stopped) {
      const answer = await fetch(url);
      const text = await answer.text();
      if (answer.ok) most = mostOf(most, costOf(JSON.parse(text) as InstanceStatus));
      await sleep(SAMPLE_MS);
    }
    return most;
  };
  return { most: look(), stop: () => void (stopped = true) };
}

function rowsOf(what: string, { shown, stored, payload }: HistoryCost): readonly Row[] {
  return [
    row(`${what}: history rows shown, most`, shown, 'rows'),
    row(`${what}: history rows stored, at most`, stored, 'rows', { target: ROWS_TARGET }),
    row(`${what}: largest payload`, payload / 1024, 'KB', { target: PAYLOAD_TARGET_KB }),
  ];
}

/**
 * What an instance's history costs, from the status document of Durable's HTTP API.
 *
 * The part of the status document that is looked at.
 */
interface InstanceStatus {
  readonly input?: unknown;
  readonly customStatus?: unknown;
  readonly output?: unknown;
  readonly historyEvents?: readonly HistoryEvent[];
}

interface HistoryEvent {
  readonly EventType: string;
  readonly Input?: unknown;
  readonly Result?: unknown;
}

/** Rows and bytes. */
interface HistoryCost {
  /** Events that the API shows. */
  readonly shown: number;
  /** Rows of the history table, at most. */
  readonly stored: number;
  /** Bytes of the largest input, result, output or custom status. */
  readonly payload: number;
}

/** The API shows an activity's two rows as one and no row of a turn's beginning and end. */
const SCHEDULED_BEFORE = ['TaskCompleted', 'TaskFailed', 'SubOrchestrationInstanceCompleted'];

const WAKES = [...SCHEDULED_BEFORE, 'TimerFired', 'EventRaised', 'ExecutionStarted'];

const ROWS_PER_TURN = 2;

/** Counts; `stored` takes each waking event for a turn of its own, which is the most there can be. */
function costOf({ input, customStatus, output, historyEvents = [] }: InstanceStatus): HistoryCost {
  const count = (types: readonly string[]): number =>
    historyEvents.filter(({ EventType }) => types.includes(EventType)).length;
  const payloads = [
    input,
    customStatus,
    output,
    ...historyEvents.flatMap(({ Input, Result }) => [Input, Result]),
  ];
  return {
    shown: historyEvents.length,
    stored: historyEvents.length + count(SCHEDULED_BEFORE) + ROWS_PER_TURN * count(WAKES),
    payload: Math.max(...payloads.map(bytesOf)),
  };
}

/** The larger of both in each respect. */
function mostOf(one: HistoryCost, other: HistoryCost): HistoryCost {
  return {
    shown: Math.max(one.shown, other.shown),
    stored: Math.max(one.stored, other.stored),
    payload: Math.max(one.payload, other.payload),
  };
}

/** Inputs are shown as the JSON text they are stored as, results as what that text means. */
function bytesOf(payload: unknown): number {
  if (payload === undefined || payload === null) return 0;
  return Buffer.byteLength(typeof payload === 'string' ? payload : JSON.stringify(payload));
}
