/** The preflight's report in a terminal. */
import { paintFor } from '../../cli/render/paint';
import { preflightHtml } from '../../cli/render/preflight-html';
import { preflightPage } from '../../cli/render/preflight-page';
import { preflightHead } from '../../cli/render/preflight-words';
import { judgeEstate } from '../../shared/core/preflight/judge';
import { type PreflightReport, preflightReport } from '../../shared/core/preflight/report';
import { addRules, change } from '../../tools/emulator/estates/estate';
import { ACCOUNT, DMS_RULES, INSTANCE } from '../../tools/emulator/estates/places';
import { securityRule } from '../../tools/emulator/estates/security-rules';
import { firewall } from '../../tools/emulator/estates/services';
import { type Case, HEALTHY, NOW, fromContainer, note } from '../../tools/estates/cases';
import { PLACE, file } from '../../tools/estates/backups';
import { MUTANTS } from '../../tools/estates/proofs';
import { readingsOf } from '../core/preflight/judged';
import { WHOLE, reportOf } from '../core/preflight/whole-estates';

const ESCAPE = '\u001b[';

function show(
  report: PreflightReport,
  over: { columns?: number; all?: boolean; colours?: boolean; below?: string[] } = {},
) {
  const { columns = 80, all = false, colours = false, below } = over;
  const paint = paintFor({ env: {}, outIsTty: colours });
  return preflightPage(report, { paint, all, columns, below });
}

const text = (report: PreflightReport, over = {}) => show(report, over).join('\n');

const make = (name: keyof typeof WHOLE): Case => WHOLE[name]!();

const denyAll = securityRule('DenyAll', 200, { direction: 'Outbound', access: 'Deny' });

describe.each(Object.keys(WHOLE))('a healthy estate: %s', (name) => {
  test('says that nothing is wrong, and names the figure of each picture', () => {
    const report = reportOf(make(name));
    const page = text(report);
    expect(page).toContain('· Nothing is wrong; to be ready:');
    for (const picture of [report.topology, report.storage])
      if (picture !== undefined)
        expect(page.replaceAll(/\n\s*/g, ' ')).toContain(`✓ ${picture.title} (${picture.figure})`);
    expect(page).not.toMatch(/WRONG|UNKNOWN|✗/);
  });
});

test.each(Object.keys(HEALTHY))('a healthy estate fits on one screen: %s', (name) => {
  const below = ['how to register', 'how to answer'];
  const lines = show(reportOf(HEALTHY[name]!()), { columns: 120, below });
  expect(lines.slice(-2)).toEqual(below);
  expect(lines.length).toBeLessThanOrEqual(40);
  expect(lines.filter((line) => line.length > 120)).toEqual([]);
});

/** The account lets nobody in. */
const closed = (): Case => {
  const one = fromContainer('2a');
  change(one.estate, 'storageAccount', ACCOUNT, (account) => ({ ...account, firewall: firewall([]) }));
  return one;
};

test('is red, bold and dim on a terminal only', () => {
  const report = reportOf(closed());
  expect(text(report)).not.toContain(ESCAPE);
  expect(text(report, { colours: true })).toContain(
    `${ESCAPE}31m    │ ✗ WRONG firewall lets the instance in`,
  );
});

test('shows what blocks before what warns', () => {
  const page = text(
    reportOf(make('classic, TOP-1'), {
      kinds: /^storageAccounts? /,
      action: 'Microsoft.Storage/storageAccounts/read',
    }),
  );
  const places = [
    'Not known, and it blocks',
    'For you to answer, because Azure cannot tell; it blocks',
    'a warning',
  ].map((title) => page.indexOf(title));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(Math.min(...places)).toBeGreaterThan(0);
});

/** The sum of the numbers before a word in the verdict. */
const told = (verdict: string, word: string) =>
  [...verdict.matchAll(new RegExp(String.raw`(\d+) ${word}`, 'g'))].reduce(
    (sum, [, n]) => sum + Number(n),
    0,
  );

test.each(['NET-01', 'BKP-01', 'NSG-03'])(
  '%s: a row counts where it is shown: a warning that a row that blocks tells with itself blocks with it',
  (id) => {
    const { healthy, change } = MUTANTS.find(({ row }) => row === id)!;
    const one = healthy();
    change(one);
    const report = reportOf(one);
    const [blocking = '', warnings = ''] = preflightHead(report).verdict.text.split('; warnings: ');
    const shown = (some: PreflightReport['problems'], severity: string) =>
      some.filter((each) => each.severity === severity).flatMap(({ rows }) => rows).length;
    expect([told(blocking, 'wrong'), told(warnings, 'wrong')]).toEqual([
      shown(report.problems, 'blocks'),
      shown(report.problems, 'warns'),
    ]);
    expect([told(blocking, 'not known'), told(warnings, 'not known')]).toEqual([
      shown(report.causes, 'blocks'),
      shown(report.causes, 'warns'),
    ]);
    expect(told(blocking + warnings, 'wrong')).toBeGreaterThan(0);
  },
);

