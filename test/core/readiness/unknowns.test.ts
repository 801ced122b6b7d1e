/** Every way in which a check can be unknown has its row: why, what settles it, and a way out or the word that there is none. */
import { buildProgram } from '../../../cli/program';
import { toEngineStatus as toDms } from '../../../shared/adapters/dms/dms-status';
import { migrationSchema } from '../../../shared/adapters/dms/dms-wire';
import {
  ENGINE_KINDS,
  type EngineContradiction,
  type EngineKind,
  type EngineStatus,
} from '../../../shared/core/engine/engine-status';
import type { Facts } from '../../../shared/core/facts/facts';
import { NO_LSN } from '../../../shared/core/lsn';
import { CHECKS, evaluateChecks } from '../../../shared/core/readiness/checks';
import { UNKNOWNS, unknownRow, type UnknownCause } from '../../../shared/core/readiness/unknowns';
import { OPERATOR_VERBS } from '../../../shared/operator-verbs/verbs';
import { readingOf, taskOf } from '../../adapters/dms-classic/classic-fixture';
import { migrationBody } from '../../adapters/dms/dms-fixture';
import { LONG_AT_REST, mapped, SHORT_AT_REST } from '../../adapters/lrs/lrs-fixture';
import { membersOf, without } from '../../adapters/omissions';
import { aControl, aReadyFacts, aTail, at, oneTail, withChain, withStatus } from '../../support/facts';
import { aProbedFacts, unprobedFacts } from '../../support/probe-facts';
import { wayOutText } from '../../support/way-out-text';

const CAUSES = Object.keys(UNKNOWNS) as UnknownCause[];

const DMS_AT_REST = migrationBody({
  offlineConfiguration: { offline: false },
  migrationStatusDetails: {
    isFullBackupRestored: true,
    pendingLogBackupsCount: 0,
    lastRestoredFilename: 'log9.trn',
    blobContainerName: 'c',
  },
});

/** What a body means to an engine; undefined when it is none: then nothing was read. */
type Reader = (body: unknown) => EngineStatus | undefined;

const readDms: Reader = (body) => {
  const parsed = migrationSchema.safeParse(body);
  return parsed.success ? toDms(parsed.data, at(1)) : undefined;
};
const readLrs: Reader = (body) => {
  const { details, database } = body as { details?: object; database?: { status?: string } };
  return details && database && mapped(details, { status: '', ...database });
};
const onLrs = (details: object) => ({
  details,
  database: { status: 'Restoring', creationDate: '2026-11-20T12:06:54.363Z' },
});

/** Bodies of a migration at rest, and how each engine reads one. */
const BODIES: Readonly<Record<EngineKind, readonly [Reader, ...unknown[]]>> = {
  dms: [readDms, DMS_AT_REST],
  lrs: [readLrs, onLrs(LONG_AT_REST), onLrs(SHORT_AT_REST)],
  'dms-classic': [readingOf, taskOf({ commands: [] })],
};

/** What an engine reads of its bodies, whole and when any one member is left out. */
function readings(engine: EngineKind): readonly EngineStatus[] {
  const [read, ...bodies] = BODIES[engine];
  return bodies.flatMap((body) =>
    ['', ...membersOf(body)].flatMap((path) => read(without(body, new Set([path]))) ?? []),
  );
}

const ABOUT: readonly EngineContradiction['about'][] = [
  'state',
  'full',
  'pending',
  'lastRestored',
  'sets',
  'unrestorable',
];

const VERSIONS: readonly Facts['progress']['version'][] = [
  undefined,
  { kind: 'untold', reason: 'storage reported nothing' },
  { kind: 'unproven', reason: 'it was uploaded twice' },
  { kind: 'confirmable', reason: 'no reading in time', tail: aTail(), versions: [] },
];

