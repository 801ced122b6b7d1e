/** A route of an HTTP function, ready to match (ASP.NET Core route templates). */
export interface RouteTemplate {
  text: string;
  /** The parameters of a path's segments, or undefined when the path does not match. */
  match(segments: readonly string[]): Record<string, string> | undefined;
  /** Sorts before another template when this is smaller: literals, constrained, plain, optional and catch-all parameters. */
  precedence: string;
}

/** One segment of a route. */
interface Segment {
  /** Its digit in the precedence. */
  rank: '1' | '2' | '3' | '4' | '5';
  /** The parameter's name; a literal has none. */
  name?: string;
  holds: (value: string) => boolean;
}

const constraintKinds: Record<string, (value: string, argument: string) => boolean> = {
  int: (value) => /^-?\d+$/.test(value) && Math.abs(Number(value)) < 2 ** 31,
  long: (value) => /^-?\d+$/.test(value),
  bool: (value) => /^(true|false)$/i.test(value),
  guid: (value) => /^\{?[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}\}?$/i.test(value),
  alpha: (value) => /^[a-z]+$/i.test(value),
  decimal: (value) => /^-?\d+(\.\d+)?$/.test(value),
  double: (value) => value !== '' && Number.isFinite(Number(value)),
  datetime: (value) => !Number.isNaN(Date.parse(value)),
  required: (value) => value !== '',
  length: (value, argument) => new RegExp(`^.{${argument}}$`).test(value),
  minlength: (value, argument) => value.length >= Number(argument),
  maxlength: (value, argument) => value.length <= Number(argument),
  min: (value, argument) => Number(value) >= Number(argument),
  max: (value, argument) => Number(value) <= Number(argument),
  regex: (value, argument) => new RegExp(argument, 'i').test(value),
};

/**
 * Parses a route template.
 * @throws {Error} naming the part that cannot be parsed.
 */
export function parseRouteTemplate(route: string): RouteTemplate {
  const parts = route.split('/').filter((part) => part !== '');
  const segments = parts.map(parseSegment);
  return {
    text: parts.join('/'),
    match: (path) => matchSegments(segments, path),
    precedence: segments.map(({ rank }) => rank).join(''),
  };
}

function parseSegment(part: string): Segment {
  const inner = /^\{(.+)\}$/.exec(part)?.[1];
  if (inner === undefined) {
    if (/[{}]/.test(part))
      throw new Error(`segment '${part}' mixes text and parameters, which the local host does not support`);
    return { rank: '1', holds: (value) => value.toLowerCase() === part.toLowerCase() };
  }
  if (inner.startsWith('*')) return { rank: '5', name: inner.replace(/^\*+/, ''), holds: () => true };
  const isOptional = inner.endsWith('?');
  const [name = '', ...constraints] = inner.replace(/\?$/, '').split(/:(?![^(]*\))/);
  if (name.includes('='))
    throw new Error(`parameter '${name}' has a default value, which the local host does not support`);
  const checks = constraints.map(parseConstraint);
  const rank = isOptional ? '4' : checks.length > 0 ? '2' : '3';
  return { rank, name, holds: (value) => checks.every((check) => check(value)) };
}

function parseConstraint(text: string): (value: string) => boolean {
  const [, kind = '', argument = ''] = /^(\w+)(?:\((.*)\))?$/.exec(text) ?? [];
  const holds = constraintKinds[kind];
  if (holds === undefined) throw new Error(`constraint '${text}' is not known`);
  // A bad argument stops the start, not the first request.
  holds('', argument);
  return (value) => holds(value, argument);
}

function matchSegments(
  segments: readonly Segment[],
  path: readonly string[],
): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, { rank, name, holds }] of segments.entries()) {
    const value = rank === '5' ? path.slice(index).join('/') : path[index];
    if (value === undefined) {
      if (rank !== '4') return undefined;
    } else {
      if (!holds(value)) return undefined;
      if (name !== undefined) parameters[name] = value;
    }
    if (rank === '5') return parameters;
  }
  return path.length > segments.length ? undefined : parameters;
}
