/** Keeping texts short where names and messages from outside get into them (G7). */

const HIGH_SURROGATE = /[\uD800-\uDBFF]$/;
const LOW_SURROGATE = /^[\uDC00-\uDFFF]/;

/**
 * Cuts a text to at most `most` UTF-16 units, the last of them `…`; a shorter text comes back as it is.
 *
 * @example clip('abcdef', 4) // 'abc…'
 */
export function clip(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(HIGH_SURROGATE, '')}…`;
}

/**
 * Cuts a text to at most `most` UTF-16 units by leaving out of its middle: what the service says begins with what
 * happened and ends with a link.
 *
 * @example clipMiddle('abcdefghij', 7) // 'abc…hij'
 */
export function clipMiddle(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = Math.floor((most - 1) / 2);
  return `${clip(text, most - end)}${text.slice(text.length - end).replace(LOW_SURROGATE, '')}`;
}

/**
 * Keeps the first `most` texts, each clipped to `length`, and says how many more there were.
 *
 * @example clipList(['a', 'b', 'c'], 2, 100) // ['a', 'b', '… 1 more']
 */
export function clipList(texts: readonly string[], most: number, length: number): readonly string[] {
  const kept = texts.slice(0, most).map((text) => clip(text, length));
  return texts.length <= most ? kept : [...kept, `… ${texts.length - most} more`];
}

/**
 * Names in a sentence.
 *
 * @example joinNames(['ada', 'bob', 'carol'], 'or') // 'ada, bob or carol'
 */
export function joinNames(names: readonly string[], word: 'and' | 'or' = 'and'): string {
  return names.length < 2
    ? names.join('')
    : `${names.slice(0, -1).join(', ')} ${word} ${names[names.length - 1] ?? ''}`;
}
