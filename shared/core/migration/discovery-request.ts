/** A registration that names a resource and leaves it to the product to find which engine runs what there. */
import type { EngineKind } from '../engine/engine-status';
import type { Policy } from './policy';
import type { Registration } from './registration';

/** What the operator gave. */
export interface DiscoveryRequest {
  /** ARM id of a migration, of its target database, or of a classic task; as written. */
  readonly resourceId: string;
  /** Only this engine is asked, when given. */
  readonly engine?: EngineKind;
  readonly id?: string;
  readonly source?: Partial<Registration['source']>;
  readonly backups: Registration['backups'];
  readonly adopt?: Registration['adopt'];
  readonly policy: Policy;
  readonly registeredBy: string;
  /** ISO 8601 UTC. */
  readonly registeredAt: string;
}
