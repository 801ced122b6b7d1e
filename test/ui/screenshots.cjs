// `npm run screenshots`: has the test of the demo on the page take its pictures, and keeps those that README shows.
const { spawnSync } = require('node:child_process');
const { copyFileSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..', '..');
const folder = join(root, '.local', 'screenshots');
const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const { status } = spawnSync(process.execPath, [jest, 'test/e2e/demo-on-page'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, SCREENSHOTS: folder, REQUIRE_E2E: '1' },
});
if (status === 0)
  for (const [, name] of readFileSync(join(root, 'README.md'), 'utf8').matchAll(
    /docs\/images\/(page-[\w-]+\.png)/g,
  ))
    copyFileSync(join(folder, name), join(root, 'docs', 'images', name));
process.exitCode = status ?? 1;
