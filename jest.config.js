/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test', '<rootDir>/tools/localhost'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/localhost/test/apps/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '/localhost/test/apps/.made/'],
  transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.json', diagnostics: false }] },
  maxWorkers: '100%',
  testTimeout: 20000,
};
