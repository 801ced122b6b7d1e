/** Rows as Export-Csv, SQL Server Management Studio and bcp with a head write them. */

import type * as CsvParse from 'csv-parse/sync';
import { loadPackage } from './load-package';

/** Windows PowerShell's first line, which names the type of the objects. */
const TYPE_LINE = /^#TYPE [^\r\n]*\r?\n/;
const DELIMITERS = [',', ';', '\t', '|'] as const;

/**
 * Reads comma-separated values with a head line; the delimiter is the one that the head line uses most.
 *
 * @throws {Error} When quotes or columns do not fit; the message says where.
 */
export function readCsvExport(text: string): readonly unknown[] {
  const { parse } = loadPackage<typeof CsvParse>('csv-parse/sync');
  const table = text.replace(TYPE_LINE, '');
  return parse(table, {
    columns: true,
    delimiter: delimiterOf(table),
    bom: true,
    skip_empty_lines: true,
    relax_quotes: false,
  });
}

/** True when the first line looks like a head: columns with a delimiter between. */
export function looksLikeCsv(text: string): boolean {
  return DELIMITERS.some((delimiter) => headOf(text.replace(TYPE_LINE, '')).includes(delimiter));
}

function delimiterOf(table: string): string {
  const head = headOf(table);
  const counts = DELIMITERS.map((delimiter) => ({ delimiter, count: head.split(delimiter).length }));
  return counts.reduce((best, one) => (one.count > best.count ? one : best)).delimiter;
}

function headOf(table: string): string {
  return /^[^\r\n]*/.exec(table)?.[0] ?? '';
}
