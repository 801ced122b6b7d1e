/** What the history of an instance costs, sampled by Durable's own status endpoint. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalStack } from '../local-stack';

const SAMPLE_MS = 100;

/** Looks that go on until they are told to stop. */
export interface Sampler {
  /** Resolves after `stop`. */
  readonly most: Promise<HistoryCost>;
  stop(): void;
}

/** Looks at an instance again and again; one that is not there yet costs nothing. */
export function sample(local: LocalStack, instanceId: string): Sampler {
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
  const most = look();
  // When the stack goes before it is stopped, whoever awaits it is told why the stack went.
  most.catch(() => undefined);
  return { most, stop: () => void (stopped = true) };
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
export interface HistoryCost {
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
