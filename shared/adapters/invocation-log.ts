/**
 * Events as lines of the Functions log: JSON, through the context of the invocation that is running, so that the platform
 * knows which one wrote them (Microsoft Learn, "Azure Functions Node.js developer guide", logging).
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { EventLog } from '../ports/event-log';

/** What an invocation's context, and the console, can do. */
export interface LogSink {
  info(text: string): void;
  warn(text: string): void;
}

const running = new AsyncLocalStorage<LogSink>();

/** Runs a function whose events go to `sink`. */
export function withSink<T>(sink: LogSink, run: () => T): T {
  return running.run(sink, run);
}

/** Writes to the invocation that runs; outside of any, to `otherwise`. */
export function invocationLog(otherwise: LogSink): EventLog {
  return {
    write: (line) => {
      const sink = running.getStore() ?? otherwise;
      const text = JSON.stringify(line);
      if (line.level === 'warning') sink.warn(text);
      else sink.info(text);
    },
  };
}
