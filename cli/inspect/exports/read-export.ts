/** Reads an export in whatever form it has: JSON, CSV or CLIXML, told by how it begins. */
import { CliError } from '../../exit-codes';
import { readClixmlExport } from './clixml-export';
import { looksLikeCsv, readCsvExport } from './csv-export';
import { type ExportedRow, isRecord } from './exported-row';
import { readJsonExport } from './json-export';

/** What was read. */
export interface Export {
  readonly rows: readonly ExportedRow[];
  /** The form knows texts only: a text may be a number. */
  readonly isUntyped: boolean;
}

/**
 * Reads the rows of an export.
 *
 * @param name of the file, for messages
 * @throws {CliError} When it has none of the forms, or a row is no record.
 */
export function readExport(text: string, name: string): Export {
  const content = text.replace(/^\ufeff/, '').trimStart();
  const values = readForm(content, name);
  const rows = values.map((row, index) => {
    if (isRecord(row)) return row;
    throw new CliError(
      `Cannot read header rows of "${name}": element ${index + 1} is no object; expected an array of rows, one object each`,
    );
  });
  return { rows, isUntyped: readerFor(content) === readCsvExport };
}

function readForm(text: string, name: string): readonly unknown[] {
  const read = readerFor(text);
  if (read === undefined) {
    throw new CliError(
      `Cannot read header rows of "${name}": it is neither JSON nor CSV nor CLIXML (ConvertTo-Json -Depth 3, Export-Csv, Export-Clixml)`,
    );
  }
  try {
    return read(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'it is malformed';
    throw new CliError(`Cannot read header rows of "${name}": ${reason}`);
  }
}

function readerFor(text: string): ((text: string) => readonly unknown[]) | undefined {
  if (/^[[{]/.test(text)) return readJsonExport;
  if (text.startsWith('<')) return readClixmlExport;
  return looksLikeCsv(text) ? readCsvExport : undefined;
}
