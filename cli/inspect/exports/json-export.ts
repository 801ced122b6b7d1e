/** Rows as ConvertTo-Json, FOR JSON and dbatools write them. */
import type * as LosslessJson from 'lossless-json';
import { loadPackage } from './load-package';
import { NumberText } from './number-text';

/**
 * Reads JSON without losing a digit.
 *
 * @returns an array of rows, or one row
 * @throws {Error} When it is not JSON; the message says where.
 */
export function readJsonExport(text: string): readonly unknown[] {
  const { parse } = loadPackage<typeof LosslessJson>('lossless-json');
  const value = parse(text, undefined, (digits) => new NumberText(digits));
  return Array.isArray(value) ? value : [value];
}
