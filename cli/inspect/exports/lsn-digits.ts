/** LSNs as exports write them: exact digits are taken, rounded ones are refused with the cure. */
import { type Lsn, InvalidLsnError, parseLsn } from '../../../shared/core/lsn';

/** An LSN, or what is wrong with it. */
export type LsnReading = { readonly lsn: Lsn } | { readonly problem: string };

const CURE =
  'Export LSNs as text, for instance CONVERT(varchar(25), first_lsn), or in PowerShell [string]$_.FirstLSN; do not save them from a spreadsheet';

const MOST_EXACT = 15;

/**
 * Reads the digits of an LSN. A number that was held as a floating-point number shows it: by an exponent, by a fraction,
 * or by the slot 0 at its end, which no log record has (slots begin at 1).
 *
 * @param mayBeRounded false for a text in a form that keeps texts and numbers apart
 * @example readLsnDigits('34000000001000001.0', true) // { lsn: 34000000001000001n }
 */
export function readLsnDigits(text: string, mayBeRounded: boolean): LsnReading {
  const digits = text.trim().replace(/^(\d+)\.0+$/, '$1');
  if (/^\d+(?:[.,]\d+)?[eE][+-]?\d+$/.test(digits)) return rounded(digits, 'is written with an exponent');
  if (/^\d+[.,]\d+$/.test(digits)) return rounded(digits, 'has a fraction');
  if (mayBeRounded && digits.length > MOST_EXACT && /^\d+00000$/.test(digits))
    return rounded(digits, 'ends in 00000, a log record that does not exist');
  try {
    return { lsn: parseLsn(digits) };
  } catch (error) {
    if (!(error instanceof InvalidLsnError)) throw error;
    return { problem: `: ${error.message}` };
  }
}

function rounded(digits: string, why: string): LsnReading {
  return { problem: ` is the number ${digits}, which has lost digits: it ${why}. ${CURE}` };
}
