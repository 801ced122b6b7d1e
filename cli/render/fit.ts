/** Fitting lines into the width of a terminal; what goes into a pipe or a file is left as it is. */

/** A line, and how far its continuation is indented. */
export interface Line {
  readonly text: string;
  readonly indent?: number;
  /** Set for what is to be copied: it is never broken. */
  readonly whole?: true;
}

const ESCAPE = /\u001b\[\d+m/g;
/** Narrower than this nothing is gained by breaking lines. */
const LEAST = 40;

/** Characters that show: colours take no room. */
export function visibleLength(text: string): number {
  return text.replaceAll(ESCAPE, '').length;
}

/**
 * Breaks lines between words, where they are too long for the terminal; a longer word stays whole.
 *
 * @param columns width of the terminal; undefined where there is none
 * @example fit([{ text: 'Tail      a long sentence', indent: 10 }], 20) // ['Tail      a long', '          sentence']
 */
export function fit(lines: readonly Line[], columns: number | undefined): readonly string[] {
  return lines.flatMap((line) => fitLine(line, columns));
}

function fitLine({ text, indent = 0, whole }: Line, columns: number | undefined): readonly string[] {
  if (whole || columns === undefined || columns < LEAST || visibleLength(text) <= columns) return [text];
  const start = startOf(text, Math.min(indent, Math.floor(columns / 2)));
  const lines: string[] = [];
  let current = start;
  let isFresh = true;
  for (const word of text.slice(start.length).split(' ')) {
    const longer = isFresh ? `${current}${word}` : `${current} ${word}`;
    if (isFresh || visibleLength(longer) <= columns) current = longer;
    else {
      lines.push(current);
      current = `${' '.repeat(indent)}${word}`;
    }
    isFresh = false;
  }
  return [...lines, current];
}

/** The first `length` visible characters, colours included: label and column stay together, spaces and all. */
function startOf(text: string, length: number): string {
  let end = 0;
  while (end < text.length && visibleLength(text.slice(0, end)) < length) {
    const escape = /^\u001b\[\d+m/.exec(text.slice(end))?.[0];
    end += escape?.length ?? 1;
  }
  return text.slice(0, end);
}
