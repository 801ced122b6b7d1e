/** Recognises texts: web pages, XML, JSON, scripts and notes, with or without a byte order mark. */

/** First words of texts, in lower case and without white space before them. */
const FIRST_WORDS: readonly (readonly [words: string, looksLike: string])[] = [
  ['<!doctype html', 'a web page'],
  ['<html', 'a web page'],
  ['-- postgresql database dump', 'a PostgreSQL dump'],
  ['--\n-- postgresql database dump', 'a PostgreSQL dump'],
  ['-- mysql dump', 'a MySQL dump'],
  ['-- mariadb dump', 'a MariaDB dump'],
];

/** Azure Storage's answer to a request that failed (Microsoft Learn, "Status and error codes"). */
const STORAGE_ERROR = /^(?:<\?xml[^>]*>\s*)?<Error>\s*<Code>(\w{1,60})<\/Code>/i;

/**
 * Mean length that a text's words of ASCII characters may have to be taken for one: encoded bytes come in lines of 60
 * and more (base64), or with a space by chance now and then (uuencode).
 */
const LONGEST_MEAN = 20;

const NOT_TEXT = /[\0-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]/;

/** A text as it was recognised. */
export interface RecognisedText {
  /** With its article, such as "a web page". */
  readonly looksLike: string;
  /** A service's answer, saved in place of the file that it was asked for. */
  readonly isAnswer: boolean;
}

/**
 * What a text looks like.
 *
 * @param head the file's first bytes
 * @param isWhole whether these are all its bytes
 * @returns undefined when it is no text, or one that may be an encoded file
 * @example recogniseText(bytesOf('<!DOCTYPE html>'), true)?.looksLike // 'a web page'
 */
export function recogniseText(head: Uint8Array, isWhole: boolean): RecognisedText | undefined {
  const { encoding, text } = decode(head, isWhole) ?? {};
  if (text === undefined || NOT_TEXT.test(text)) return undefined;
  const start = text.trimStart();
  if (start === '') return undefined;
  const code = STORAGE_ERROR.exec(start)?.[1];
  if (code !== undefined) return { looksLike: storageErrorWords(code), isAnswer: true };
  const looksLike = textWords(start, encoding);
  return looksLike === undefined ? undefined : { looksLike, isAnswer: false };
}

function textWords(start: string, encoding: Decoded['encoding'] | undefined): string | undefined {
  const lower = start.slice(0, 200).toLowerCase();
  const known = FIRST_WORDS.find(([words]) => lower.startsWith(words))?.[1];
  if (known !== undefined) return known;
  if (lower.startsWith('<?xml')) return 'an XML document';
  if (/^[{[]\s*["{[]/.test(start)) return 'a JSON document';
  if (mayBeEncoded(start)) return undefined;
  return encoding === 'utf-8' ? 'a text' : `a text (${encoding})`;
}

function mayBeEncoded(text: string): boolean {
  const words = text.match(/[!-~]+/g) ?? [];
  return words.length > 0 && words.join('').length / words.length > LONGEST_MEAN;
}

function storageErrorWords(code: string): string {
  return `an XML document: the error ${code} of a storage service, saved in place of the file`;
}

interface Decoded {
  readonly encoding: 'utf-8' | 'UTF-16';
  readonly text: string;
}

function decode(head: Uint8Array, isWhole: boolean): Decoded | undefined {
  const [first, second] = head;
  const label =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  try {
    const text = new TextDecoder(label, { fatal: true }).decode(head, { stream: !isWhole });
    return { encoding: label === 'utf-8' ? label : 'UTF-16', text };
  } catch {
    return undefined;
  }
}
