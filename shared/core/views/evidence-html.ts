/** The evidence as one HTML page that can be kept and printed: no script, nothing that is fetched, every text escaped. */
import { escapeMarkup } from '../preflight/escape-markup';
import type { EvidenceDocument } from './evidence-document';
import { type PageBlock, type PageSection, evidencePage } from './evidence-page';
import { htmlPage } from './html-page';

/** Light, dark, and on paper; colours have a contrast of 4.5 and more (WCAG 2.2, 1.4.3). */
const STYLE = `
:root{color-scheme:light dark;--paper:#fff;--ink:#1a1a1a;--soft:#f4f6f8;--line:#8a97a6}
@media screen and (prefers-color-scheme:dark){:root{--paper:#16191d;--ink:#e8eaed;--soft:#22272e;--line:#77818d}}
body{margin:0 auto;max-width:60rem;padding:1rem;background:var(--paper);color:var(--ink);font:1rem/1.45 system-ui,sans-serif}
h1{font-size:1.4rem}h2{font-size:1.15rem;border-bottom:1px solid var(--line);margin-top:2rem}h1,h2,td,li{overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.25rem .5rem;border-bottom:1px solid var(--line)}
th{background:var(--soft)}tbody th{white-space:nowrap;font-weight:normal}
.journal td:last-child{font:.75rem/1.3 ui-monospace,monospace;min-width:17ch}
@media print{body{max-width:none;padding:0;font-size:9pt}tr,li{break-inside:avoid}h2{break-after:avoid}thead{display:table-header-group}th{background:none}}
`;

/** Writes the page; it is well-formed XML, too. */
export function toEvidenceHtml(document: EvidenceDocument): string {
  const { title, facts, sections } = evidencePage(document);
  return htmlPage(title, STYLE, [
    `<h1>${escapeMarkup(title)}</h1>`,
    blockHtml(facts),
    ...sections.map(sectionHtml),
  ]);
}

function sectionHtml({ title, blocks }: PageSection): string {
  return [
    '<section>',
    ...(title === undefined ? [] : [`<h2>${escapeMarkup(title)}</h2>`]),
    ...blocks.map(blockHtml),
    '</section>',
  ].join('\n');
}

function blockHtml(block: PageBlock): string {
  switch (block.kind) {
    case 'text':
      return `<p>${escapeMarkup(block.text)}</p>`;
    case 'facts':
      return element(
        'table',
        element('tbody', block.rows.map(([name, value]) => row([name], [value])).join('\n')),
      );
    case 'table':
      return tableHtml(block.head, block.rows);
    case 'list':
      return element(
        block.isNumbered ? 'ol' : 'ul',
        block.items.map((item) => `<li>${escapeMarkup(item)}</li>`).join('\n'),
      );
  }
}

function tableHtml(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const isJournal = head.at(-1) === 'hash';
  const body = element('tbody', rows.map((cells) => row([], cells)).join('\n'));
  return `<table${isJournal ? ' class="journal"' : ''}>\n${element('thead', row(head, []))}\n${body}\n</table>`;
}

function row(headings: readonly string[], cells: readonly string[]): string {
  const heading = headings.map((text) => `<th>${escapeMarkup(text)}</th>`);
  return `<tr>${[...heading, ...cells.map((text) => `<td>${escapeMarkup(text)}</td>`)].join('')}</tr>`;
}

function element(name: string, content: string): string {
  return `<${name}>\n${content}\n</${name}>`;
}
