// Lints each case of standard input ([{ code, file }]) and prints the rules that were hit. A process of its own,
// because ESLint loads its configuration by dynamic import, which jest's sandbox does not offer.
const { resolve } = require('node:path');
const { readFileSync } = require('node:fs');
const { ESLint } = require('eslint');
const tseslint = require('typescript-eslint');

const root = resolve(__dirname, '../..');
const cases = JSON.parse(readFileSync(0, 'utf8'));
// None of the planted violations needs types, and a program of the whole project takes most of the time.
const eslint = new ESLint({ cwd: root, overrideConfig: tseslint.configs.disableTypeChecked });

(async () => {
  const hits = [];
  for (const { code, file } of cases) {
    const [result] = await eslint.lintText(code, { filePath: resolve(root, file) });
    hits.push(result.messages.map((message) => message.ruleId ?? message.message));
  }
  process.stdout.write(JSON.stringify(hits));
})();
