/** Suites that need a program which not every machine has. */

/** A program, or why there is none. */
export type Found =
  { readonly kind: 'found'; readonly path: string } | { readonly kind: 'none'; readonly reason: string };

/** A suite that needs a program: skipped with the reason where it is missing, failed where CI demands it. */
export function withProgram(name: string, found: Found, suite: (path: string) => void): void {
  if (found.kind === 'found') describe(name, () => suite(found.path));
  else if (process.env.REQUIRE_E2E === '1') test(name, () => expect(found.reason).toBe(''));
  else {
    console.log(`${name}: skipped, ${found.reason}`);
    describe.skip(`${name} (skipped: ${found.reason})`, () => suite(''));
  }
}
