/** Names that somebody who mistyped one may have meant. */

const MOST = 3;
/** Letters apart from which on two names are not near. */
const FAR = 3;

/**
 * Finds the names nearest to a mistyped one, the nearest first: the same without case or folder (of Windows, too), one that
 * begins with the other, or at most two letters apart.
 *
 * @example nearNames('log_142.trn', ['shop/log_0142.trn', 'shop/full.bak']) // ['shop/log_0142.trn']
 */
export function nearNames(wrong: string, names: readonly string[]): readonly string[] {
  const meant = bare(wrong);
  return names
    .filter((name) => name !== wrong)
    .map((name) => ({ name, distance: distanceOf(meant, bare(name)) }))
    .filter(({ distance }) => distance < FAR)
    .sort((one, other) => one.distance - other.distance)
    .slice(0, MOST)
    .map(({ name }) => name);
}

function distanceOf(one: string, other: string): number {
  if (one === '' || other === '') return FAR;
  const isPart = Math.min(one.length, other.length) > 3 && (one.startsWith(other) || other.startsWith(one));
  const distance = editDistance(one, other);
  if (distance <= (one.length > 4 ? 2 : 1)) return distance;
  return isPart ? FAR - 1 : FAR;
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
