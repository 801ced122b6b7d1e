/** Waiting for a service: for lines that it prints, or for an address that says so. */
import type { ChildProcess } from 'node:child_process';

/** How a service says that it is ready. */
export type Readiness =
  /** Output lines that match, `lines` of them (1 when absent); the groups are what was found out. */
  | { readonly line: RegExp; readonly lines?: number }
  /** What it is asked, again and again. */
  | { readonly ask: (signal: AbortSignal) => Promise<Answer> };

/** Ready, or in words how far it is. */
export type Answer = { readonly ready: true } | { readonly ready: false; readonly seen: string };

/** The service ended or stayed silent before it was ready. */
export class ServiceStartError extends Error {
  readonly code = 'ServiceStart';
  constructor(name: string, reason: string, output: string) {
    super(`Cannot start ${name}: ${reason}${output === '' ? '' : `\n${output}`}`);
    this.name = 'ServiceStartError';
  }
}

interface Awaited {
  readonly name: string;
  readonly ready: Readiness;
  readonly limitMs?: number;
  readonly onLine?: (line: string) => void;
}

const LIMIT_MS = 30_000;
const BETWEEN_QUESTIONS_MS = 200;
const LINES_TOLD = 15;

/** Resolves with the matching lines once the service is ready. @throws {ServiceStartError} */
export function waitUntilReady(
  child: ChildProcess,
  { name, ready, limitMs = LIMIT_MS, onLine }: Awaited,
  ended: Promise<number | null>,
): Promise<readonly RegExpExecArray[]> {
  const found: RegExpExecArray[] = [];
  const recent: string[] = [];
  const over = new AbortController();
  let seen = '';
  return new Promise<readonly RegExpExecArray[]>((resolve, reject) => {
    const fail = (reason: string): void => reject(new ServiceStartError(name, reason, recent.join('\n')));
    const timer = setTimeout(() => fail(`it was not ready within ${limitMs / 1000} s${seen}`), limitMs);
    over.signal.addEventListener('abort', () => clearTimeout(timer));
    child.once('error', (error) => fail(error.message));
    void ended.then((code) => fail(`it ended with code ${String(code)}`));
    eachLine(child, (line) => {
      recent.push(line);
      if (recent.length > LINES_TOLD) recent.shift();
      onLine?.(line);
      const match = 'line' in ready ? ready.line.exec(line) : null;
      if (match) found.push(match);
      if ('line' in ready && match && found.length === (ready.lines ?? 1)) resolve(found);
    });
    if ('ask' in ready)
      void askUntilReady(ready.ask, over.signal, (words) => (seen = ` (${words})`)).then(() =>
        resolve(found),
      );
  }).finally(() => over.abort());
}

async function askUntilReady(
  ask: (signal: AbortSignal) => Promise<Answer>,
  over: AbortSignal,
  onSeen: (words: string) => void,
): Promise<void> {
  while (!over.aborted) {
    const answer = await ask(over);
    if (answer.ready) return;
    onSeen(answer.seen);
    await new Promise((next) => setTimeout(next, BETWEEN_QUESTIONS_MS));
  }
}

function eachLine(child: ChildProcess, onLine: (line: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream?.setEncoding('utf8');
    stream?.on('data', (chunk: string) => {
      const lines = (rest + chunk).split(/\r?\n/);
      rest = lines.pop() ?? '';
      lines.forEach(onLine);
    });
  }
}
