// npm run test:localhost [-- JEST ARGUMENT…]: every test of the local host, with the long ones that `npm test` leaves out.
const { spawnSync } = require('node:child_process');
const { resolve } = require('node:path');

const { status } = spawnSync(
  process.execPath,
  [require.resolve('jest/bin/jest'), 'tools/localhost/test/', ...process.argv.slice(2)],
  {
    cwd: resolve(__dirname, '../../..'),
    env: { ...process.env, TEST_LOCALHOST: '1' },
    stdio: 'inherit',
  },
);
process.exit(status ?? 1);
