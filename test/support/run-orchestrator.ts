/**
 * Drives an orchestrator as the host does: yields become actions, fake activities answer, timers move a virtual clock.
 *
 * At the end the recorded results are replayed to a fresh generator, which must yield the same actions (G4).
 */
import type { OrchestrationContext } from 'durable-functions';

/** What the orchestrator asked for, in order. */
export type Action =
  | { readonly kind: 'activity'; readonly name: string; readonly input: unknown; readonly tries: number }
  | {
      readonly kind: 'subOrchestrator';
      readonly name: string;
      readonly input: unknown;
      readonly instanceId?: string;
    }
  | { readonly kind: 'timer'; readonly at: string }
  | { readonly kind: 'eventOrTimer'; readonly event: string; readonly at: string };

/** How the world answers. */
export interface Fakes {
  /** By name; throwing makes the activity fail (once per try). */
  readonly activities?: Readonly<Record<string, (input: never, call: number) => unknown>>;
  readonly subOrchestrators?: Readonly<Record<string, (input: never) => unknown>>;
  /** Seconds after which an awaited event comes; undefined: it never comes. */
  readonly eventAfter?: (name: string) => number | undefined;
}

/** What came of one execution (until it returned or continued as new). */
export interface Run {
  readonly actions: readonly Action[];
  readonly result: unknown;
  readonly continuedAs: unknown;
  readonly customStatus: unknown;
  /** Rows the execution leaves in the history, retries included. */
  readonly historyRows: number;
  /** Characters of the largest input, result or status. */
  readonly largestPayload: number;
  readonly endedAt: string;
  readonly failed?: unknown;
}

type Orchestrator = (context: OrchestrationContext) => Generator<unknown, unknown, unknown>;

interface FakeTask {
  readonly action: Action | { readonly kind: 'event'; readonly event: string };
  isCompleted: boolean;
  cancel: () => void;
  readonly of?: readonly FakeTask[];
}

type Outcome = { readonly value: unknown } | { readonly error: unknown };
/** What a yield was answered with: enough to replay it. */
interface Recorded {
  readonly action: Action;
  readonly outcome: Outcome;
  /** For a race: which of the tasks won. */
  readonly winner?: number;
  readonly clock: number;
}

/** Runs one execution and replays it. @throws {Error} When the replay yields other actions. */
export function runOrchestrator(
  orchestrator: Orchestrator,
  input: unknown,
  fakes: Fakes,
  startsAt = '2026-03-01T22:00:00.000Z',
): Run {
  const first = new Execution(input, fakes, startsAt);
  const run = first.run(orchestrator);
  const replay = new Execution(input, fakes, startsAt, first.recorded).run(orchestrator);
  const [one, other] = [run, replay].map(({ actions, result, continuedAs, customStatus }) =>
    JSON.stringify({ actions, result, continuedAs, customStatus }),
  );
  if (one !== other) throw new Error(`the replay differs:\n${one}\n${other}`);
  return run;
}

class Execution {
  readonly recorded: Recorded[] = [];
  private clock: number;
  private actions: Action[] = [];
  private continuedAs: unknown;
  private customStatus: unknown;
  private rows = 2;
  private largest = 0;
  private readonly calls = new Map<string, number>();

  constructor(
    private readonly input: unknown,
    private readonly fakes: Fakes,
    startsAt: string,
    private readonly history?: readonly Recorded[],
  ) {
    this.clock = Date.parse(startsAt);
    this.measure(input);
  }

  run(orchestrator: Orchestrator): Run {
    const generator = orchestrator(this.context());
    let failed: unknown;
    let result: unknown;
    try {
      let step = generator.next();
      while (step.done !== true) {
        const outcome = this.answer(step.value as FakeTask);
        step = 'error' in outcome ? generator.throw(outcome.error) : generator.next(outcome.value);
      }
      result = step.value;
    } catch (error) {
      failed = error;
    }
    this.measure(result);
    return {
      actions: this.actions,
      result,
      failed,
      continuedAs: this.continuedAs,
      customStatus: this.customStatus,
      historyRows: this.rows,
      largestPayload: this.largest,
      endedAt: new Date(this.clock).toISOString(),
    };
  }