test('NET-01 leaves warnings that are unknown for its reason, and they count with it', () => {
  const { healthy, change } = MUTANTS.find(({ row }) => row === 'NET-01')!;
  const one = healthy();
  change(one);
  const report = reportOf(one);
  const [first] = report.causes;
  expect(first?.rows.map(({ severity }) => severity)).toContain('warns');
  expect(preflightHead(report).verdict.text).toContain(`${first?.rows.length} not known (one reason)`);
});

test.each([
  ['1a, then 2a', 'open to selected networks, scenario 1a, then 2a'],
  ['2b, lrs', 'open to selected networks and private endpoint, scenario 2b'],
  ['open, lrs', 'open to all networks (this works; selected networks are safer)'],
])('tells in words who may reach the storage account: %s', (name, words) => {
  expect(text(reportOf(HEALTHY[name]!()), { columns: 200 })).toContain(`Storage: ${words} (S3 `);
});

describe('rows that share one cause', () => {
  const action = 'Microsoft.Network/virtualNetworks/read';
  const report = () => reportOf(make('classic, TOP-1'), { kinds: /^virtualNetwork /, action });

  test('are named together, once, with the right that is missing', () => {
    const page = text(report());
    expect(page.replaceAll(/\n\s*/g, ' ')).toContain(`the right ${action} is missing on 'vnet-main'`);
    expect(page.match(/NET-01…03/g)).toHaveLength(1);
    expect(page.match(/is missing on/g)).toHaveLength(1);
  });

  test('have one role that grants all that is missing, where it is missing', () => {
    const { missingRights } = report();
    expect(missingRights?.actions).toEqual([action]);
    const command = missingRights?.remedy.command?.text ?? '';
    const role = JSON.parse(/@'\n([\s\S]*)\n'@/.exec(command)?.[1] ?? '') as Record<string, unknown>;
    expect(role).toMatchObject({ Actions: [action], DataActions: [], NotActions: [] });
    expect(role.AssignableScopes).toEqual([
      expect.stringMatching(/^\/subscriptions\/[^/]+\/resourceGroups\/shop$/),
    ]);
  });

  test('are unmet together, with one remedy, when one rule denies what they need', () => {
    const one = make('classic, TOP-1');
    addRules(one.estate, DMS_RULES, [denyAll]);
    const page = text(reportOf(one));
    expect(page).toContain('✗ NSG-01, 03  rule');
    expect(page.match(/--name management_ServiceBus /g)).toHaveLength(1);
    expect(page.match(/--name management_Storage /g)).toHaveLength(1);
  });
});

test('rules that have to be added have numbers of their own, so that all of them can be pasted', () => {
  const one = make('classic, TOP-1');
  addRules(one.estate, DMS_RULES, [denyAll]);
  const rules = [...text(reportOf(one)).matchAll(/--name (\S+) --priority (\d+)/g)].map(
    ([, name, number]) => [name, number],
  );
  expect(rules.length).toBeGreaterThan(4);
  expect(new Set(rules.map(([, number]) => number)).size).toBe(rules.length);
});

test('a backup that is missing is one entry, not one for each row that it keeps from being met', () => {
  const one = fromContainer();
  const chain = { status: 'no-full', summary: 'there is no full backup' } as const;
  one.plan = { ...one.plan, backups: { readFrom: 'container', place: PLACE, files: [file('1.trn')], chain } };
  const page = text(reportOf(one));
  expect(page).toContain('✗ BKP-01, 06  no full backup among 1 file');
  expect(page.match(/BACKUP DATABASE/g)).toHaveLength(1);
});

test('reasons of several rows say which row they are of', () => {
  const one = make('classic, TOP-1');
  addRules(one.estate, DMS_RULES, [denyAll]);
  const page = text(reportOf(one), { columns: 200 });
  expect(page).toContain('Why      NSG-01: the migration hangs');
  expect(page).toContain('Why      NSG-03: the service is controlled through them');
});

describe('the commands of questions', () => {
  const commandsOf = ({ rows }: PreflightReport) =>
    rows.flatMap(({ state, remedy }) =>
      state === 'forYou' ? (remedy?.command?.text.split('\n') ?? []) : [],
    );

  test('are shown where they fit on one screen', () => {
    const report = reportOf(make('dms, container'));
    const page = text(report, { columns: 120 });
    for (const line of commandsOf(report)) expect(page).toContain(line);
    expect(page).not.toContain('(commands');
  });

  test('are left to --all where they do not, and the page says so', () => {
    const report = reportOf(make('classic, TOP-1'));
    const page = text(report, { columns: 120 });
    for (const line of commandsOf(report)) expect(page).not.toContain(line);
    expect(page).toContain('it blocks until it is answered (commands, whose output is "this": --all)');
  });

  test('are shown once where one question after the other has the same', () => {
    const page = text(reportOf(make('classic, TOP-1')), { all: true });
    expect(page.replaceAll(/\n\s*/g, ' ')).toMatch(/STO-19 [^·]*\(the same command\)/);
  });
});

