/** G1 at the wire: whatever the classic service leaves out, nothing looks ready that is not. */
import fc from 'fast-check';
import type { EngineStatus } from '../../../shared/core/engine/engine-status';
import { assessReadiness } from '../../../shared/core/readiness/checks';
import { quietFingerprint } from '../../../shared/core/readiness/pending';
import { aControl, aReadyFacts, at } from '../../support/facts';
import {
  COMPLETE,
  databaseRow,
  fileOf,
  migrationRow,
  readingOf,
  RUN,
  setOf,
  taskOf,
} from './classic-fixture';

type Path = readonly (string | number)[];

/** Paths of every member of every object inside a value. */
function membersOf(value: unknown, path: Path = []): Path[] {
  if (Array.isArray(value)) return value.flatMap((one, index) => membersOf(one, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => [[...path, key], ...membersOf(one, [...path, key])]);
}

/** A copy without the members at these paths, or with null in their place. */
function without(value: unknown, gone: ReadonlySet<string>, asNull: boolean, path: Path = []): unknown {
  if (Array.isArray(value)) return value.map((one, index) => without(one, gone, asNull, [...path, index]));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).flatMap(([key, one]) => {
    const inner = [...path, key];
    if (gone.has(inner.join('/'))) return asNull ? [[key, null]] : [];
    return [[key, without(one, gone, asNull, inner)]];
  });
  return Object.fromEntries(entries) as unknown;
}

function checksOf(status: EngineStatus) {
  const facts = aReadyFacts({
    engine: { kind: 'read', status },
    control: aControl({ operationId: RUN }),
    stability: { fingerprint: quietFingerprint(status) ?? '', count: 2, countedAt: at(1) },
  });
  return assessReadiness(facts);
}

const uploading = { isBackupRestored: false, listOfBackupFiles: [fileOf('log3.trn', 'Uploading')] };
const ready = taskOf({ commands: [] });

/** Bodies that must not look ready, each for one reason that several members tell. */
const notReady: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  [
    'a log is pending',
    taskOf({
      commands: [],
      output: [
        migrationRow(),
        databaseRow({ activeBackupSets: [setOf('log3.trn', uploading), setOf('log2.trn')] }),
      ],
    }),
  ],
  [
    'the full is not restored',
    taskOf({
      commands: [],
      output: [databaseRow({ isFullBackupRestored: false, lastRestoredBackupSetInfo: null })],
    }),
  ],
  [
    'a cutover was asked for',
    taskOf({
      commands: [{ commandType: COMPLETE, state: 'Accepted', input: { sourceDatabaseName: 'Sales' } }],
    }),
  ],
  [
    'the cutover is under way',
    taskOf({ commands: [], output: [databaseRow({ migrationState: 'CUTOVER_START' })] }),
  ],
  [
    'it has completed',
    taskOf({ commands: [], state: 'Succeeded', output: [databaseRow({ migrationState: 'COMPLETED' })] }),
  ],
  ['the task was cancelled', taskOf({ commands: [], state: 'Canceled' })],
];

test('the whole body is ready', () => {
  const status = readingOf(ready);
  expect(status).toBeDefined();
  expect(
    checksOf(status!).checks.filter(({ state }) => state !== 'met' && state !== 'notConfigured'),
  ).toEqual([]);
});

test.each(notReady)('%s: no omission makes it ready, or fails', (_name, body) => {
  const paths = membersOf(body).map((path) => path.join('/'));
  fc.assert(
    fc.property(fc.subarray(paths), fc.boolean(), (gone, asNull) => {
      const status = readingOf(without(body, new Set(gone), asNull));
      expect(status !== undefined && checksOf(status).ready).toBe(false);
    }),
    { numRuns: 600 },
  );
  for (const path of ['', ...paths]) {
    const status = readingOf(without(body, new Set([path]), false));
    expect([path, status !== undefined && checksOf(status).ready]).toEqual([path, false]);
  }
});

test.each([
  'taskId',
  'taskType',
  'state',
  'commands',
  'output',
  'output/1/migrationState',
  'output/1/activeBackupSets',
  'output/1/isFullBackupRestored',
  'output/1/lastRestoredBackupSetInfo',
])('a ready body without %s is not ready', (path) => {
  for (const asNull of [true, false]) {
    const status = readingOf(without(ready, new Set([path]), asNull));
    expect(status !== undefined && checksOf(status).ready).toBe(false);
  }
});

test('junk in any place is read or refused, never thrown', () => {
  const paths = membersOf(ready).map((path) => path.join('/'));
  const spoil = (value: unknown, at: string, junk: unknown, path: Path = []): unknown => {
    if (path.join('/') === at) return junk;
    if (Array.isArray(value)) return value.map((one, index) => spoil(one, at, junk, [...path, index]));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, spoil(one, at, junk, [...path, key])]),
    );
  };
  fc.assert(
    fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, junk) => {
      expect(() => readingOf(spoil(ready, path, junk))).not.toThrow();
    }),
    { numRuns: 600 },
  );
});
