/** Text for people, as this terminal can show it; documents for programs are never changed. */
import { asTyped, type OwnCommand } from './own-command';

/** What the terminal can do, and how commands begin on it. */
export interface Surroundings {
  readonly own: OwnCommand;
  /** False where the locale has ASCII characters only. */
  readonly utf8: boolean;
}

const IN_ASCII: Readonly<Record<string, string>> = {
  ...{ '✓': '+', '✗': 'x', '□': 'o', '■': '#', '│': '|', '╳': 'X', '⋮': ':' },
  ...{ '→': '->', '…': '...', '·': '*', '█': '#', '░': '.', '–': '-' },
};
const MARKS = new RegExp(`[${Object.keys(IN_ASCII).join('')}]`, 'g');

/** Commands begin as the reader types them; marks of ours become ASCII where nothing else is shown. */
export function forPeople(text: string, { own, utf8 }: Surroundings): string {
  const typed = asTyped(text, own);
  return utf8 ? typed : typed.replaceAll(MARKS, (mark) => IN_ASCII[mark] ?? mark);
}

/**
 * Whether the locale's characters are UTF-8 (POSIX.1-2024, 8.2: LC_ALL goes before LC_CTYPE, and that before LANG). One
 * that is not set is taken for UTF-8, as containers have none and terminals show it.
 */
export function isUtf8(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): boolean {
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find((value) => value !== undefined && value !== '');
  return platform === 'win32' || locale === undefined || /utf-?8/i.test(locale);
}