test('a warning about what is wrong stands before the questions, and in the verdict', () => {
  const one = make('classic, TOP-1');
  one.plan = { ...one.plan, now: NOW };
  const page = text(reportOf(one));
  expect(page).toContain('· Nothing wrong blocks; to be ready: 10 for you to answer; warnings: 1 wrong, ');
  const places = ['! RES-07', 'For you to answer, because', 'For you to answer, a warning'].map((words) =>
    page.indexOf(words),
  );
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(Math.min(...places)).toBeGreaterThan(0);
  expect(page.match(/RES-07/g)).toHaveLength(1);
});

describe('the time of the readings', () => {
  const readAt = (...times: readonly string[]): PreflightReport => {
    const one = fromContainer();
    const readings = readingsOf(one);
    [...readings].forEach(([key, reading], at) =>
      readings.set(key, { ...reading, asOf: times[at % times.length] ?? NOW }),
    );
    readings.set('routeTable /x', { kind: 'failed', reason: 'no answer', asOf: '1970-01-01T00:00:00.000Z' });
    return preflightReport(one.plan, readings, judgeEstate(one.plan, readings));
  };

  test.each([
    ['at once', [NOW], 'read 2026-11-30 08:00:00 UTC\n'],
    ['in a span', ['2026-11-30T07:59:50Z', NOW], 'read 07:59:50 to 2026-11-30 08:00:00 UTC\n'],
    [
      'days ago',
      ['2026-11-27T07:00:00Z', '2026-11-27T07:00:09Z'],
      'read 07:00:00 to 2026-11-27 07:00:09 UTC, 3 days before it was judged\n',
    ],
  ])('is told of readings that were taken %s, without those that failed', (_, times, words) => {
    const report = readAt(...times);
    expect(text(report, { columns: 200 })).toContain(words);
    expect(preflightHtml(report)).toContain(words.trim());
  });
});

describe('the estimates', () => {
  const running = (): Case => {
    const one = make('classic, TOP-1');
    const over = { tier: 'BusinessCritical', storageSizeGb: 2048 };
    change(one.estate, 'managedInstance', INSTANCE, (instance) => ({ ...instance, ...over }));
    const progress = { restoredBytes: 110 * 1024 ** 3, planBytes: 220 * 1024 ** 3 } as never;
    const status = { state: 'running', startedOn: '2026-11-30T07:00:00.000Z', progress } as const;
    note(one, { sizeGb: 330, downtimeMinutes: 240 });
    one.plan = { ...one.plan, status, now: NOW };
    return one;
  };

  test('are shown with their inputs', () => {
    const page = text(reportOf(running()), { columns: 200 });
    expect(page).toContain('catch-up     about 1 h 0 min (110.0 of 220.0 GB restored; 110 GB/h so far)');
    expect(page).toContain(
      'final log    about 1 min to restore (the largest log so far has 50 MB; a log every 15 min)',
    );
    expect(page).toContain('seeding      about 1 h 30 min (330 GB; tier BusinessCritical');
    expect(page).toContain('cutover      about 1 h 31 min (final log + seeding');
    expect(page).toContain('accepted downtime 4 h 0 min');
  });

  test('say what is missing, and are not known until then', () => {
    const { estimates } = reportOf({ ...fromContainer(), estate: new Map() });
    expect(estimates.map(({ what, value }) => [what, value])).toEqual([
      ['catch-up', undefined],
      ['final log', undefined],
      ['seeding', undefined],
      ['cutover', undefined],
      ['maintenance', undefined],
    ]);
    expect(estimates[2]?.inputs).toEqual(['needs the tier of the instance, which could not be read']);
  });
});

test('--all shows what is met, what does not apply, the drawings and every command', () => {
  const report = reportOf(make('classic, TOP-1'));
  const page = text(report, { all: true });
  for (const title of ['Met', 'To know', 'Does not apply', 'as in S1 SQL Managed Instance'])
    expect(page).toContain(title);
  for (const { remedy } of report.rows)
    for (const line of remedy?.command?.text.split('\n') ?? []) expect(page).toContain(line);
});

test('what does not apply is one line of ids, also with --all', () => {
  const report = reportOf(fromContainer());
  const idle = report.rows.filter(({ state }) => state === 'notApplicable');
  expect(idle.length).toBeGreaterThan(20);
  const lines = text(report, { all: true, columns: 400 }).split('\n');
  const at = lines.findIndex((line) => line.startsWith('Does not apply (--html: why): '));
  expect(at).toBeGreaterThan(0);
  expect(lines.filter((line) => line.includes(idle[0]!.found))).toEqual([]);
});

test('when maintenance may come stands with the times', () => {
  expect(text(reportOf(fromContainer()), { columns: 120 })).toMatch(
    /^ {2}maintenance {2}any day from 17:00 to 8:00 \(LIM-02: it is held back for 36 hours/m,
  );
});
