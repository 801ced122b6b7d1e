/** The contract: references resolve, examples fit, and its words are those of the code. */
import ts from 'typescript';
import { policyChangeBody } from '../../shared/api/policy-body';
import { PROBLEM_STATUS } from '../../shared/api/problem';
import { listQuery, pageQuery } from '../../shared/api/queries';
import { readRegistrationRequest } from '../../shared/api/registration-body';
import { ENGINE_KINDS } from '../../shared/core/engine/engine-status';
import { ATTEMPT_STATES } from '../../shared/core/migration/control';
import { PHASES } from '../../shared/core/migration/phase';
import { DEFAULT_POLICY, WAIVABLE_CHECKS } from '../../shared/core/migration/policy';
import { RUNBOOK_SITUATIONS, RUNBOOK_STEPS } from '../../shared/core/runbook/document';
import { isNeeded } from '../../shared/operator-verbs/verb';
import { OPERATOR_VERBS } from '../../shared/operator-verbs/verbs';
import { type Json, checkerOf, contract, objectsOf, problemsOf, resolve } from './contract';
import { type Member, membersOf, nodesOf, parse, read, unionOf } from './support';

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly enum?: readonly string[];
  readonly items?: Schema;
  readonly default?: unknown;
  readonly additionalProperties?: unknown;
}

const all = [...objectsOf()];

function schema(name: string): Schema {
  return contract.components.schemas?.[name] as Schema;
}

function follow(one: Schema | undefined): Schema {
  return one?.$ref === undefined ? (one ?? {}) : (resolve(one.$ref) as Schema);
}

test('every reference resolves', () => {
  const dangling = all.filter(([, one]) => typeof one.$ref === 'string' && resolve(one.$ref) === undefined);
  expect(dangling.map(([place, one]) => `${place}: ${String(one.$ref)}`)).toEqual([]);
});

test('every component is used', () => {
  const text = read('openapi.yaml');
  const unused = Object.entries(contract.components)
    .filter(([kind]) => kind !== 'securitySchemes')
    .flatMap(([kind, components]) => Object.keys(components).map((name) => `#/components/${kind}/${name}`))
    .filter((reference) => !text.includes(`'${reference}'`));
  expect(unused).toEqual([]);
});

const withExamples = all.flatMap(([place, one]) =>
  'schema' in one && 'examples' in one
    ? Object.entries(one.examples as Json).map(
        ([name, example]) => [`${place}/${name}`, one.schema, (example as Json).value] as const,
      )
    : [],
);

test('there are examples', () => {
  expect(withExamples.length).toBeGreaterThan(15);
});

test.each(withExamples)('%s fits its schema', (_place, shape, value) => {
  expect(problemsOf(checkerOf(shape), value)).toEqual([]);
});

test('every object in an answer or a body says whether it may hold more', () => {
  const open = all.filter(([, one]) => one.type === 'object' && !('additionalProperties' in one));
  expect(open.map(([place]) => place)).toEqual([]);
});

test.each([
  ['Phase', schema('Phase'), PHASES],
  ['EngineKind', schema('EngineKind'), ENGINE_KINDS],
  ['AttemptState', schema('AttemptState'), [...ATTEMPT_STATES, 'begunByService']],
  ['Waiver.check', schema('Waiver').properties?.check, WAIVABLE_CHECKS],
  [
    'Attention.kind',
    schema('Attention').properties?.kind,
    unionOf('shared/core/migration/status-document.ts', 'AttentionKind'),
  ],
  [
    'Policy.mode',
    schema('Policy').properties?.mode,
    unionOf('shared/core/migration/policy.ts', 'PolicyMode'),
  ],
  [
    'JournalEntry.kind',
    schema('JournalEntry').properties?.kind,
    unionOf('shared/core/migration/journal.ts', 'JournalKind'),
  ],
  [
    'PreflightRow.state',
    schema('PreflightRow').properties?.state,
    unionOf('shared/core/migration/preflight-state.ts', 'PreflightState'),
  ],
  [
    'PreflightRow.severity',
    schema('PreflightRow').properties?.severity,
    unionOf('shared/core/migration/preflight-state.ts', 'PreflightSeverity'),
  ],
  [
    'Status.chain.status',
    schema('Status').properties?.chain?.properties?.status,
    unionOf('shared/core/chain/verdict.ts', 'ChainStatus'),
  ],
  [
    'BoardItem.setType',
    schema('BoardItem').properties?.setType,
    unionOf('shared/core/backup-header.ts', 'BackupType'),
  ],
  [
    'BoardItem.state',
    schema('BoardItem').properties?.state,
    [
      ...new Set([
        ...unionOf('shared/core/chain/verdict.ts', 'ChainFileState'),
        ...unionOf('shared/core/migration/backup-record.ts', 'RecordState').filter(
          (state) => state !== 'read',
        ),
        'excluded',
      ]),
    ],
  ],
  [
    'Evidence.outcome',
    schema('Evidence').properties?.outcome,
    [
      ...new Set([
        'none',
        'completed',
        'failed',
        'canceled',
        'exported',
        'begunByService',
        ...ATTEMPT_STATES,
      ]),
    ],
  ],
  ['RunbookStepName', schema('RunbookStepName'), RUNBOOK_STEPS],
  ['RunbookWayBack.situation', schema('RunbookWayBack').properties?.situation, RUNBOOK_SITUATIONS],
] as const)('%s has the words of the code', (_name, shape, words) => {
  expect([...(follow(shape).enum ?? [])].sort()).toEqual([...words].sort());
});

