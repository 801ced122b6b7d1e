/** What is known here of the engine that a document names; an engine of a newer API has no words here. */
import { ENGINE_KINDS, type EngineKind } from '../shared/core/engine/engine-status';
import { cancelEffect, noticesOf } from '../shared/core/engine/notices';

/** What to know about the engine itself, such as that it is retired. */
export function noticesFor(engine: string): readonly string[] {
  const kind = kindOf(engine);
  return kind === undefined ? [] : noticesOf(kind);
}

/** What the service does when a migration of the engine is canceled; a clause that follows `the service`. */
export function cancelEffectOf(engine: string | undefined): string {
  const kind = kindOf(engine);
  return kind === undefined ? 'drops or deletes the target database' : cancelEffect(kind);
}

function kindOf(engine: string | undefined): EngineKind | undefined {
  return ENGINE_KINDS.find((kind) => kind === engine);
}
