// npm run test:parity [-- --base URL] [-- JEST ARGUMENT…]: the nineteen parity tests, against the bundled host or against the one at URL.
const { spawnSync } = require('node:child_process');
const { resolve } = require('node:path');

const usage =
  'Usage: npm run test:parity -- [--base URL] [-- JEST ARGUMENT…], where URL is a host that runs tools/localhost/test/apps/parity';

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

function baseOf([option, value, ...more]) {
  if (option === undefined) return undefined;
  if (option !== '--base' || value === undefined || more.length > 0) fail(usage);
  if (!URL.canParse(value)) fail(`Cannot run the parity suite against '${value}': it is not a URL. ${usage}`);
  return value.replace(/\/+$/, '');
}

/** The answer at this address; a host that is starting says 503, and has half a minute for it. */
async function whenStarted(url) {
  for (const end = Date.now() + 30_000; ;) {
    const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
    if (response.status !== 503 || Date.now() > end) return response;
    await new Promise((later) => setTimeout(later, 250));
  }
}

/** What stands between this base and a run, in a sentence. */
async function obstacleAt(base) {
  const cannot = `Cannot run the parity suite against ${base}:`;
  let response;
  try {
    response = await whenStarted(`${base}/api/parity`);
  } catch (error) {
    return `${cannot} it does not answer (${error.cause?.code ?? error.message}). Start a host there first.`;
  }
  const told = response.ok ? await response.json().catch(() => undefined) : undefined;
  if (told?.app === 'parity') return undefined;
  return `${cannot} it does not run the app in tools/localhost/test/apps/parity (GET /api/parity answered ${response.status}).`;
}

async function main() {
  const given = process.argv.slice(2);
  const end = given.includes('--') ? given.indexOf('--') : given.length;
  const base = baseOf(given.slice(0, end));
  if (base === undefined) {
    console.log(
      "Runs against Microsoft's host are skipped: no --base URL names one. The bundled host is judged.",
    );
  } else {
    const obstacle = await obstacleAt(base);
    if (obstacle !== undefined) fail(obstacle);
    console.log(
      `Judging the host at ${base}; what needs a host's own process is skipped, each with its reason.`,
    );
  }
  const environment = { ...process.env, TEST_LOCALHOST: '1' };
  delete environment.PARITY_BASE;
  if (base !== undefined) environment.PARITY_BASE = base;
  // Each file has a bundled host of its own; on the host of somebody else one would purge what another waits for.
  // What it leaves unanswered when a test fails must not keep jest from ending.
  const pace =
    base === undefined ? ['--maxWorkers=2'] : ['--runInBand', '--testTimeout=120000', '--forceExit'];
  const { status } = spawnSync(
    process.execPath,
    [
      require.resolve('jest/bin/jest'),
      'tools/localhost/test/parity/',
      '--verbose',
      ...pace,
      ...given.slice(end + 1),
    ],
    { cwd: resolve(__dirname, '../../../..'), env: environment, stdio: 'inherit' },
  );
  process.exit(status ?? 1);
}

void main();
