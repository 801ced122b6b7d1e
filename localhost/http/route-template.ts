/** A route of an HTTP function, ready to match (ASP.NET Core route templates). */
export interface RouteTemplate {
  text: string;
  /** The parameters of a path's segments, or undefined when the path does not match. */
  match(segments: readonly string[]): Record<string, string> | undefined;
  /** Sorts before another template when this is smaller: literals, constrained, plain, optional and catch-all parameters. */
  precedence: string;
}

type Segment =
  | { kind: 'literal'; text: string }
  | { kind: 'parameter'; name: string; optional: boolean; constraints: Constraint[] }
  | { kind: 'catchAll'; name: string };

type Constraint = (value: string) => boolean;

const constraintKinds: Record<string, (argument: string) => Constraint> = {
  int: () => (value) => /^-?\d+$/.test(value) && Math.abs(Number(value)) < 2 ** 31,
  long: () => (value) => /^-?\d+$/.test(value),
  bool: () => (value) => /^(true|false)$/i.test(value),
  guid: () => (value) => /^\{?[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}\}?$/i.test(value),
  alpha: () => (value) => /^[a-z]+$/i.test(value),
  decimal: () => (value) => /^-?\d+(\.\d+)?$/.test(value),
  double: () => (value) => value !== '' && Number.isFinite(Number(value)),
  datetime: () => (value) => !Number.isNaN(Date.parse(value)),
  required: () => (value) => value !== '',
  length: (argument) => {
    const [least = 0, most = least] = argument.split(',').map(Number);
    return (value) => value.length >= least && value.length <= most;
  },
  minlength: (argument) => (value) => value.length >= Number(argument),
  maxlength: (argument) => (value) => value.length <= Number(argument),
  min: (argument) => (value) => Number(value) >= Number(argument),
  max: (argument) => (value) => Number(value) <= Number(argument),
  regex: (argument) => {
    const pattern = new RegExp(argument, 'i');
    return (value) => pattern.test(value);
  },
};

/**
 * Parses a route template.
 * @throws {Error} naming the part that cannot be parsed.
 */
export function parseRouteTemplate(text: string): RouteTemplate {
  const segments = text
    .split('/')
    .filter((part) => part !== '')
    .map(parseSegment);
  return {
    text,
    match: (path) => matchSegments(segments, path),
    precedence: segments.map(rank).join(''),
  };
}

function parseSegment(part: string): Segment {
  const inner = /^\{(.+)\}$/.exec(part)?.[1];
  if (inner === undefined) {
    if (/[{}]/.test(part))
      throw new Error(`segment '${part}' mixes text and parameters, which the local host does not support`);
    return { kind: 'literal', text: part.toLowerCase() };
  }
  if (inner.startsWith('*')) return { kind: 'catchAll', name: inner.replace(/^\*+/, '') };
  const optional = inner.endsWith('?');
  const [name = '', ...constraints] = (optional ? inner.slice(0, -1) : inner).split(/:(?![^(]*\))/);
  if (name.includes('='))
    throw new Error(`parameter '${name}' has a default value, which the local host does not support`);
  return { kind: 'parameter', name, optional, constraints: constraints.map(parseConstraint) };
}

function parseConstraint(text: string): Constraint {
  const [, kind = '', argument = ''] = /^(\w+)(?:\((.*)\))?$/.exec(text) ?? [];
  const create = constraintKinds[kind];
  if (create === undefined) throw new Error(`constraint '${text}' is not known`);
  return create(argument);
}

function rank(segment: Segment): string {
  switch (segment.kind) {
    case 'literal':
      return '1';
    case 'parameter':
      return segment.optional ? '4' : segment.constraints.length > 0 ? '2' : '3';
    case 'catchAll':
      return '5';
  }
}

function matchSegments(
  segments: readonly Segment[],
  path: readonly string[],
): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    if (segment.kind === 'catchAll') {
      parameters[segment.name] = path.slice(index).join('/');
      return parameters;
    }
    const value = path[index];
    if (value === undefined) {
      if (segment.kind === 'parameter' && segment.optional) continue;
      return undefined;
    }
    if (segment.kind === 'literal') {
      if (segment.text !== value.toLowerCase()) return undefined;
    } else {
      if (!segment.constraints.every((holds) => holds(value))) return undefined;
      parameters[segment.name] = value;
    }
  }
  return path.length > segments.length ? undefined : parameters;
}
