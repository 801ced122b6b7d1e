// Writes what comes from the code: texts of docs and openapi.yaml, the help's lines of the operator verbs: `npm run docs`.
const { execFileSync } = require('node:child_process');

const run = (tool, ...words) =>
  execFileSync(process.execPath, [require.resolve(tool), ...words], {
    stdio: 'inherit',
    env: { ...process.env, WRITE_DOCS: '1' },
  });

run('jest/bin/jest', 'test/docs/checks.test.ts', '-t', 'says what the rows say');
run('jest/bin/jest', 'test/docs/events.test.ts', '-t', 'table of events');
run('jest/bin/jest', 'test/docs/notifications.test.ts', '-t', 'table of events');
run('jest/bin/jest', 'test/docs/preflight.test.ts', '-t', 'table of rows');
run('jest/bin/jest', 'test/infra/observed.test.ts', '-t', 'table of outages');
run('jest/bin/jest', 'test/docs/verbs.test.ts');
run('jest/bin/jest', 'test/docs/routes.test.ts', '-t', 'says what the table says');
run('jest/bin/jest', 'test/docs/cost.test.ts', '-t', 'what a month costs');
run(
  'prettier/bin/prettier.cjs',
  '--write',
  'docs/cutover.md',
  'docs/engines.md',
  'docs/runbook.md',
  'docs/events.md',
  'docs/notifications.md',
  'docs/observe.md',
  'docs/operate.md',
  'docs/preflight.md',
  'docs/sign-in.md',
  'openapi.yaml',
  'shared/operator-verbs/verb-lines.ts',
);
