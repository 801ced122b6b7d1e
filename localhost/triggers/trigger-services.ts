import type { HostJson } from '../app/host-json';
import type { Clock } from '../clock';
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
