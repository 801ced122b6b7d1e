/** Each outage and each reason for a look leaves the record that one deployed rule looks for, and no other rule fires. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StorageFault } from '../../shared/adapters/storage-fault';
import { LedgerRowError } from '../../shared/ports/ledger';
import type { AttentionKind } from '../../shared/core/migration/status-document';
import type { StorageReason } from '../../shared/core/migration/storage-trouble';
import { ATTENTION_ORDER } from '../../shared/core/views/attention';
import { freezeLedger } from '../../shared/use-cases/operate/freeze-ledger';
import { NEW_WATCH } from '../../shared/core/watch/watch-state';
import { read, ROOT, tableRows } from '../docs/support';
import { ATTENTION_FACTS } from '../support/attention-facts';
import { BLOCKED_FACTS, MEMORY } from '../support/blocked-facts';
import { CONTAINER_URL, ID, SCOPE } from '../support/world';
import { deployedRules } from './deployed-rules';
import { BACKUPS, LoggedApp } from './logged-app';

const RULES = deployedRules('smallest');
/** The name of a rule, or none. */
type Rule = string | undefined;
const firing = (app: LoggedApp): readonly string[] => app.firing(RULES);
const only = (rule: Rule): readonly string[] => (rule === undefined ? [] : [rule]);

/** What happens, the record as the table of docs shows it, the rule, and how it comes about. */
type Scenario = readonly [
  happens: string,
  record: string,
  rule: Rule,
  run: (app: LoggedApp) => Promise<void>,
];

const LEDGER_FAULTS: readonly (readonly [string, StorageFault])[] = [
  ['answers 500', new StorageFault('no', 'answered', { statusCode: 500, code: 'InternalError' })],
  ['does not answer', new StorageFault('no', 'noAnswer', { code: 'ETIMEDOUT' })],
  ['denies access', new StorageFault('no', 'answered', { statusCode: 403, code: 'AuthorizationFailure' })],
  [
    'is not asked, for want of a token',
    new StorageFault('no', 'noToken', { code: 'CredentialUnavailableError' }),
  ],
];

const ledgerAway: readonly Scenario[] = LEDGER_FAULTS.map(([name, fault]) => [
  `the ledger's storage ${name}`,
  `\`ledgerUnavailable\`, \`code\` \`${fault.code}\``,
  'ledger-unavailable',
  async (app) => {
    await app.follow();
    app.fault = fault;
    await app.goOn(6);
  },
]);

const STORAGE: readonly StorageReason[] = [
  ...([
    'denied',
    'noToken',
    'notFound',
    'accountNotFound',
    'notAllowed',
    'urlRefused',
    'unreachable',
  ] as const),
];

const storageAway: readonly Scenario[] = STORAGE.map((reason) => [
  `a backup account cannot be read (\`${reason}\`)`,
  '`standing`, `attention` `blocked`, `block` `storageUnreadable`',
  'attention',
  async (app) => {
    await app.follow();
    app.world.container.failNext(Number.POSITIVE_INFINITY, reason);
    await app.goOn(3);
  },
]);

const CODES = ['unreachable', 'throttled', 'denied', 'serverError', 'unreadable'] as const;

const managementAway: readonly Scenario[] = CODES.map((code) => [
  `the management API cannot be read (\`${code}\`)`,
  '`standing`, `attention` `blocked`, `block` `engineUnreadable`',
  'attention',
  async (app) => {
    await app.follow();
    app.world.engine.read = async () => ({ kind: 'trouble', code, message: 'no' });
    await app.goOn(3);
  },
]);

/** Twenty migrations whose folders take 40 s each to list. */
async function slowFolders({ world }: LoggedApp): Promise<void> {
  for (let n = 0; n < 20; n++)
    await world.register({
      id: `m${n}`,
      target: { managedInstanceId: SCOPE, databaseName: `m${n}` },
      backups: { containerUrl: CONTAINER_URL, prefix: `m${n}/` },
    });
  const list = world.container.list.bind(world.container);
  world.container.list = async function* (prefix) {
    world.clock.forward(40);
    yield* list(prefix);
  };
}

