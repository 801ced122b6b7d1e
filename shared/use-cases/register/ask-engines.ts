/** Asking engines what they run under a resource id. */
import { type EngineKind, isTerminal } from '../../core/engine/engine-status';
import type { DiscoveredMigration, Discovery } from '../../ports/migration-engine';
import type { Capabilities } from '../capabilities';

/** An engine with its answer. */
export interface Asked {
  readonly engine: EngineKind;
  readonly discovery: Discovery;
}

/** A migration with the engine that runs it. */
export interface FoundMigration {
  readonly engine: EngineKind;
  readonly migration: DiscoveredMigration;
}

/** Asks engines of the deployment what they run under an id, all at once. */
export async function askEngines(
  caps: Capabilities,
  engines: readonly EngineKind[],
  resourceId: string,
): Promise<readonly Asked[]> {
  const asked = engines.flatMap((kind) => {
    const engine = caps.engine(kind);
    return engine === undefined
      ? []
      : [engine.discover(resourceId).then((discovery) => ({ engine: kind, discovery }))];
  });
  return Promise.all(asked);
}

/** What an engine runs: what has ended is no rival of what runs, and nothing to adopt. */
export function runningOf({ engine, discovery }: Asked): readonly FoundMigration[] {
  if (discovery.kind !== 'found') return [];
  return discovery.migrations
    .filter(({ state }) => !isTerminal(state))
    .map((migration) => ({ engine, migration }));
}
