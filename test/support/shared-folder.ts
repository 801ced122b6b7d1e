/**
 * Recorded material beside the repository: real headers and chains that are not published with it.
 *
 * Without it the suites that need it skip with a printed reason; with REQUIRE_E2E=1 that is a failure.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const ROOT = resolve(__dirname, '..', '..', '..', 'shared');

/** Absolute path of a folder or file of the recorded material, or undefined when it is not there. */
export function sharedPath(...parts: string[]): string | undefined {
  const path = resolve(ROOT, ...parts);
  return existsSync(path) ? path : undefined;
}

/**
 * A `describe` that runs only with the recorded material.
 *
 * @example describeShared('recorded chains', 'chains', (folder) => { test('…', () => readFileSync(join(folder, '…'))) })
 */
export function describeShared(title: string, folder: string, body: (path: string) => void): void {
  const path = sharedPath(folder);
  if (path !== undefined) {
    describe(title, () => body(path));
    return;
  }
  const reason = `${title}: skipped, the recorded material "${folder}" is not beside the repository (${ROOT})`;
  if (process.env['REQUIRE_E2E'] === '1') {
    test(title, () => {
      throw new Error(reason);
    });
    return;
  }
  console.log(reason);
  describe.skip(title, () => {
    test.todo(reason);
  });
}
