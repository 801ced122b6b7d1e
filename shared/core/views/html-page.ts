/** The frame of the HTML pages that can be kept and printed: nothing runs in them, and nothing is fetched. */
import { escapeMarkup } from '../preflight/escape-markup';

/**
 * Writes a page; it is well-formed XML, too, where the body is.
 *
 * @param style CSS, written as it is
 * @param body markup, of which every text is escaped; empty parts are left out
 */
export function htmlPage(title: string, style: string, body: readonly string[]): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8"/>',
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'"/>',
    '<meta name="viewport" content="width=device-width, initial-scale=1"/>',
    `<title>${escapeMarkup(title)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    ...body.filter((part) => part !== ''),
    '</body>',
    '</html>',
    '',
  ].join('\n');
}
