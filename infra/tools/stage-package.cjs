/** Lays out in .local/package what runs in Azure: the build, its documents, the production dependencies. */
const { execSync } = require('node:child_process');
const { cpSync, mkdirSync, rmSync } = require('node:fs');
const { join, resolve } = require('node:path');

const ROOT = resolve(__dirname, '..', '..');
const PACKAGE = join(ROOT, '.local', 'package');
const PARTS = [
  'host.json',
  'package.json',
  'package-lock.json',
  'openapi.yaml',
  'dist/functions',
  'dist/shared',
];

execSync('npm run build', { cwd: ROOT, stdio: 'inherit' });
rmSync(PACKAGE, { recursive: true, force: true });
mkdirSync(PACKAGE, { recursive: true });
for (const part of PARTS) cpSync(join(ROOT, part), join(PACKAGE, part), { recursive: true });
// Installing builds wherever it finds a compiler, and the package has no sources.
execSync('npm ci --omit=dev --ignore-scripts --no-audit --no-fund', { cwd: PACKAGE, stdio: 'inherit' });
