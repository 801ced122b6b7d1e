/** Suites that run the built product: they need `dist/`, which `npm test` builds first. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const BUILT = join(__dirname, '..', '..', 'dist', 'functions', 'index.js');

/** Declares an end-to-end suite; skipped with a printed reason where nothing is built, a failure under REQUIRE_E2E=1. */
export function endToEnd(name: string, suite: () => void): void {
  if (existsSync(BUILT)) {
    describe(name, suite);
    return;
  }
  const reason = 'the product is not built: npm run build';
  if (process.env.REQUIRE_E2E === '1') test(`${name} (required)`, () => expect(reason).toBe(''));
  else describe.skip(`${name} (skipped: ${reason})`, suite);
}
