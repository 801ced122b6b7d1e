/** What became of one version of one blob for one function. */
export interface BlobReceipt {
  etag: string;
  outcome: 'done' | 'failed' | 'poison';
  attempts: number;
}

/** When a timer function last ran and runs next, ISO 8601. */
export interface ScheduleStatus {
  last: string;
  next: string;
  lastUpdated: string;
}

/** A committed change of what the triggers remember. */
export type TriggerStep =
  | { kind: 'blob'; functionName: string; path: string; receipt: BlobReceipt }
  | { kind: 'schedule'; functionName: string; status: ScheduleStatus };

/** What the triggers remember between runs of the host: the latest receipt per function and blob, and schedules. */
export class TriggerState {
  private readonly receipts = new Map<string, TriggerStep & { kind: 'blob' }>();
  readonly schedules = new Map<string, ScheduleStatus>();

  apply(step: TriggerStep): void {
    if (step.kind === 'schedule') this.schedules.set(step.functionName, step.status);
    else this.receipts.set(keyOf(step.functionName, step.path), step);
  }

  /** The receipt of the latest version seen of the blob at `path` (`container/name`). */
  receipt(functionName: string, path: string): BlobReceipt | undefined {
    return this.receipts.get(keyOf(functionName, path))?.receipt;
  }

  /** Steps that give this state again, for a snapshot. */
  *snapshot(): Iterable<TriggerStep> {
    yield* this.receipts.values();
    for (const [functionName, status] of this.schedules) yield { kind: 'schedule', functionName, status };
  }
}

function keyOf(functionName: string, path: string): string {
  return `${functionName}\n${path}`;
}
