// npm run test:wave [-- MEMBERS]: the wave of test/e2e/odd-wave.e2e.test.ts with fifty members, then again with the host killed every few
// seconds.
const { spawnSync } = require('node:child_process');
const { resolve } = require('node:path');

const members = process.argv[2] ?? '50';
if (!/^\d+$/.test(members) || Number(members) < 6) {
  console.error(
    'Usage: npm run test:wave [-- MEMBERS], six members or more: something is the matter with five',
  );
  process.exit(1);
}

const root = resolve(__dirname, '..', '..');
for (const killMs of ['0', '6000']) {
  const { status } = spawnSync(
    process.execPath,
    [require.resolve('jest/bin/jest'), 'test/e2e/odd-wave.e2e.test.ts', '--runInBand'],
    {
      cwd: root,
      env: { ...process.env, REQUIRE_E2E: '1', WAVE_MEMBERS: members, WAVE_KILL_MS: killMs },
      stdio: 'inherit',
    },
  );
  if (status !== 0) process.exit(status ?? 1);
}
