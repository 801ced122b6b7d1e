/** What means something in Markdown or in the HTML within it; an underscore within a word means nothing anyway. */
const MEANINGFUL = /[\\`*[\]<>|#~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|&(?=#?[A-Za-z0-9]+;)/g;

/**
 * Makes a text of foreign origin part of one line of Markdown, in a cell of a table, too (CommonMark 0.31, "Backslash escapes"). Ends
 * of lines become spaces; other control characters and marks that turn the direction of writing become `?`, as in HTML.
 *
 * @example escapeMarkdown('a|b\n# <c>') // 'a\\|b \\# \\<c\\>'
 */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/[\r\n\u0085\u2028\u2029]+/g, ' ')
    .replaceAll(/\p{C}/gu, '?')
    .replaceAll(MEANINGFUL, '\\$&');
}
