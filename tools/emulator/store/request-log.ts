/** The list of requests received: who counts cutovers counts here. Never holds a token, a body or a signed query. */
import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Flavour } from '../engine/migration';
import type { OperationName } from '../http/operation-names';

/** One request. */
interface LoggedRequest {
  /** 1, 2, … since the log was last cleared. */
  readonly number: number;
  /** ISO 8601 UTC, by the emulator's clock. */
  readonly at: string;
  readonly method: string;
  /** Path without query. */
  readonly path: string;
  readonly kind: OperationName | 'unsupported';
  /** The engine asked; absent where the operation serves all of them. */
  readonly engine?: Flavour['engine'];
  readonly apiVersion?: string;
  /** Target database; absent where there are several. */
  readonly database?: string;
  readonly operationId?: string;
  /** What a completeRestore named. */
  readonly lastBackupName?: string;
  /** HTTP status answered; absent when the connection was destroyed instead. */
  readonly status?: number;
  /** True when the operation was carried out, even if its answer was lost on the way. */
  readonly accepted: boolean;
  /** Kinds of the faults that touched it. */
  readonly faults: readonly string[];
}

/** What a caller tells of a request; number is the log's. */
type RequestToLog = Omit<LoggedRequest, 'number'>;

/** Keeps requests in memory and, with a folder, in a file with one JSON line each. */
export class RequestLog {
  private entries: LoggedRequest[] = [];
  private readonly file: string | undefined;

  constructor(folder: string | undefined) {
    this.file = folder === undefined ? undefined : path.join(folder, 'requests.jsonl');
    if (this.file !== undefined && existsSync(this.file)) this.entries = readLines(this.file);
  }

  add(request: RequestToLog): void {
    const entry: LoggedRequest = { number: (this.entries.at(-1)?.number ?? 0) + 1, ...request };
    this.entries.push(entry);
    if (this.file === undefined) return;
    // What changed something must not be forgotten, whatever happens to the machine.
    const flush = entry.accepted && entry.method !== 'GET';
    appendFileSync(this.file, `${JSON.stringify(entry)}\n`, { flush });
  }

  list(kind?: string): readonly LoggedRequest[] {
    return this.entries.filter((entry) => kind === undefined || entry.kind === kind);
  }

  clear(): void {
    this.entries = [];
    if (this.file !== undefined) rmSync(this.file, { force: true });
  }
}

/** A last line that the end of the process cut off is dropped. */
function readLines(file: string): LoggedRequest[] {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as LoggedRequest];
    } catch {
      return [];
    }
  });
}
