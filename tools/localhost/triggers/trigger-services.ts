import type { HostJson } from '../app/host-json';
import type { DurableServices } from '../durable/durable-services';

/** What triggers that run by themselves need. */
export interface TriggerServices extends DurableServices {
  env: NodeJS.ProcessEnv;
  hostJson: HostJson;
}