const failing: readonly Scenario[] = [
  [
    'the identity gets no token, for anything',
    '`ledgerUnavailable`, `code` `CredentialUnavailableError`',
    'ledger-unavailable',
    async (app) => {
      await app.follow();
      app.fault = new StorageFault('no', 'noToken', { code: 'CredentialUnavailableError' });
      app.world.container.failNext(Number.POSITIVE_INFINITY, 'noToken');
      app.world.engine.read = async () => ({ kind: 'trouble', code: 'denied', message: 'no token' });
      await app.goOn(6);
    },
  ],
  [
    'the ledger is away at the start, before any function runs',
    '`ledgerUnavailable`',
    'ledger-unavailable',
    async (app) => {
      app.fault = LEDGER_FAULTS[1]?.[1];
      for (let tries = 0; tries < 3; tries++) {
        await expect(app.caps.ledger.prepare()).rejects.toThrow();
        app.world.clock.forward(61);
      }
      app.fault = undefined;
      await app.sweep();
    },
  ],
  [
    'events do not arrive: the sweep finds the backups',
    '`sweepFound` with `late`, and no `arrived`',
    'events-silent',
    async (app) => {
      await app.follow();
      const logs = ['log2.trn', 'log3.trn'];
      await app.goOn(2, (round) =>
        app.world.put(logs[round]!, BACKUPS[round === 0 ? 'log2.trn' : 'log3.final.trn']!),
      );
    },
  ],
  [
    'a container cannot be listed, though it answers',
    '`sweepFailed`, twice',
    'sweep-failing',
    async (app) => {
      await app.follow();
      app.world.container.list = async function* () {
        throw new Error('the listing ends in the middle');
      };
      app.world.put('log2.trn', BACKUPS['log2.trn']!);
      await app.goOn(2);
    },
  ],
  [
    'the sweep runs out of time',
    '`sweepUnfinished`, twice',
    'sweep-failing',
    async (app) => {
      await slowFolders(app);
      await app.sweep();
      await app.sweep();
    },
  ],
  [
    'a row of the ledger cannot be read: the whole sweep fails',
    'runs of `sweep` that failed',
    'sweep-failing',
    async (app) => {
      await app.follow();
      app.world.stored.registrations = async function* () {
        throw new LedgerRowError('register', 'r', 'it is no JSON');
      };
      await app.goOn(2);
    },
  ],
  [
    'the sweep is killed in the middle',
    'runs of `sweep` that failed',
    'sweep-failing',
    async (app) => {
      await app.follow();
      for (let run = 0; run < 2; run++) {
        app.world.clock.forward(300);
        await app.invoke('sweep', () => Promise.reject(new Error('the process ended')));
      }
    },
  ],
  [
    'a watch stands still',
    '`standing`, `attention` `watchStuck`',
    'watch-overdue',
    async (app) => {
      await app.follow();
      app.nextCheckAt = undefined;
      for (let run = 0; run < 4; run++) {
        app.world.clock.forward(300);
        await app.sweep();
      }
    },
  ],
  [
    'the timer of the sweep does not fire',
    'runs of `assess`, and none of `sweep`',
    'sweep-silent',
    async (app) => {
      await app.follow();
      for (let run = 0; run < 7; run++) {
        app.world.clock.forward(300);
        await app.activity('assess');
      }
    },
  ],
  [
    'nothing runs: the app is stopped, its plan or its own storage is away',
    'no run of `assess` or `sweep`',
    'no-look',
    async (app) => {
      await app.follow();
      app.world.clock.forward(601);
    },
  ],
  [
    'the answer to a cutover request is lost',
    '`standing`, `attention` `unclear`',
    'outcome-not-confirmed',
    async (app) => {
      await app.follow();
      app.world.put('log2.final.trn', BACKUPS['log2.trn']!);
      await app.goOn(1);
      await app.world.readInTime();
      app.world.runs('log2.final.trn');
      await app.world.change({
        policy: { ...(await app.world.control()).policy, mode: 'auto' },
        manualOnly: undefined,
      });
      app.world.engine.scriptAnswers('cutover', { answer: { kind: 'unknown', reason: 'no answer' } });
      for (let look = 0; look < 4; look++) {
        app.world.clock.forward(31);
        await app.activity('assess');
      }
      await app.activity('recordIntent', { id: ID, attempt: 1 });
      await app.activity('triggerCutover', { id: ID, attempt: 1 });
      expect((await app.world.control()).attempt?.state).toBe('unknown');
      await app.activity('assess');
      await app.sweep();
    },
  ],
];

const frozen: readonly Scenario[] = [
  [
    'the ledger has been frozen for more than four hours',
    '`swept`, `state` `frozen`',
    'frozen',
    async (app) => {
      await app.follow();
      await freezeLedger(app.caps, { by: 'eve@example.com', reason: 'upgrade' });
      await app.goOn(47);
      expect(firing(app)).toEqual([]);
      await app.goOn(2);
    },
  ],
];

const quiet: readonly Scenario[] = [
  [
    'all is well: logs arrive, and events tell of them',
    '`standing` without `attention`, `arrived`',
    undefined,
    async (app) => {
      await app.follow();
      await app.goOn(1, async () => {
        app.world.put('log2.trn', BACKUPS['log2.trn']!);
        await app.tell('log2.trn');
      });
      await app.goOn(2);
    },
  ],
  [
    'one event is lost',
    '`sweepFound` with `late` 1',
    undefined,
    async (app) => {
      await app.follow();
      await app.goOn(2, (round) => round === 0 && app.world.put('log2.trn', BACKUPS['log2.trn']!));
    },
  ],
  [
    'the management API does not answer one reading',
    '`standing`, `blocked` for less than five minutes',
    undefined,
    async (app) => {
      await app.follow();
      const read = app.world.engine.read.bind(app.world.engine);
      app.world.engine.read = async () => ({ kind: 'trouble', code: 'throttled', message: 'no' });
      app.world.clock.forward(60);
      await app.activity('assess');
      await app.sweep();
      expect(firing(app)).toEqual([]);
      app.world.engine.read = read;
      await app.goOn(2);
    },
  ],
  [
    'one sweep fails',
    'one `sweepFailed`',
    undefined,
    async (app) => {
      await app.follow();
      const list = app.world.container.list.bind(app.world.container);
      app.world.put('log2.trn', BACKUPS['log2.trn']!);
      app.world.container.list = async function* () {
        throw new Error('reset');
      };
      await app.goOn(1);
      expect(app.tables.traces.filter(({ message }) => String(message).includes('sweepFailed'))).toHaveLength(
        1,
      );
      app.world.container.list = list;
    },
  ],
];

