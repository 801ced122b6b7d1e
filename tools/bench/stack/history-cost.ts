/** What an instance's history costs, from the status document of Durable's HTTP API. */

/** The part of the status document that is looked at. */
export interface InstanceStatus {
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
export function costOf({ input, customStatus, output, historyEvents = [] }: InstanceStatus): HistoryCost {
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
export function mostOf(one: HistoryCost, other: HistoryCost): HistoryCost {
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