  private context(): OrchestrationContext {
    const task = (action: FakeTask['action'], of?: readonly FakeTask[]): FakeTask => ({
      action,
      of,
      isCompleted: false,
      cancel: () => undefined,
    });
    const now = (): Date => new Date(this.clock);
    const df = {
      get currentUtcDateTime() {
        return now();
      },
      getInput: () => throughJson(this.input),
      callActivity: (name: string, input: unknown) => task({ kind: 'activity', name, input, tries: 1 }),
      callActivityWithRetry: (name: string, retry: { maxNumberOfAttempts: number }, input: unknown) =>
        task({ kind: 'activity', name, input, tries: retry.maxNumberOfAttempts }),
      callSubOrchestrator: (name: string, input: unknown, instanceId?: string) =>
        task({ kind: 'subOrchestrator', name, input, instanceId }),
      createTimer: (at: Date) => task({ kind: 'timer', at: at.toISOString() }),
      waitForExternalEvent: (event: string) => task({ kind: 'event', event }),
      setCustomStatus: (status: unknown) => {
        this.customStatus = throughJson(status);
        this.measure(status);
      },
      continueAsNew: (next: unknown) => {
        this.continuedAs = throughJson(next);
        this.measure(next);
      },
      Task: {
        any: (tasks: readonly FakeTask[]) => {
          const timer = tasks.find((one) => one.action.kind === 'timer')?.action;
          const event = tasks.find((one) => one.action.kind === 'event')?.action;
          if (tasks.length !== 2 || timer?.kind !== 'timer' || event?.kind !== 'event')
            throw new Error('only an event races a timer');
          return task({ kind: 'eventOrTimer', event: event.event, at: timer.at }, tasks);
        },
      },
    };
    return { df } as unknown as OrchestrationContext;
  }

  private answer(task: FakeTask): Outcome {
    const { action } = task;
    if (action.kind === 'event') throw new Error('an event is awaited without a time');
    this.actions.push(throughJson(action) as Action);
    const known = this.history?.[this.recorded.length];
    const made = known ?? this.carryOut(action);
    if (known && JSON.stringify(known.action) !== JSON.stringify(throughJson(action)))
      throw new Error(
        `the replay asks for ${JSON.stringify(action)}, recorded is ${JSON.stringify(known.action)}`,
      );
    this.recorded.push({ ...made, action: throughJson(action) as Action });
    this.clock = made.clock;
    if (made.winner === undefined) return made.outcome;
    const winner = task.of?.[made.winner];
    if (winner) winner.isCompleted = true;
    return { value: winner };
  }

  private carryOut(action: Action): Recorded {
    switch (action.kind) {
      case 'timer':
        this.rows += 4;
        return { action, outcome: { value: undefined }, clock: Math.max(this.clock, Date.parse(action.at)) };
      case 'eventOrTimer':
        return this.race(action);
      case 'subOrchestrator':
        this.rows += 4;
        return {
          action,
          outcome: this.attempt(this.fakes.subOrchestrators?.[action.name], action),
          clock: this.clock,
        };
      case 'activity':
        return this.tryActivity(action);
    }
  }

  private race(action: Extract<Action, { kind: 'eventOrTimer' }>): Recorded {
    this.rows += 5;
    const after = this.fakes.eventAfter?.(action.event);
    const time = Math.max(this.clock, Date.parse(action.at));
    const comes = after === undefined ? Number.POSITIVE_INFINITY : this.clock + after * 1000;
    return comes <= time
      ? { action, outcome: { value: undefined }, winner: 0, clock: comes }
      : { action, outcome: { value: undefined }, winner: 1, clock: time };
  }

  /** Each try leaves scheduled and completed or failed, each wait a timer; each comes with an episode of two rows. */
  private tryActivity(action: Extract<Action, { kind: 'activity' }>): Recorded {
    let outcome: Outcome = { error: new Error('never tried') };
    for (let tried = 1; tried <= action.tries; tried++) {
      this.rows += tried === 1 ? 4 : 8;
      outcome = this.attempt(this.fakes.activities?.[action.name], action);
      if ('value' in outcome) break;
      if (tried < action.tries) this.clock += Math.min(2_000 * 2 ** (tried - 1), 30_000);
    }
    return { action, outcome, clock: this.clock };
  }

  private attempt(
    fake: ((input: never, call: number) => unknown) | undefined,
    { name, input }: { readonly name: string; readonly input: unknown },
  ): Outcome {
    if (!fake) throw new Error(`nothing fakes ${name}`);
    const call = (this.calls.get(name) ?? 0) + 1;
    this.calls.set(name, call);
    this.measure(input);
    try {
      const value = throughJson(fake(throughJson(input) as never, call));
      this.measure(value);
      return { value };
    } catch (error) {
      return { error };
    }
  }

  private measure(payload: unknown): void {
    this.largest = Math.max(this.largest, JSON.stringify(payload ?? null).length);
  }
}

/** Everything that crosses the boundary is JSON. */
function throughJson(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}
