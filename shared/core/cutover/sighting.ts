/** What an observation of a cutover sees: engine and target database. */
import type { EngineStatus } from '../engine/engine-status';

/** What was seen of the engine. */
export type Sighting =
  | { readonly kind: 'read'; readonly status: EngineStatus }
  | { readonly kind: 'absent'; readonly at: string }
  | { readonly kind: 'trouble' };

/** What was seen of the target database. */
export type TargetSighting =
  | { readonly kind: 'found'; readonly status: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'notTold' }
  | { readonly kind: 'trouble' }
  | { readonly kind: 'notAsked' };
