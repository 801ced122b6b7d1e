/** The evidence as a page in Markdown. */
import { escapeMarkdown } from './escape-markdown';
import type { EvidenceDocument } from './evidence-document';
import { type PageBlock, evidencePage } from './evidence-page';

/** Writes the page in Markdown. */
export function toEvidenceMarkdown(document: EvidenceDocument): string {
  const { title, facts, sections } = evidencePage(document);
  const parts = sections.map((section) => [
    ...(section.title === undefined ? [] : [`## ${escapeMarkdown(section.title)}`]),
    ...section.blocks.map(blockText),
  ]);
  return `${[`# ${escapeMarkdown(title)}`, blockText(facts), ...parts.flat()].filter((part) => part !== '').join('\n\n')}\n`;
}

function blockText(block: PageBlock): string {
  switch (block.kind) {
    case 'text':
      return escapeMarkdown(block.text);
    case 'facts':
      return tableText(['', ''], block.rows);
    case 'table':
      return tableText(block.head, block.rows);
    case 'list':
      return block.items.map((item) => `${block.isNumbered ? '1.' : '-'} ${escapeMarkdown(item)}`).join('\n');
  }
}

function tableText(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map(escapeMarkdown).join(' | ')} |`.replace('|  |  |', '| | |');
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}
