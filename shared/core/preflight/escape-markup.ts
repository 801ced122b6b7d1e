/**
 * Makes a text of foreign origin part of an XML or HTML document, between tags or in a quoted attribute; characters that XML does
 * not have and marks that turn the direction of writing become `?`.
 *
 * @example escapeMarkup('<a & "b">') // '&lt;a &amp; &quot;b&quot;&gt;'
 */
export function escapeMarkup(text: string): string {
  return text
    .replaceAll(/[^\P{C}\n]|[\u2028\u2029]/gu, '?')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
