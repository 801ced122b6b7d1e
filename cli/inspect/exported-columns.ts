/** One exported row, read column by column; what is wrong is complained about, never guessed. */
import type { Lsn } from '../../shared/core/lsn';
import { InvalidLsnError, NO_LSN, parseLsn } from '../../shared/core/lsn';

const GUID = /^\{?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\}?$/i;

/** The columns of a row by name, case and underscores aside. */
export class Columns {
  private readonly values: ReadonlyMap<string, unknown>;

  constructor(
    row: Readonly<Record<string, unknown>>,
    readonly complain: (problem: string) => void,
  ) {
    this.values = new Map(Object.entries(row).map(([name, value]) => [plainName(name), value]));
  }

  /** The first of the columns that holds a text or a number; an empty text is none. */
  text(...names: readonly string[]): string | undefined {
    return this.texts(...names)[0];
  }

  /** As `text`, but a column may hold several. */
  texts(...names: readonly string[]): readonly string[] {
    for (const name of names) {
      const value = this.get(name);
      const found = (Array.isArray(value) ? value : [value]).flatMap(asText);
      if (found.length > 0) return found;
    }
    return [];
  }

  /** The first of the columns that holds a GUID; NULL and other identities are passed over. */
  guid(...names: readonly string[]): string | undefined {
    return names.flatMap((name) => this.texts(name)).find((text) => GUID.test(text));
  }

  /** A small whole number. */
  number(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (/^\d{1,9}$/.test(text)) return Number(text);
    this.complain(`${name} is not a whole number: ${text}`);
    return undefined;
  }

  /** A bit: true and false, 1 and 0. */
  flag(name: string): boolean | undefined {
    const value = this.get(name);
    if (value === undefined || value === null || value === '') return undefined;
    if (value === true || value === false) return value;
    const bit = { '1': true, '0': false, true: true, false: false }[asText(value).join('').toLowerCase()];
    if (bit === undefined) this.complain(`${name} is neither true nor false`);
    return bit;
  }

  /** An LSN; NULL is `NO_LSN`, a missing column unknown. Numbers beyond 2^53 are refused: JSON rounded them. */
  lsn(name: string): Lsn | undefined {
    const value = this.get(name);
    if (value === undefined) return undefined;
    if (value === null || value === '') return NO_LSN;
    if (typeof value === 'number' && !Number.isSafeInteger(value)) {
      this.complain(
        `${name} is the JSON number ${String(value)}, which has lost digits: JSON numbers are exact up to 2^53 only. ` +
          `Export LSNs as text, for instance CONVERT(varchar(25), first_lsn)`,
      );
      return undefined;
    }
    return this.parse(name, String(asText(value)));
  }

  /** An LSN without which a row says nothing. */
  neededLsn(name: string): Lsn {
    if (this.get(name) === undefined || this.get(name) === null) this.complain(`${name} is missing`);
    return this.lsn(name) ?? NO_LSN;
  }

  private parse(name: string, text: string): Lsn | undefined {
    try {
      return parseLsn(text.trim());
    } catch (error) {
      if (!(error instanceof InvalidLsnError)) throw error;
      this.complain(`${name}: ${error.message}`);
      return undefined;
    }
  }

  private get(name: string): unknown {
    return this.values.get(plainName(name));
  }
}

function plainName(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

function asText(value: unknown): readonly string[] {
  if (typeof value === 'number' || typeof value === 'boolean') return [String(value)];
  return typeof value === 'string' && value !== '' ? [value] : [];
}
