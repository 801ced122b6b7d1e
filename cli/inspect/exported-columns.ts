/** One exported row, read column by column; what is wrong is complained about, never guessed. */
import { type Lsn, NO_LSN } from '../../shared/core/lsn';
import { type ColumnKey, COLUMN_NAMES } from './exports/column-names';
import { dateText } from './exports/date-text';
import { type ExportedRow, isRecord } from './exports/exported-row';
import { readLsnDigits } from './exports/lsn-digits';
import { NumberText } from './exports/number-text';

const GUID = /^\{?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\}?$/i;
/** What Export-Csv writes in place of a list. */
const LOST_LIST = /^System\.(?:String|Object)\[\]$/;

/** The columns of a row, each by what it holds. */
export class Columns {
  private readonly values: ReadonlyMap<string, unknown>;

  /** @param isUntyped the form knows texts only, so that a text may be a number that was rounded */
  constructor(
    row: ExportedRow,
    private readonly isUntyped: boolean,
    readonly complain: (problem: string) => void,
  ) {
    this.values = new Map(Object.entries(row).map(([name, value]) => [plainName(name), value]));
  }

  /** A text or a number; an empty text is none. */
  text(key: ColumnKey): string | undefined {
    return this.texts(key)[0];
  }

  /** As `text`, but a column may hold several. */
  texts(key: ColumnKey): readonly string[] {
    for (const name of COLUMN_NAMES[key]) {
      const found = this.in(name);
      if (found.length > 0) return found;
    }
    return [];
  }

  /** The files of the set. */
  files(): readonly string[] {
    const files = this.texts('file');
    if (!files.some((file) => LOST_LIST.test(file))) return files;
    this.complain(
      `${this.nameOf('file')} is ${files.join(', ')}: the export lost the list of files; use Export-Clixml, or ConvertTo-Json -Depth 3`,
    );
    return [];
  }

  /** The first of the columns that holds a GUID; NULL and other identities are passed over. */
  guid(key: ColumnKey): string | undefined {
    return COLUMN_NAMES[key].flatMap((name) => this.in(name)).find((text) => GUID.test(text));
  }

  /** A time: ISO as it is, `/Date(…)/` as ISO in UTC, anything else as it is written. */
  time(key: ColumnKey): string | undefined {
    const text = this.text(key);
    return text === undefined ? undefined : dateText(text);
  }

  /** A small whole number. */
  number(key: ColumnKey): number | undefined {
    const text = this.text(key)?.replace(/\.0+$/, '');
    if (text === undefined) return undefined;
    if (/^\d{1,9}$/.test(text)) return Number(text);
    this.complain(`${this.nameOf(key)} is not a whole number: ${text}`);
    return undefined;
  }

  /** A bit: true and false, 1 and 0. */
  flag(key: ColumnKey): boolean | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    const bit = { '1': true, '0': false, true: true, false: false }[text.toLowerCase()];
    if (bit === undefined) this.complain(`${this.nameOf(key)} is neither true nor false`);
    return bit;
  }

  /** An LSN; NULL is `NO_LSN`, a missing column unknown. Rounded numbers are refused. */
  lsn(key: ColumnKey): Lsn | undefined {
    const name = this.nameOf(key);
    const value = this.values.get(plainName(name));
    if (value === undefined) return undefined;
    if (isNull(value)) return NO_LSN;
    const [text] = asTexts(value);
    if (text === undefined) {
      this.complain(
        `${name} is an object without its digits, as Windows PowerShell writes a BigInteger; export it as [string]$_.${name}`,
      );
      return undefined;
    }
    const reading = readLsnDigits(text, this.isUntyped || value instanceof NumberText);
    if ('lsn' in reading) return reading.lsn;
    this.complain(`${name}${reading.problem}`);
    return undefined;
  }

  /** An LSN without which a row says nothing. */
  neededLsn(key: ColumnKey): Lsn {
    const value = this.values.get(plainName(this.nameOf(key)));
    if (value === undefined || isNull(value)) this.complain(`${this.nameOf(key)} is missing`);
    return this.lsn(key) ?? NO_LSN;
  }

  /** The name under which a row has it, else its first one. */
  nameOf(key: ColumnKey): string {
    return COLUMN_NAMES[key].find((name) => this.values.has(plainName(name))) ?? COLUMN_NAMES[key][0];
  }

  private in(name: string): readonly string[] {
    return asTexts(this.values.get(plainName(name)));
  }
}

function plainName(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

/** NULL, an empty text, and the empty object as which Windows PowerShell writes DBNull. */
function isNull(value: unknown): boolean {
  return value === null || value === '' || (isRecord(value) && Object.keys(value).length === 0);
}

function asTexts(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(asTexts);
  if (value instanceof NumberText) return [value.text];
  if (typeof value === 'boolean') return [String(value)];
  if (typeof value === 'string') return value === '' ? [] : [value];
  // Windows PowerShell wraps values that carry properties of their own.
  return isRecord(value) && 'value' in value ? asTexts(value.value) : [];
}
