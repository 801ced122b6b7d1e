/** The lint rules that keep orchestrators and core deterministic, and functions short: each planted violation is caught. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ORCHESTRATOR = 'functions/orchestrators/planted.ts';
const CORE = 'shared/core/planted.ts';
const inGenerator = (yielded: string): string =>
  `import type { OrchestrationContext, Task } from 'durable-functions';\nexport function* o(c: OrchestrationContext, r: never): Generator<Task> { yield ${yielded}; }`;

const PLANTED: readonly (readonly [name: string, file: string, code: string, rule: string])[] = [
  [
    'a retrying activity inside Task.any',
    ORCHESTRATOR,
    inGenerator('c.df.Task.any([c.df.callActivityWithRetry("a", r)])'),
    'no-restricted-syntax',
  ],
  [
    'a retrying sub-orchestration inside Task.all',
    ORCHESTRATOR,
    inGenerator('c.df.Task.all([c.df.callSubOrchestratorWithRetry("a", r)])'),
    'no-restricted-syntax',
  ],
  [
    'an activity inside Task.all',
    ORCHESTRATOR,
    inGenerator('c.df.Task.all([c.df.callActivity("a")])'),
    'no-restricted-syntax',
  ],
  [
    'callHttp inside Task.any',
    ORCHESTRATOR,
    inGenerator('c.df.Task.any([c.df.callHttp(r)])'),
    'no-restricted-syntax',
  ],
  ['Date.now()', ORCHESTRATOR, 'export const now = Date.now();', 'no-restricted-syntax'],
  ['new Date()', ORCHESTRATOR, 'export const now = new Date();', 'no-restricted-syntax'],
  ['Math.random()', ORCHESTRATOR, 'export const r = Math.random();', 'no-restricted-syntax'],
  ['randomUUID()', ORCHESTRATOR, 'export const r = globalThis.crypto.randomUUID();', 'no-restricted-syntax'],
  ['await', ORCHESTRATOR, 'export async function f(p: Promise<void>) { await p; }', 'no-restricted-syntax'],
  ['process', ORCHESTRATOR, 'export const e = process.env;', 'no-restricted-globals'],
  ['fetch', ORCHESTRATOR, 'export const f = fetch;', 'no-restricted-globals'],
  ['setTimeout', ORCHESTRATOR, 'setTimeout(() => undefined, 1);', 'no-restricted-globals'],
  [
    'an adapter',
    ORCHESTRATOR,
    "import { readBackupFile } from '../../shared/adapters/read-backup-file';\nexport const x = readBackupFile;",
    'no-restricted-imports',
  ],
  [
    'node',
    ORCHESTRATOR,
    "import { join } from 'node:path';\nexport const x = join;",
    'no-restricted-imports',
  ],
  ['zod in core', CORE, "import { z } from 'zod';\nexport const x = z;", 'no-restricted-imports'],
  [
    'random bytes beside the hash',
    'shared/core/evidence/planted.ts',
    "import { randomBytes } from 'node:crypto';\nexport const x = randomBytes;",
    'no-restricted-imports',
  ],
  [
    'node beside the hash',
    'shared/core/evidence/planted.ts',
    "import { join } from 'node:path';\nexport const x = join;",
    'no-restricted-imports',
  ],
  [
    'a hash elsewhere in core',
    CORE,
    "import { createHash } from 'node:crypto';\nexport const x = createHash;",
    'no-restricted-imports',
  ],
  [
    'node in core',
    CORE,
    "import { join } from 'node:path';\nexport const x = join;",
    'no-restricted-imports',
  ],
  [
    'a port in core',
    CORE,
    "import type { Clock } from '../ports/clock';\nexport type X = Clock;",
    'no-restricted-imports',
  ],
  ['the clock in core', CORE, 'export const now = new Date();', 'no-restricted-syntax'],
  [
    'a #private member in core',
    CORE,
    'export class A { #a = 1; get b(): number { return this.#a; } }',
    'no-restricted-syntax',
  ],
  [
    'a #private member elsewhere',
    'cli/planted.ts',
    'export class A { #a(): void {} b(): void { this.#a(); } }',
    'no-restricted-syntax',
  ],
  ['the environment in core', CORE, 'export const e = process.env;', 'no-restricted-globals'],
];

const functionOf = (lines: number): string =>
  `export function f(): number {\n  let n = 0;\n${'  n += 1;\n'.repeat(lines - 4)}  return n;\n}`;

const EVENT_AGAINST_TIMER = inGenerator(
  "c.df.Task.any([c.df.waitForExternalEvent('e'), c.df.createTimer(new Date(5))])",
);

let hits: readonly (readonly string[])[] = [];

beforeAll(() => {
  const cases = [
    ...PLANTED.map(([, file, code]) => ({ file, code })),
    { file: ORCHESTRATOR, code: EVENT_AGAINST_TIMER },
    ...[50, 51].map((lines) => ({ file: CORE, code: functionOf(lines) })),
  ];
  const run = spawnSync(process.execPath, [join(__dirname, 'lint-planted.cjs')], {
    input: JSON.stringify(cases),
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(run.stderr);
  hits = JSON.parse(run.stdout) as readonly (readonly string[])[];
}, 120_000);

describe('orchestrators and core', () => {
  test.each(PLANTED.map(([name, , , rule], index) => [name, rule, index] as const))(
    'refuse %s (%s)',
    (_name, rule, index) => {
      expect(hits[index]).toContain(rule);
    },
  );

  test('race an event against a timer freely', () => {
    expect(hits[PLANTED.length]).not.toContain('no-restricted-syntax');
  });
});

test('a function has at most 50 lines', () => {
  const rule = 'max-lines-per-function';
  expect(hits.slice(-2).map((one) => one.includes(rule))).toEqual([false, true]);
});
