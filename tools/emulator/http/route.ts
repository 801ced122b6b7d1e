/** One operation of the emulated API: where it is found and what it needs to be called. */
import type { Flavour, TargetKind } from '../engine/migration';
import type { Operation } from './operation-call';
import type { OperationName } from './operation-names';

/** API versions a route answers to. */
export type VersionFamily = 'databaseMigrations' | 'classic' | 'sql';

/** One operation. */
export interface Route {
  readonly method: string;
  /** Segments; `{name}` takes any text, others are compared without regard to case. */
  readonly segments: readonly string[];
  readonly name: OperationName;
  readonly versions: VersionFamily;
  /** The migration engine it belongs to; absent where it serves all of them. */
  readonly engine?: Flavour['engine'];
  readonly targetKind: TargetKind;
  readonly operation: Operation;
}

/** What a route is, besides its method, path, name and handler. */
export type RouteTraits = Pick<Route, 'versions' | 'engine'> & { readonly targetKind?: TargetKind };

/** Writes a route down. */
export function route(
  traits: RouteTraits,
  method: string,
  template: string,
  name: OperationName,
  operation: Operation,
): Route {
  return { targetKind: 'SqlMi', ...traits, method, segments: template.split('/').slice(1), name, operation };
}
