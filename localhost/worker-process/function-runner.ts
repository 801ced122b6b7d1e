import type { Clock } from '../clock';
import { thrownMessage } from '../durable/failure';
import { outOfProcessData } from '../durable/out-of-process-data';
import type { FunctionDefinition } from '../registered/function-definition';
import { firstLine, type Log } from '../log';
import type { WireError } from '../wire/messages';
import type { InvocationResponse, TypedData } from '../wire/typed-data';
import type { WorkerSupervisor } from './worker-supervisor';

/** One run to be made of a function. */
export interface Run {
  invocationId: string;
  /** The trigger's value. */
  input: TypedData;
  triggerMetadata?: Record<string, TypedData>;
  /** For the log: an instance id, a blob, a route. */
  about: string;
}

/** How a run came out in the end. */
export type RunOutcome =
  | { kind: 'ok'; response: InvocationResponse }
  | { kind: 'failed'; error: WireError }
  /** The host is stopping; whoever asked shall ask again after the next start. */
  | { kind: 'stopped' };

const triesUnderDyingWorkers = 5;

/** Runs functions of the app, adds their `durableClient` inputs, and writes one line per run into the log. */
export class FunctionRunner {
  constructor(
    readonly supervisor: WorkerSupervisor,
    readonly clock: Clock,
    readonly log: Log,
    /** The value of every `durableClient` input, JSON text. */
    readonly clientInput: string,
  ) {}

  /** Runs once; a worker process that dies under the run is a failure of the run. */
  async runOnce(definition: FunctionDefinition, run: Run): Promise<RunOutcome> {
    const outcome = await this.#invoke(definition, run);
    if (outcome.kind !== 'workerLost') return outcome;
    return { kind: 'failed', error: { message: `the worker process ended (${outcome.how}) during the run` } };
  }

  /** Runs again for as long as worker processes die under the run, five times at most. */
  async runToTheEnd(definition: FunctionDefinition, run: Run): Promise<RunOutcome> {
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.#invoke(definition, run);
      if (outcome.kind !== 'workerLost') return outcome;
      if (attempt === triesUnderDyingWorkers) {
        const message = `Cannot finish function '${definition.name}': the worker process ended under it ${attempt} times (last: ${outcome.how})`;
        return { kind: 'failed', error: { message } };
      }
    }
  }

  async #invoke(
    definition: FunctionDefinition,
    { invocationId, input, triggerMetadata, about }: Run,
  ): Promise<RunOutcome | { kind: 'workerLost'; how: string }> {
    const started = this.clock.now();
    const outcome = await this.supervisor.invoke(definition.name, {
      invocationId,
      functionId: definition.name,
      inputData: [
        { name: definition.triggerName, data: input },
        ...definition.clientInputs.map((name) => ({ name, data: { string: this.clientInput } })),
      ],
      triggerMetadata: triggerMetadata ?? {},
    });
    const result =
      outcome.kind === 'timedOut'
        ? {
            kind: 'failed' as const,
            error: { message: `Timeout value was exceeded by function: ${definition.name}` },
          }
        : outcome;
    if (result.kind !== 'stopped') this.#logRun(definition, about, this.clock.now() - started, result);
    return result;
  }

  #logRun(
    { kind, name }: FunctionDefinition,
    about: string,
    milliseconds: number,
    result: Exclude<RunOutcome, { kind: 'stopped' }> | { kind: 'workerLost'; how: string },
  ): void {
    const outcome = result.kind === 'ok' ? 'ok' : 'failed';
    this.log.run({ kind, functionName: name, milliseconds, outcome, detail: `${about}${ending(result)}` });
  }
}

/** What the log adds to what the run was about: an HTTP answer's status, or why the run failed. */
function ending(
  result: Exclude<RunOutcome, { kind: 'stopped' }> | { kind: 'workerLost'; how: string },
): string {
  switch (result.kind) {
    case 'ok': {
      const status = result.response.returnValue?.http?.statusCode;
      return status === undefined ? '' : ` -> ${status}`;
    }
    case 'failed':
      return `: ${firstLine(reasonIn(result.error.message))}`;
    case 'workerLost':
      return `: worker process ended (${result.how})`;
  }
}

/** An orchestrator's error carries its state, one of an exception properties provider is JSON. */
function reasonIn(message: string): string {
  const state = outOfProcessData(message) as { error?: string } | undefined;
  return state?.error ?? thrownMessage(message);
}
