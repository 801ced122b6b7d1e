/** The order of journal lines: that in which they were written, whatever the clocks of their writers said. */
import type { ChainedEntry } from '../../core/migration/journal';

/**
 * Puts lines into the order of their chain. First come as many lines without links as the first linked one follows: a version
 * before the chain wrote them. Others without links, which nothing should have written, stay where their time puts them.
 *
 * @param lines by the times they say
 */
export function inChainOrder(lines: readonly ChainedEntry[]): readonly ChainedEntry[] {
  const linked = lines.filter(isLinked).sort((one, other) => one.sequence - other.sequence);
  const first = linked[0];
  if (first === undefined) return lines;
  const old = new Set(lines.filter((line) => !isLinked(line)).slice(0, Math.max(0, first.sequence - 1)));
  let next = 0;
  const rest = lines
    .filter((line) => !old.has(line))
    .map((line) => (isLinked(line) ? (linked[next++] ?? line) : line));
  return [...old, ...rest];
}

function isLinked(line: ChainedEntry): line is ChainedEntry & { readonly sequence: number } {
  return line.sequence !== undefined;
}
