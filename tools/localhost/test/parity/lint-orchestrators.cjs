// Prints, for each piece of code of standard input ([code, …]), whether the syntax rules for orchestrators refuse it.
// A process of its own, because ESLint loads its configuration by dynamic import, which jest's sandbox does not offer.
const { resolve } = require('node:path');
const { readFileSync } = require('node:fs');
const { ESLint, Linter } = require('eslint');

const rule = 'no-restricted-syntax';

(async () => {
  const cwd = resolve(__dirname, '../../../..');
  const eslint = new ESLint({ cwd });
  const { rules, languageOptions } = await eslint.calculateConfigForFile(
    'functions/orchestrators/planted.ts',
  );
  // Without types, which this rule does not ask for: they are what takes long.
  const config = {
    files: ['**/*.ts'],
    languageOptions: { parser: languageOptions.parser },
    rules: { [rule]: rules[rule] },
  };
  const linter = new Linter({ cwd });
  const refused = JSON.parse(readFileSync(0, 'utf8')).map((code) => {
    const messages = linter.verify(code, config, 'functions/orchestrators/planted.ts');
    const other = messages.find(({ ruleId }) => ruleId !== rule);
    if (other !== undefined) throw new Error(`${code}: ${other.message}`);
    return messages.length > 0;
  });
  process.stdout.write(JSON.stringify(refused));
})();
