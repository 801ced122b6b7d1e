import type { FunctionDefinition } from '../registered/function-definition';
import type { FunctionTable } from '../registered/function-table';
import { BlobTrigger } from './blob/blob-trigger';
import { TimerTrigger } from './timer/timer-trigger';
import type { RunningTrigger, TriggerServices } from './trigger';

/** All triggers that run by themselves. */
export interface Triggers {
  start(): void;
  stop(): void;
  runByHand(definition: FunctionDefinition, input: unknown): void;
}

/**
 * Prepares the timer and blob triggers of an app; nothing runs before `start`.
 * @throws {HostError} OPTION_INVALID naming the function with the bad option.
 */
export function prepareTriggers(functions: FunctionTable, services: TriggerServices): Triggers {
  const triggers = new Map<string, RunningTrigger>([
    ...functions.ofKind('timer').map((each) => [each.name, new TimerTrigger(each, services)] as const),
    ...functions.ofKind('blob').map((each) => [each.name, new BlobTrigger(each, services)] as const),
  ]);
  return {
    start: () => triggers.forEach((trigger) => trigger.start()),
    stop: () => triggers.forEach((trigger) => trigger.stop()),
    runByHand: (definition, input) => triggers.get(definition.name)?.runByHand(input),
  };
}