/** What can be missing whatever the engine. */
function lossesOf(ready: Facts): readonly Facts[] {
  return [
    { ...ready, engine: { kind: 'trouble', code: 'unreachable', message: 'no answer' } },
    { ...ready, engine: { kind: 'absent' } },
    withStatus(ready, { asOf: at(-1) }),
    withStatus(ready, { state: 'unknown', rawState: 'Pondering' }),
    ...ABOUT.map((about) => withStatus(ready, { contradictions: [{ about, statements: ['a', 'b'] }] })),
    { ...ready, progress: {} },
    ...VERSIONS.map((version) => ({ ...ready, progress: { ...ready.progress, version } })),
    withChain(ready, { pathFiles: 0, sources: [] }),
    withChain(ready, { chainEnd: undefined }),
    { ...withChain(ready, { pathFiles: 0, sources: [] }), tail: { kind: 'none' } },
    { ...ready, tail: oneTail(aTail({ lastLsn: NO_LSN })) },
    { ...ready, listing: { kind: 'trouble', reason: 'unreachable', message: 'no storage' } },
    withChain(ready, { checksumUnknown: ['log8.trn'] }),
    withChain(ready, { sources: [{ files: ['full.bak'], sets: 1 }] }),
    unprobedFacts(),
    aProbedFacts({ history: 'denied', log: undefined }),
    aProbedFacts({ history: 'none', log: undefined }),
  ];
}

/** Facts about a migration of this engine, with one thing left out in each. */
function factsOf(engine: EngineKind): readonly Facts[] {
  return readings(engine).map((status) =>
    aReadyFacts({
      engine: { kind: 'read', status },
      control: aControl({ operationId: status.operationId ?? 'adopted' }),
    }),
  );
}

function unknownIn(facts: readonly Facts[]): readonly string[] {
  const found = facts.flatMap((one) =>
    evaluateChecks(one).flatMap(({ code, state, cause }) =>
      state === 'unknown' ? [`${code}: ${cause ?? 'no cause'}`] : [],
    ),
  );
  return [...new Set(found)].toSorted();
}

test.each(ENGINE_KINDS.map((engine) => [engine]))(
  '%s: what can be unknown is in the table, and no more',
  (engine) => {
    const [whole] = factsOf(engine);
    const found = unknownIn([...factsOf(engine), ...lossesOf(whole ?? fail())]);
    const rows = CAUSES.filter((cause) => unknownRow(cause).engines.includes(engine)).flatMap((cause) =>
      unknownRow(cause).checks.map((check) => `${check}: ${cause}`),
    );
    expect(found).toEqual(rows.toSorted());
  },
);

test('a whole body leaves nothing unknown, so that the omissions make the difference', () => {
  for (const engine of ENGINE_KINDS)
    expect([engine, unknownIn(factsOf(engine).slice(0, 1))]).toEqual([engine, []]);
});

test('a row names checks that there are', () => {
  const codes: readonly string[] = CHECKS.map(({ code }) => code);
  expect(
    CAUSES.flatMap((cause) => unknownRow(cause).checks).filter((check) => !codes.includes(check)),
  ).toEqual([]);
});

test('a way out is a verb that can be typed, or it is said that there is none and what to do instead', () => {
  const program = buildProgram({ terminal: { env: {} } as never, exitCode: 0 });
  const commands = program.commands.flatMap((one) => [
    one.name(),
    ...one.commands.map((inner) => `${one.name()} ${inner.name()}`),
  ]);
  const verbs = [...OPERATOR_VERBS.map(({ verb }) => verb), ...commands];
  for (const cause of CAUSES) {
    const { wayOut, why, settledBy } = unknownRow(cause);
    if (wayOut.kind === 'verb') expect(verbs).toContain(wayOut.verb);
    else expect(wayOut.instead.length).toBeGreaterThan(10);
    for (const text of [why, settledBy, wayOutText(wayOut)]) expect(text).not.toMatch(/^\s*$|\.$|\||\n/);
  }
});
