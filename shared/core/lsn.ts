/**
 * Log sequence numbers: bigint inside, decimal text outside.
 *
 * An LSN is `numeric(25,0)`: virtual log file, log block and slot packed as
 * `vlf·10^15 + block·10^5 + slot` (Microsoft Learn, "RESTORE HEADERONLY"). Real ones
 * exceed 2^53 and mostly 2^63, so a JavaScript number never holds one.
 */

declare const lsnBrand: unique symbol;

/** A log sequence number; `NO_LSN` (0) means "none". */
export type Lsn = bigint & { readonly [lsnBrand]: true };

/** The absent LSN: SQL Server writes NULL or 0 where there is none. */
export const NO_LSN = 0n as Lsn;

const VLF_UNIT = 10n ** 15n;
const BLOCK_UNIT = 10n ** 5n;
const DECIMAL = /^\d{1,25}$/;
const HEXADECIMAL = /^([0-9a-f]{8}):([0-9a-f]{8}):([0-9a-f]{4})$/i;
const TRIPLE = /^(\d{1,10}):(\d{1,10}):(\d{1,5})$/;

/** The text given is not an LSN in any of the three accepted forms. */
export class InvalidLsnError extends Error {
  readonly code = 'InvalidLsn';
  constructor(readonly text: string) {
    super(
      `Cannot read LSN "${text}": expected decimal digits, VVVVVVVV:BBBBBBBB:SSSS in hexadecimal, or vlf:block:slot`,
    );
    this.name = 'InvalidLsnError';
  }
}

/**
 * Packs the three parts of an LSN.
 *
 * @param vlf virtual log file number
 * @param block log block offset within it
 * @param slot record slot within the block
 * @example lsnFromParts(36, 3024, 1) === parseLsn('36:3024:1')
 */
export function lsnFromParts(vlf: number, block: number, slot: number): Lsn {
  return (BigInt(vlf) * VLF_UNIT + BigInt(block) * BLOCK_UNIT + BigInt(slot)) as Lsn;
}

/**
 * Reads an LSN from text: decimal, hexadecimal with widths exactly 8:8:4, or decimal `vlf:block:slot`
 * as error logs print it.
 *
 * @throws {InvalidLsnError} When the text has none of these forms.
 * @example parseLsn('17126658:45095:1') === parseLsn('17126658000004509500001')
 */
export function parseLsn(text: string): Lsn {
  const hex = HEXADECIMAL.exec(text);
  if (hex) return fromTexts(hex, (digits) => BigInt(`0x${digits}`));
  const triple = TRIPLE.exec(text);
  if (triple) return fromTexts(triple, BigInt);
  if (DECIMAL.test(text)) return BigInt(text) as Lsn;
  throw new InvalidLsnError(text);
}

function fromTexts(match: RegExpExecArray, read: (digits: string) => bigint): Lsn {
  const [, vlf = '0', block = '0', slot = '0'] = match;
  return (read(vlf) * VLF_UNIT + read(block) * BLOCK_UNIT + read(slot)) as Lsn;
}

/** Writes an LSN as decimal text, the form of every wire and file of this product. */
export function formatLsn(lsn: Lsn): string {
  return lsn.toString();
}

/** Writes an LSN as 25 zero-padded digits, so that text order equals numeric order (for storage keys). */
export function lsnSortKey(lsn: Lsn): string {
  return lsn.toString().padStart(25, '0');
}

/** The larger of two LSNs. */
export function maxLsn(a: Lsn, b: Lsn): Lsn {
  return a > b ? a : b;
}

/**
 * Tells whether an exact LSN and one reported by a management API may be the same.
 *
 * The service rounds low digits (observed: `486000000131000037` shown as `486000000131000000`), so two values
 * agree when they differ by less than one part in 2^52 or share virtual log file and block. For cross-checks
 * only: a reported LSN never enters the chain.
 */
export function lsnAgrees(exact: Lsn, reported: Lsn): boolean {
  const difference = exact > reported ? exact - reported : reported - exact;
  if (difference * 2n ** 52n <= maxLsn(exact, reported)) return true;
  return exact / BLOCK_UNIT === reported / BLOCK_UNIT;
}
