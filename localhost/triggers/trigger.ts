import type { Clock } from '../clock';
import type { HostJson } from '../app/host-json';
import type { Chaos } from '../durable/chaos';
import type { Log } from '../log';
import type { HostStore } from '../state/host-store';
import type { FunctionRunner } from '../worker-process/function-runner';

/** What triggers that run by themselves need. */
export interface TriggerServices {
  store: HostStore;
  runner: FunctionRunner;
  clock: Clock;
  chaos: Chaos;
  log: Log;
  env: NodeJS.ProcessEnv;
  hostJson: HostJson;
}

/** A trigger that runs by itself until it is stopped. */
export interface RunningTrigger {
  start(): void;
  stop(): void;
  /** Runs the function now, because somebody asked for it by hand. */
  runByHand(input: unknown): void;
}
