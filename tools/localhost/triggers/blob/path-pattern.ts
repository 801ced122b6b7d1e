/** A blob trigger's `path`, ready to match. */
export interface PathPattern {
  container: string;
  /** The literal text every matching name begins with, to narrow the listing. */
  prefix: string;
  /** The parameters in a blob's name, or undefined when it does not match. */
  match(name: string): Record<string, string> | undefined;
}

/**
 * Parses a path such as `backups/{name}`, `inbox/{name}.csv` or `backups/{folder}/{file}`; a container alone takes
 * every blob. A parameter matches slashes too, and the first takes as much as it can; `{*}` matches without naming. Blob names are case-sensitive.
 * @throws {Error} saying what is wrong with the path.
 */
export function parsePathPattern(path: string): PathPattern {
  const [, container = '', blob = '{*}'] = /^\/?([^/]*)(?:\/(.+))?$/.exec(path) ?? [];
  if (!/^(\$root|\$web|[a-z0-9]([a-z0-9]|-(?=[a-z0-9])){2,62})$/.test(container))
    throw new Error(`'${container}' is not a container name`);
  // Text and parameters' names in turn.
  const parts = blob.split(/\{([^{}]*)\}/);
  const names = parts.filter((_, index) => index % 2 === 1);
  const texts = parts.filter((_, index) => index % 2 === 0);
  if (texts.some((text) => /[{}]/.test(text))) throw new Error('its braces do not match');
  const source = texts.map((text) => text.replace(/[\\^$.*+?()[\]|]/g, '\\$&')).join('(.+)');
  const pattern = new RegExp(`^${source}$`, 's');
  return {
    container,
    prefix: parts[0] ?? '',
    match(name) {
      const found = pattern.exec(name);
      if (found === null) return undefined;
      const values = names.map((parameter, index) => [parameter, found[index + 1] ?? '']);
      return Object.fromEntries(values.filter(([parameter]) => parameter !== '*')) as Record<string, string>;
    },
  };
}
