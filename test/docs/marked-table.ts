/** Tables of pages that come from the code, between marks: `<!-- rows: … -->` and `<!-- /rows -->`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { read, ROOT, tableRows } from './support';

/**
 * The rows of a marked table, without its heading; under `npm run docs` it is written first.
 *
 * @param cells the heading, then the rows
 */
export function markedTable(
  page: string,
  mark: string,
  [heading = [], ...rows]: readonly (readonly string[])[],
): readonly (readonly string[])[] {
  const marked = new RegExp(`(<!-- ${mark}: [^\\n]*-->\\n\\n)([^]*?)(<!-- /${mark} -->)`);
  const lines = [heading, heading.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`);
  if (process.env.WRITE_DOCS !== undefined)
    writeFileSync(
      join(ROOT, page),
      read(page).replace(
        marked,
        (_all, before: string, _old, after: string) => `${before}${lines.join('')}\n${after}`,
      ),
    );
  const [, , found = ''] = marked.exec(read(page)) ?? [];
  return tableRows(found);
}
