/** Names that somebody who mistyped one may have meant. */

const MOST = 3;

/**
 * Finds the names nearest to a mistyped one: the same without case or folder (of Windows, too), one that begins with the other, or at most two
 * letters apart.
 *
 * @example nearNames('log_142.trn', ['shop/log_0142.trn', 'shop/full.bak']) // ['shop/log_0142.trn']
 */
export function nearNames(wrong: string, names: readonly string[]): readonly string[] {
  const meant = bare(wrong);
  return names.filter((name) => name !== wrong && isNear(meant, bare(name))).slice(0, MOST);
}

function isNear(one: string, other: string): boolean {
  if (one === '' || other === '') return false;
  const isPart = Math.min(one.length, other.length) > 3 && (one.startsWith(other) || other.startsWith(one));
  return isPart || editDistance(one, other) <= (one.length > 4 ? 2 : 1);
}

function bare(name: string): string {
  return (name.split(/[/\\]/).at(-1) ?? name).toLowerCase();
}

/** Levenshtein's distance. */
function editDistance(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > 2) return 3;
  let row = Array.from({ length: other.length + 1 }, (_unused, at) => at);
  for (let at = 1; at <= one.length; at++) {
    const next = [at];
    for (let to = 1; to <= other.length; to++) {
      const change = (row[to - 1] ?? 0) + (one[at - 1] === other[to - 1] ? 0 : 1);
      next.push(Math.min(change, (row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
