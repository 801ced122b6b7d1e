/** The help's lines of the operator verbs are those of the table; `npm run docs` writes them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { VERB_LINES } from '../../shared/operator-verbs/verb-lines';
import { OPERATOR_VERBS } from '../../shared/operator-verbs/verbs';
import { read, ROOT } from './support';

const FILE = 'shared/operator-verbs/verb-lines.ts';

/** A group lists its verbs itself. */
const lines = OPERATOR_VERBS.filter(({ verb }) => !verb.includes('/')).map(
  ({ verb, cli: { summary, args } }) => ({
    verb,
    line: {
      summary,
      ...(args && {
        args: Object.keys(args)
          .map((arg) => `<${kebab(arg)}>`)
          .join(' '),
      }),
    },
  }),
);

/** The text of a row; prettier lays it out. */
function rowText({ verb, line }: (typeof lines)[number]): string {
  const members = Object.entries(line).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return `  ${JSON.stringify(verb)}: { ${members.join(', ')} },\n`;
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

test('the help lists the verbs as the table has them; if not, run `npm run docs`', () => {
  if (process.env.WRITE_DOCS !== undefined) {
    const text = read(FILE).replace(
      /(VERB_LINES[^{]*\{\n)[^]*(\n?\}\s*;)$/m,
      `$1${lines.map(rowText).join('')}$2`,
    );
    writeFileSync(join(ROOT, FILE), text);
    return;
  }
  expect(Object.entries(VERB_LINES)).toEqual(lines.map(({ verb, line }) => [verb, line]));
});
