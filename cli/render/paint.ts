/** Colours and characters of the output. */
import type { Terminal } from '../terminal';

/** Colours a text, or leaves it alone. */
export type Paint = Readonly<Record<'bold' | 'dim' | 'red' | 'green' | 'yellow', (text: string) => string>>;

const CODES = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39] } as const;

/** Colours only on a terminal, and never with NO_COLOR (https://no-color.org) or a terminal that has none. */
export function paintFor({ env, outIsTty }: Pick<Terminal, 'env' | 'outIsTty'>): Paint {
  const coloured = outIsTty && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb';
  const brush = (name: keyof typeof CODES) => (text: string) => {
    const [on, off] = CODES[name];
    return coloured ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  };
  return {
    bold: brush('bold'),
    dim: brush('dim'),
    red: brush('red'),
    green: brush('green'),
    yellow: brush('yellow'),
  };
}

/**
 * Makes a text of foreign origin safe to print: names in backups and blobs may hold control characters, which a
 * terminal would obey.
 *
 * @example printable('a\u001b[2Jb') // 'a?[2Jb'
 */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '?');
}
