/** Bodies with members left out: the services leave out what they do not know, and more than their descriptions say. */
import fc from 'fast-check';

type Path = readonly (string | number)[];

/** Paths of every member of every object inside a value, joined by slashes. */
export function membersOf(value: unknown, path: Path = []): string[] {
  if (Array.isArray(value)) return value.flatMap((one, index) => membersOf(one, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => {
    const inner = [...path, key];
    return [inner.join('/'), ...membersOf(one, inner)];
  });
}

/** A copy without the members at these paths, or with null in their place. */
export function without(value: unknown, gone: ReadonlySet<string>, asNull = false, path: Path = []): unknown {
  if (Array.isArray(value)) return value.map((one, index) => without(one, gone, asNull, [...path, index]));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).flatMap(([key, one]) => {
    const inner = [...path, key];
    if (gone.has(inner.join('/'))) return asNull ? [[key, null]] : [];
    return [[key, without(one, gone, asNull, inner)]];
  });
  return Object.fromEntries(members) as unknown;
}

/**
 * Calls back with the body without each single member, then without sets of them: few (each member of a small part)
 * and many (any subset of all).
 */
export function forOmissions(body: unknown, check: (left: unknown, gone: readonly string[]) => void): void {
  const paths = membersOf(body);
  for (const path of paths)
    for (const asNull of [false, true]) check(without(body, new Set([path]), asNull), [path]);
  const few = fc.uniqueArray(fc.constantFrom(...paths), { minLength: 2, maxLength: 6 });
  fc.assert(
    fc.property(fc.oneof(few, fc.subarray(paths)), fc.boolean(), (gone, asNull) =>
      check(without(body, new Set(gone), asNull), gone),
    ),
    { numRuns: 400 },
  );
}
