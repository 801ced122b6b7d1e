/** Typed calls from orchestrators: the output is parsed by the contract, so nothing untyped gets in. */
import { type OrchestrationContext, type Task, RetryOptions } from 'durable-functions';
import type { z } from 'zod';

/** A step of an orchestrator: yields tasks, returns a typed value. */
export type Step<T> = Generator<Task, T, unknown>;

/** Calls an activity once. */
export function* callActivity<I extends z.ZodType, O extends z.ZodType>(
  context: OrchestrationContext,
  contract: { readonly name: string; readonly input: I; readonly output: O },
  input: z.input<I>,
): Step<z.output<O>> {
  return contract.output.parse(yield context.df.callActivity(contract.name, input));
}

/** Calls an activity that is safe to repeat, up to five times; never inside `Task.any` or `Task.all`. */
export function* callRepeatably<I extends z.ZodType, O extends z.ZodType>(
  context: OrchestrationContext,
  contract: { readonly name: string; readonly input: I; readonly output: O },
  input: z.input<I>,
): Step<z.output<O>> {
  const retry = new RetryOptions(2_000, 5);
  retry.backoffCoefficient = 2;
  retry.maxRetryIntervalInMilliseconds = 30_000;
  return contract.output.parse(yield context.df.callActivityWithRetry(contract.name, retry, input));
}

/** Waits until a moment, or until the event is raised, whichever is first; the losing timer is cancelled at once. */
export function* waitForEventUntil(
  context: OrchestrationContext,
  eventName: string,
  until: Date,
): Step<'event' | 'time'> {
  const timer = context.df.createTimer(until);
  const event = context.df.waitForExternalEvent(eventName);
  const winner = yield context.df.Task.any([event, timer]);
  if (winner !== event) return 'time';
  if (!timer.isCompleted) timer.cancel();
  return 'event';
}

/** Waits until a moment. */
export function* waitUntil(context: OrchestrationContext, until: Date): Step<void> {
  yield context.df.createTimer(until);
}
