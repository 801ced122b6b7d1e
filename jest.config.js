const { availableParallelism } = require('node:os');

// The suites that prove the local host itself, against recordings, programs at random and deaths, take a sixth of the time of all.
// `npm run test:localhost` runs them, and so does the workflow; all suites of the product run on that host anyway.
const OF_THE_LOCAL_HOST =
  '/localhost/test/(parity/|(random-programs|recorded-journal|kill|worker-death|full-disk)\\.test)';

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test', '<rootDir>/tools/localhost'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: [
    '/node_modules/',
    '/localhost/test/apps/',
    ...(process.env.TEST_LOCALHOST === '1' ? [] : [OF_THE_LOCAL_HOST]),
  ],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '/localhost/test/apps/.made/'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
  // More workers than cores: the suites that start processes wait most of the time.
  maxWorkers: Math.ceil(availableParallelism() * 1.5),
  testSequencer: '<rootDir>/test/support/mixed-kinds.cjs',
  reporters: ['default', '<rootDir>/test/support/slowest-suites.cjs'],
  testTimeout: 20000,
};