const DOCUMENT = 'shared/core/migration/status-document.ts';
const RUNBOOK = 'shared/core/runbook/document.ts';

test.each([
  ['Status', DOCUMENT, 'StatusDocument'],
  ['Summary', DOCUMENT, 'MigrationSummary'],
  ['Attention', DOCUMENT, 'Attention'],
  ['Policy', 'shared/core/migration/policy.ts', 'Policy'],
  ['Waiver', 'shared/core/migration/policy.ts', 'Waiver'],
  ['BoardItem', 'shared/core/views/file-board.ts', 'BoardItem'],
  ['PreflightSummary', 'shared/core/migration/preflight-result.ts', 'PreflightSummary'],
  ['Preflight', 'shared/core/preflight/document.ts', 'PreflightDocument'],
  ['JournalEntry', 'shared/core/migration/journal.ts', 'JournalEntry'],
  ['Evidence', 'shared/core/views/evidence-document.ts', 'EvidenceDocument'],
  ['Runbook', RUNBOOK, 'RunbookDocument'],
  ['RunbookStep', RUNBOOK, 'RunbookStep'],
  ['RunbookCommand', RUNBOOK, 'RunbookCommand'],
  ['RunbookWayBack', RUNBOOK, 'RunbookWayBack'],
] as const)('%s has the members of %s %s', (name, path, declared) => {
  expect(differences(membersOf(path, declared), schema(name), name)).toEqual([]);
});

test('the parts of documents that are types of their own have their members, too', () => {
  const status = schema('Status').properties;
  const evidence = schema('Evidence').properties;
  expect([
    ...differences(membersOf(DOCUMENT, 'CheckView'), status?.readiness?.properties?.checks?.items, 'check'),
    ...differences(membersOf(DOCUMENT, 'NextStep'), status?.next, 'next'),
    ...differences(membersOf(DOCUMENT, 'ApprovalsView'), status?.approvals, 'approvals'),
    ...differences(membersOf(DOCUMENT, 'ApprovalView'), schema('Approval'), 'approval'),
    ...differences(
      membersOf('shared/core/engine/engine-status.ts', 'EngineFailure'),
      status?.engineStatus?.properties?.failure,
      'failure',
    ),
    ...differences(
      membersOf('shared/core/engine/engine-status.ts', 'EngineProgress'),
      status?.engineStatus?.properties?.progress,
      'progress',
    ),
    ...differences(
      membersOf('shared/core/views/evidence-document.ts', 'EvidenceAtSending'),
      evidence?.atSending,
      'atSending',
    ),
    ...differences(
      membersOf('shared/core/views/evidence-document.ts', 'EvidenceByService'),
      evidence?.byService,
      'byService',
    ),
    ...differences(
      membersOf('shared/core/evidence/verify-chain.ts', 'ChainVerdict'),
      schema('ChainVerdict'),
      'ChainVerdict',
    ),
    ...differences(
      membersOf('shared/core/evidence/verify-chain.ts', 'ChainFinding'),
      schema('ChainVerdict').properties?.findings?.items,
      'ChainFinding',
    ),
    ...differences(
      membersOf('shared/core/migration/journal.ts', 'JournalHead'),
      schema('JournalHead'),
      'JournalHead',
    ),
    ...differences(
      membersOf('shared/core/views/evidence-path.ts', 'PathSets'),
      schema('PathSets'),
      'PathSets',
    ),
  ]).toEqual([]);
});

/** Where members and schema differ: a name that one of them lacks, or another idea of what may be absent. */
function differences(members: readonly Member[], given: Schema | undefined, at: string): readonly string[] {
  const shape = follow(given);
  const names = Object.keys(shape.properties ?? {});
  return [
    ...names
      .filter((name) => !members.some((one) => one.name === name))
      .map((name) => `${at}.${name}: not in the code`),
    ...members.flatMap((member) => {
      const place = `${at}.${member.name}`;
      if (!names.includes(member.name)) return [`${place}: not in the contract`];
      const required = shape.required?.includes(member.name) === true;
      return [
        ...(required === member.optional
          ? [`${place}: ${required ? 'may be absent' : 'is always there'} in the code`]
          : []),
        ...(member.inline ? differences(member.inline, shape.properties?.[member.name], place) : []),
      ];
    }),
  ];
}

