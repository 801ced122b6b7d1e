/** A registration file as people write it: JSON, perhaps with comments, in any Unicode. */
import type * as LosslessJson from 'lossless-json';
import { commandLine } from '../shared/core/command-line';
import { CliError } from './exit-codes';
import { loadPackage } from './inspect/exports/load-package';
import { printable } from './render/paint';

const LOOKS_LIKE =
  'a registration file looks like { "engine": "dms", "start": "adopt", "source": {…}, "target": {…}, "backups": {…} }';

/** Strings first, so that what is in them stays. */
const COMMENTS = /"(?:[^"\\]|\\.)*"|\/\/[^\n\r]*|\/\*[\s\S]*?\*\//g;
const COMMAS_BEFORE_AN_END = /"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])/g;

/** What no text holds, or what bytes of another encoding become. */
const NO_TEXT = /[^\P{Cc}\t\n\r]|\ufffd/u;

/**
 * Reads the text of a registration file; comments, and a comma before an end, are passed over.
 *
 * @param name as the user wrote it
 * @param purpose what the registration is read for
 * @throws {CliError} That it is no JSON, with line and column, and what such a file looks like. What a file that is no text
 * holds is not shown.
 */
export function parseRegistration(text: string, name: string, purpose: 'register' | 'check'): unknown {
  const refuse = (what: string): never => {
    throw new CliError(
      `Cannot ${purpose} the migration of "${printable(name)}": ${what}: ${LOOKS_LIKE}; ${commandLine(['help', 'register'])} shows a whole one`,
    );
  };
  if (NO_TEXT.test(text)) return refuse('not JSON, and no text at all');
  if (text.trim() === '') return refuse('not JSON, but empty');
  const plain = text.replaceAll(COMMENTS, blanked).replaceAll(COMMAS_BEFORE_AN_END, blanked);
  const { parse } = loadPackage<typeof LosslessJson>('lossless-json');
  try {
    return parse(plain, undefined, Number);
  } catch (error) {
    return refuse(`not JSON${placeText(plain, error)}`);
  }
}

/** Blanks in place of what is no JSON, so that lines and columns stay. */
function blanked(part: string): string {
  return part.startsWith('"') ? part : part.replaceAll(/[^\n\r]/g, ' ');
}

/** The parser's reason, with the place as an editor shows it. */
function placeText(text: string, error: unknown): string {
  const message = error instanceof Error ? error.message : '';
  const [, reason = '', position] = /^(.*) at position (\d+)$/s.exec(message) ?? [];
  if (position === undefined) return '';
  const before = text.slice(0, Number(position)).split(/\r\n|\n|\r/);
  const column = (before.at(-1) ?? '').length + 1;
  return ` (line ${before.length}, column ${column}: ${printable(reason)})`;
}
