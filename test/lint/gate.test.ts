/** The gate itself: in which order the suites run, and what it says about where the time goes. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

interface Suite {
  readonly name: string;
  readonly ms: number;
}

const SUPPORT = join(__dirname, '..', 'support');
interface Sequenced {
  readonly path: string;
}
const MixedKinds = jest.requireActual<{
  new (options: object): { sort(tests: readonly Sequenced[]): readonly Sequenced[] };
  kindOf: (path: string, source: string) => number;
  inTurn: <T>(lists: readonly (readonly T[])[]) => readonly T[];
}>(join(SUPPORT, 'mixed-kinds.cjs'));
const { describeTimes } = jest.requireActual<{
  describeTimes: (suites: readonly Suite[], wallMs: number) => readonly string[];
}>(join(SUPPORT, 'slowest-suites.cjs'));

test.each([
  ['the whole stack', 0, 'test/e2e/story.test.ts', ''],
  ['Azurite, a process', 1, 'test/adapters/ledger.test.ts', 'azurite = await startAzurite();'],
  ['a host, a process', 1, 'tools/localhost/test/log.test.ts', 'await HostProcess.start({ app })'],
  ['a command, a process', 1, 'test/cli/help.test.ts', "import { execFile } from 'node:child_process';"],
  ['what only computes', 2, 'test/core/lsn.test.ts', 'expect(parseLsn(text)).toBe(1n)'],
])('the order of the suites: %s comes as kind %d', (_, kind, path, source) => {
  expect(MixedKinds.kindOf(path, source)).toBe(kind);
});

test('the whole stack goes first and what only computes last, whatever their sizes', () => {
  const root = join(__dirname, '..', '..');
  const context = { config: { cache: false }, hasteFS: { getSize: (path: string) => path.length } };
  const given = ['test/core/lsn.test.ts', 'test/cli/launcher.test.ts', 'test/e2e/story.e2e.test.ts'];
  const tests = given.map((name) => ({ path: join(root, name), context }));
  const sorted = new MixedKinds({}).sort(tests).map(({ path }) => relative(root, path));
  expect(sorted).toEqual([...given].reverse());
});

test('the ten slowest suites are told, the slowest first, with the sum of all', () => {
  const suites = Array.from({ length: 12 }, (_, n) => ({ name: `suite${n}`, ms: n * 1_000 }));
  const [head, ...lines] = describeTimes(suites, 33_000);
  expect(head).toBe('12 suites took 66.0 s side by side in 33.0 s; the slowest:');
  expect(lines).toHaveLength(10);
  expect([lines[0], lines[9]]).toEqual(['   11.0 s  suite11', '    2.0 s  suite2']);
});

test('of a few suites nothing is told', () => {
  expect(describeTimes([{ name: 'one', ms: 1 }], 1)).toEqual([]);
});

describe('the steps', () => {
  const folder = mkdtempSync(join(tmpdir(), 'steps-'));
  const npm = join(folder, 'npm.cjs');
  beforeAll(() => {
    writeFileSync(
      npm,
      "const [, step] = process.argv.slice(2); console.log(process.argv.slice(2).join(' ')); process.exit(step === 'lint' ? 3 : 0);",
    );
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const run = (...args: readonly string[]) =>
    spawnSync(process.execPath, [join(SUPPORT, 'run-steps.cjs'), ...args], {
      env: { npm_execpath: npm },
      encoding: 'utf8',
    });

  test('run, the last with the arguments, and tell how long each took', () => {
    const { status, stdout } = run('types', 'test', '--', '--json', 'a b');
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^run types\nrun test -- --json a b\ncheck: \d+\.\d s \(types \d+\.\d s, test \d+\.\d s\)\n$/,
    );
  });

  test('all before the last run to their end, printed in order; one that fails keeps the last from running', () => {
    const { status, stdout } = run('lint', 'types', 'test', '--');
    expect(status).toBe(3);
    expect(stdout).toMatch(
      /^run lint\nrun types\ncheck: \d+\.\d s \(lint \d+\.\d s, types \d+\.\d s\); lint failed\n$/,
    );
  });
});

test('each kind is spread over the whole run, in its own order', () => {
  expect(MixedKinds.inTurn([['a1', 'a2'], [], ['b1', 'b2', 'b3', 'b4']])).toEqual([
    'b1',
    'a1',
    'b2',
    'b3',
    'a2',
    'b4',
  ]);
});
