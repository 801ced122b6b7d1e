import type { FunctionDefinition } from '../registered/function-definition';
import type { FunctionTable } from '../registered/function-table';
import type { RunningTrigger, TriggerServices } from './trigger';

/** All triggers that run by themselves. */
export interface Triggers {
  start(): void;
  stop(): void;
  runByHand(definition: FunctionDefinition, input: unknown): void;
}

/** Prepares the timer and blob triggers of an app; nothing runs before `start`. */
export function startTriggers(_functions: FunctionTable, _services: TriggerServices): Triggers {
  const running = new Map<string, RunningTrigger>();
  return {
    start: () => undefined,
    stop: () => running.forEach((trigger) => trigger.stop()),
    runByHand: (definition, input) => running.get(definition.name)?.runByHand(input),
  };
}
