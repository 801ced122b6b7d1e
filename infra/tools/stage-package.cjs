/** Lays out in .local/package what runs in Azure: the build, its documents, the production dependencies. */
const { execSync } = require('node:child_process');
const { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { join, resolve } = require('node:path');

const ROOT = resolve(__dirname, '..', '..');
const PACKAGE = join(ROOT, '.local', 'package');
const PARTS = ['package.json', 'package-lock.json', 'openapi.yaml', 'dist/functions', 'dist/shared'];

/**
 * The host.json of a backend of Durable Functions.
 *
 * An app setting could say it as well, but the host tells the scale controller what stands in the file (Azure/azure-functions-host
 * FunctionsSyncManager.cs).
 */
function hostJsonFor(backend, hostJson) {
  if (backend === 'storage') return hostJson;
  if (backend !== 'scheduler')
    throw new Error(
      `Cannot stage the package: DURABLE_BACKEND is "${backend}", expected storage or scheduler`,
    );
  const storageProvider = {
    type: 'azureManaged',
    connectionStringName: 'DURABLE_TASK_SCHEDULER_CONNECTION_STRING',
  };
  const durableTask = { ...hostJson.extensions.durableTask, hubName: '%TASKHUB_NAME%', storageProvider };
  return { ...hostJson, extensions: { ...hostJson.extensions, durableTask } };
}

function stage() {
  execSync('npm run build', { cwd: ROOT, stdio: 'inherit' });
  rmSync(PACKAGE, { recursive: true, force: true });
  mkdirSync(PACKAGE, { recursive: true });
  for (const part of PARTS) cpSync(join(ROOT, part), join(PACKAGE, part), { recursive: true });
  const hostJson = JSON.parse(readFileSync(join(ROOT, 'host.json'), 'utf8'));
  const staged = hostJsonFor(process.env.DURABLE_BACKEND || 'storage', hostJson);
  writeFileSync(join(PACKAGE, 'host.json'), `${JSON.stringify(staged, null, 2)}\n`);
  // Installing builds wherever it finds a compiler, and the package has no sources.
  execSync('npm ci --omit=dev --ignore-scripts --no-audit --no-fund', { cwd: PACKAGE, stdio: 'inherit' });
}

if (require.main === module) stage();
module.exports = { hostJsonFor };