const RULE_OF: Readonly<Record<AttentionKind, Rule>> = {
  unclear: 'outcome-not-confirmed',
  blocked: 'attention',
  unproven: 'outcome-not-confirmed',
  failed: 'outcome-not-confirmed',
  watchStuck: 'watch-overdue',
  expires: 'attention',
  gap: 'attention',
  logOverdue: 'attention',
  uploadUnfinished: 'attention',
  ready: 'ready-and-waiting',
  cuttingOver: undefined,
  held: undefined,
  ended: undefined,
};

const attention: readonly Scenario[] = ATTENTION_FACTS.map(([name, facts, kind]) => [
  name,
  kind === undefined ? '`standing` without `attention`' : `\`standing\`, \`attention\` \`${kind}\``,
  // An end that nobody here confirmed.
  name === 'canceled' ? 'outcome-not-confirmed' : kind && RULE_OF[kind],
  async (app) => {
    await app.find(facts, NEW_WATCH);
    app.world.clock.forward(840);
    await app.sweep();
    expect(firing(app)).toEqual(kind === 'ready' ? [] : expect.anything());
    app.world.clock.forward(60);
    await app.sweep();
  },
]);

const blocks: readonly Scenario[] = Object.entries(BLOCKED_FACTS).map(([block, facts]) => [
  `blocked: \`${block}\``,
  `\`standing\`, \`attention\` \`blocked\`, \`block\` \`${block}\``,
  'attention',
  async (app) => {
    await app.find(facts, MEMORY);
    await app.sweep();
    expect(firing(app)).toEqual([]);
    app.world.clock.forward(301);
    await app.sweep();
    const last = app.tables.traces.findLast(({ message }) =>
      String(message).startsWith('{"event":"standing"'),
    );
    expect(JSON.parse(String(last?.message))).toMatchObject({ attention: 'blocked', block });
  },
]);

const OUTAGES = [...ledgerAway, ...storageAway, ...managementAway, ...failing, ...frozen, ...quiet];

test.each([...OUTAGES, ...attention, ...blocks])('%s: %s, rule %s', async (_happens, _record, rule, run) => {
  const app = new LoggedApp();
  await run(app);
  expect(firing(app)).toEqual(only(rule));
});

test('every rule has its outage or its reason for a look, and every reason its case', () => {
  const told = new Set([...OUTAGES, ...attention, ...blocks].map(([, , rule]) => rule));
  expect(RULES.map(({ name }) => name).filter((name) => !told.has(name))).toEqual([]);
  const kinds = new Set([...ATTENTION_FACTS.map(([, , kind]) => kind), 'watchStuck']);
  expect(ATTENTION_ORDER.filter((kind) => !kinds.has(kind))).toEqual([]);
});

test('an alert ends with its cause, and goes on as long as that', async () => {
  const app = new LoggedApp();
  await app.follow();
  app.world.container.failNext(Number.POSITIVE_INFINITY, 'denied');
  await app.goOn(2);
  for (let hour = 0; hour < 3; hour++) {
    await app.goOn(12);
    expect(firing(app)).toEqual(['attention']);
  }
  app.world.container.failNext(0);
  app.world.put('log2.trn', BACKUPS['log2.trn']!);
  await app.tell('log2.trn');
  await app.goOn(1);
  expect(firing(app)).toEqual([]);
});

const PAGE = 'docs/observe.md';
const MARKED = /(<!-- outages: [^\n]*-->\n\n)([^]*?)(<!-- \/outages -->)/;

test('the table of outages is this one; if not, run `npm run docs`', () => {
  const ended = attention.filter(([, , rule]) => rule !== undefined && rule !== 'attention');
  const rows = [...OUTAGES, ...ended].map(([happens, record, rule = '—']) => [happens, record, rule]);
  rows.push([
    'a migration is blocked, whatever its `blocked.kind`',
    '`standing`, `attention` `blocked`, `block` as the kind',
    'attention',
  ]);
  const head = [
    ['what happens', 'record', 'rule'],
    ['---', '---', '---'],
  ];
  const text = [...head, ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
  if (process.env.WRITE_DOCS !== undefined)
    writeFileSync(
      join(ROOT, PAGE),
      read(PAGE).replace(MARKED, (_all, before: string, _old, after: string) => `${before}${text}\n${after}`),
    );
  const [, , found = ''] = MARKED.exec(read(PAGE)) ?? [];
  expect(tableRows(found)).toEqual(rows);
});
