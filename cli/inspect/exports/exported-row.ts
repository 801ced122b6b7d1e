/** What an export holds. */
import { NumberText } from './number-text';

/** A row by column: texts, bits, null, `NumberText`, lists and records of them. */
export type ExportedRow = Readonly<Record<string, unknown>>;

/** True for a record; a list is none, nor is a number. */
export function isRecord(value: unknown): value is ExportedRow {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NumberText)
  );
}
