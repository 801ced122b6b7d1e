/** Lines of a page that begin with a label. */
import { printable } from './paint';

/** Width of the labels. */
export const LABEL_WIDTH = 9;

/** Label and texts, without those that are unknown. @example labelled('Tail', 'log_3.trn', undefined) // 'Tail      log_3.trn' */
export function labelled(label: string, ...texts: readonly (string | undefined | null)[]): string {
  const shown = texts.filter((text) => text !== undefined && text !== null && text !== '');
  return `${label.padEnd(LABEL_WIDTH)} ${printable(shown.join(', '))}`;
}