test.each(OPERATOR_VERBS.map((verb) => [verb.verb, verb] as const))(
  '%s: contract and command have the fields that the code takes, and the examples are taken',
  (name, verb) => {
    const { schema: shape, examples } = bodyOf(`/migrations/{id}/${name}`, 'post');
    const fields = Object.keys(verb.body.shape).sort();
    const needed = fields.filter((field) => isNeeded(verb, field));
    expect(Object.keys(shape.properties ?? {}).sort()).toEqual(fields);
    expect([...(shape.required ?? [])].sort()).toEqual(needed);
    expect(Object.keys({ ...verb.cli.args, ...verb.cli.options }).sort()).toEqual(fields);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) expect(verb.body.safeParse(example).error?.issues ?? []).toEqual([]);
  },
);

test('the policy of the contract has the fields and the defaults of the code', () => {
  const properties = schema('PolicyChange').properties ?? {};
  expect(Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, one.default]))).toEqual(
    DEFAULT_POLICY,
  );
  for (const example of bodyOf('/migrations/{id}', 'patch').examples)
    expect(policyChangeBody(15).safeParse(example).error?.issues ?? []).toEqual([]);
});

const rules = {
  engines: ENGINE_KINDS,
  backupHosts: { patterns: ['*.blob.core.windows.net'], loopback: true },
  leastPoll: 1,
  registeredBy: 'ada',
  now: '2026-03-01T22:00:00.000Z',
};

test('the registrations of the contract and of the README are taken', () => {
  const examples = [
    ...bodyOf('/migrations', 'post').examples,
    ...['orders', 'lrs'].map((name) => JSON.parse(read(`docs/examples/${name}.json`))),
  ];
  for (const example of examples) expect(() => readRegistrationRequest(example, rules)).not.toThrow();
});

test.each([
  [
    ['Registration', 'RegistrationByResource', 'Backups'],
    ['registration-body', 'registration-fields'],
  ],
  [['CreateDms', 'CreateLrs', 'LastBackup'], ['create-body']],
])('%j have exactly the fields that the code knows', (schemas, files) => {
  const objects = files
    .flatMap((file) => nodesOf(parse(`shared/api/${file}.ts`), ts.isCallExpression))
    .filter((call) => /\.strictObject$/.test(call.expression.getText().replaceAll(/\s/g, '')))
    .map((call) => call.arguments[0])
    .filter(
      (one): one is ts.ObjectLiteralExpression => one !== undefined && ts.isObjectLiteralExpression(one),
    );
  const known = objects.flatMap((one) => one.properties.map((property) => property.name?.getText() ?? ''));
  const told = schemas.map(schema).flatMap(fieldsOf);
  expect([...new Set(told)].sort()).toEqual([...new Set(known)].sort());
});

test('a body that names a resource and a target is none of the two', () => {
  const { schema: shape, examples } = bodyOf('/migrations', 'post');
  const [full] = examples;
  expect(problemsOf(checkerOf(shape), full)).toEqual([]);
  expect(problemsOf(checkerOf(shape), { ...(full as Json), resourceId: '/subscriptions/s' })).not.toEqual([]);
});

/** Names of the fields of an object and of the objects written in place within it. */
function fieldsOf(one: Schema): readonly string[] {
  return Object.entries(one.properties ?? {}).flatMap(([name, child]) => [name, ...fieldsOf(child)]);
}

test.each([
  ['/migrations', Object.keys(listQuery.shape)],
  ['/migrations/{id}/journal', Object.keys(pageQuery.shape)],
] as const)('the query of GET %s has the parameters that the code takes', (path, names) => {
  const parameters = (contract.paths[path]?.get?.parameters ?? []) as { $ref?: string }[];
  const told = parameters
    .map((one) => (one.$ref === undefined ? one : resolve(one.$ref)) as { name: string; in: string })
    .filter((one) => one.in === 'query')
    .map(({ name }) => name);
  expect(told.sort()).toEqual([...names].sort());
});

test('every status that a refusal may have is in the contract', () => {
  const told = new Set(
    Object.values(contract.paths).flatMap((item) =>
      Object.values(item).flatMap((operation) => Object.keys((operation.responses ?? {}) as Json)),
    ),
  );
  expect(Object.values(PROBLEM_STATUS).filter((status) => !told.has(String(status)))).toEqual([]);
});

test('the contract has the version of the package', () => {
  expect(contract.info.version).toBe((JSON.parse(read('package.json')) as { version: string }).version);
});

function bodyOf(
  path: string,
  method: string,
): { readonly schema: Schema; readonly examples: readonly unknown[] } {
  const body = contract.paths[path]?.[method]?.requestBody as {
    content: { 'application/json': { schema: Schema; examples: Record<string, { value: unknown }> } };
  };
  const { schema: shape, examples } = body.content['application/json'];
  return { schema: shape, examples: Object.values(examples).map((one) => one.value) };
}
