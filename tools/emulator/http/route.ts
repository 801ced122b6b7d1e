/** One operation of the emulated API: where it is found, and what it needs to be called. */
import type { Flavour, TargetKind } from '../engine/migration';
import type { Operation } from './operation-call';
import type { OperationName } from './operation-names';

/** Providers whose API versions differ; a route answers to those of one. */
export type VersionFamily =
  'databaseMigrations' | 'classic' | 'sql' | 'network' | 'storage' | 'authorization' | 'resources';

/** One operation of the emulated API: where it is found and what it needs to be called. */
export interface Route {
  readonly method: string;
  /**
   * Segments; `{name}` takes any text, others are compared without regard to case. `{scope...}` in the first place takes as
   * many as there are before the others.
   */
  readonly segments: readonly string[];
  readonly name: OperationName;
  readonly versions: VersionFamily;
  /** The migration engine it belongs to; absent where it serves all of them. */
  readonly engine?: Flavour['engine'];
  readonly targetKind: TargetKind;
  readonly operation: Operation;
}

/** A route with the names found in the path. */
export interface RouteMatch {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** What a route is, besides its method, path, name and handler. */
type RouteTraits = Pick<Route, 'versions' | 'engine'> & { readonly targetKind?: TargetKind };

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

/** The names in a path that a route's segments fit; undefined when they do not. */
export function matchSegments(
  template: readonly string[],
  segments: readonly string[],
): Readonly<Record<string, string>> | undefined {
  const lead = template[0] === '{scope...}' ? segments.length - template.length + 1 : 0;
  if (lead < 0 || segments.length - lead !== template.length - (lead > 0 ? 1 : 0)) return undefined;
  const params: Record<string, string> = {};
  for (const [index, expected] of template.slice(lead > 0 ? 1 : 0).entries()) {
    const actual = decode(segments[lead + index] ?? '');
    if (actual === undefined || actual === '') return undefined;
    if (expected.startsWith('{')) params[expected.slice(1, -1)] = actual;
    else if (expected.toLowerCase() !== actual.toLowerCase()) return undefined;
  }
  return params;
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
