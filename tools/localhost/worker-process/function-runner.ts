import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock';
import { thrownMessage } from '../durable/failure';
import { outOfProcessData } from '../durable/out-of-process-data';
import { firstLine, type Log } from '../log';
import type { FunctionDefinition } from '../registered/function-definition';
import type { InvocationResult } from '../wire/messages';
import type { TypedData } from '../wire/typed-data';
import type { InvocationOutcome, WorkerSupervisor } from './worker-supervisor';

/** One run to be made of a function. */
export interface Run {
  /** The trigger's value. */
  input: TypedData;
  triggerMetadata?: Record<string, TypedData>;
  /** For the log: an instance id, a blob, a route. */
  about: string;
}

/** How a run came out in the end; when the host is stopping, whoever asked shall ask again after the next start. */
export type RunOutcome = InvocationResult | { kind: 'stopped' };

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
  runOnce(definition: FunctionDefinition, run: Run): Promise<RunOutcome> {
    return this.run(definition, run, 1);
  }

  /** Runs again for as long as worker processes die under the run, five times at most. */
  runToTheEnd(definition: FunctionDefinition, run: Run): Promise<RunOutcome> {
    return this.run(definition, run, triesUnderDyingWorkers);
  }

  private async run(definition: FunctionDefinition, run: Run, tries: number): Promise<RunOutcome> {
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.invoke(definition, run);
      if (outcome.kind !== 'workerLost') return outcome;
      if (attempt < tries) continue;
      const message = `Cannot finish function '${definition.name}': the worker process ended under it ${tries} times (last: ${outcome.how})`;
      return { kind: 'failed', error: { message } };
    }
  }

  private async invoke(
    { kind, name, triggerName, clientInputs }: FunctionDefinition,
    { input, triggerMetadata = {}, about }: Run,
  ): Promise<InvocationOutcome> {
    const started = this.clock.now();
    const outcome = await this.supervisor.invoke({
      invocationId: randomUUID(),
      functionId: name,
      inputData: [
        { name: triggerName, data: input },
        ...clientInputs.map((client) => ({ name: client, data: { string: this.clientInput } })),
      ],
      triggerMetadata,
    });
    if (outcome.kind !== 'stopped')
      this.log.run({
        kind,
        functionName: name,
        milliseconds: this.clock.now() - started,
        outcome: outcome.kind === 'ok' ? 'ok' : 'failed',
        detail: `${about}${ending(outcome)}`,
      });
    return outcome;
  }
}

/** What the log adds to what the run was about: an HTTP answer's status, or why the run failed. */
function ending(outcome: Exclude<InvocationOutcome, { kind: 'stopped' }>): string {
  switch (outcome.kind) {
    case 'ok': {
      const status = outcome.response.returnValue?.http?.statusCode;
      return status === undefined ? '' : ` -> ${status}`;
    }
    case 'failed':
      return `: ${firstLine(reasonIn(outcome.error.message))}`;
    case 'workerLost':
      return `: worker process ended (${outcome.how})`;
  }
}

/** An orchestrator's error carries its state, one of an exception properties provider is JSON. */
function reasonIn(message: string): string {
  const state = outOfProcessData(message) as { error?: string } | undefined;
  return state?.error ?? thrownMessage(message);
}
