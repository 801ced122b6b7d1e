/** The preflight's report in a terminal. */
import { paintFor } from '../../cli/render/paint';
import { preflightPage } from '../../cli/render/preflight-page';
import type { PreflightReport } from '../../shared/core/preflight/report';
import { DMS_RULES, addRules } from '../core/preflight/network-estates';
import {
  type Estate,
  INSTANCE,
  NOW,
  dmsEstate,
  firewall,
  instance,
  set,
  withFirewall,
} from '../core/preflight/estate';
import { WHOLE, reportOf } from '../core/preflight/whole-estates';

const ESCAPE = '\u001b[';

function show(report: PreflightReport, over: { columns?: number; all?: boolean; colours?: boolean } = {}) {
  const { columns = 80, all = false, colours = false } = over;
  const paint = paintFor({ env: {}, outIsTty: colours });
  return preflightPage(report, { paint, all, columns });
}

const text = (report: PreflightReport, over = {}) => show(report, over).join('\n');

const make = (name: keyof typeof WHOLE): Estate => WHOLE[name]!();

/** Every reading of these kinds is refused. */
function refuse(estate: Estate, kinds: RegExp, action: string): Estate {
  for (const key of estate.readings.keys())
    if (kinds.test(key)) estate.readings.set(key, { kind: 'denied', action, asOf: NOW });
  return estate;
}

const denyAll = {
  name: 'DenyAll',
  direction: 'Outbound',
  access: 'Deny',
  priority: 200,
  protocol: '*',
  sources: ['*'],
  sourcePorts: ['*'],
  destinations: ['*'],
  destinationPorts: ['*'],
  sourceGroups: [],
  destinationGroups: [],
} as const;

describe.each(Object.keys(WHOLE))('a healthy estate: %s', (name) => {
  test('fits on one screen of 80 columns and 40 lines', () => {
    const lines = show(reportOf(make(name)));
    expect(lines.length).toBeLessThanOrEqual(40);
    const commands = reportOf(make(name)).rows.flatMap(
      ({ remedy }) => remedy?.command?.text.split('\n') ?? [],
    );
    expect(lines.filter((line) => line.length > 80 && !commands.includes(line.trim()))).toEqual([]);
  });

  test('says that nothing is wrong, and names the figure of each picture', () => {
    const report = reportOf(make(name));
    const page = text(report);
    expect(page).toContain('· Nothing is wrong; to be ready:');
    for (const picture of [report.topology, report.storage])
      if (picture !== undefined)
        expect(page.replaceAll(/\n\s*/g, ' ')).toContain(`✓ ${picture.title} (${picture.figure})`);
    expect(page).not.toMatch(/MISSING|UNKNOWN|✗/);
  });
});

test('is red, bold and dim on a terminal only', () => {
  const report = reportOf(withFirewall(dmsEstate(), { firewall: firewall([]) }));
  expect(text(report)).not.toContain(ESCAPE);
  expect(text(report, { colours: true })).toContain(
    `${ESCAPE}31m    │ ✗ MISSING firewall lets the instance in`,
  );
});

test('shows what blocks before what warns', () => {
  const page = text(
    reportOf(refuse(make('classic, TOP-1'), /^storageAccounts? /, 'Microsoft.Storage/storageAccounts/read')),
  );
  const places = [
    'Not known, and it blocks',
    'For you to answer, because Azure cannot tell; it blocks',
    'a warning',
  ].map((title) => page.indexOf(title));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(Math.min(...places)).toBeGreaterThan(0);
});

describe('rows that share one cause', () => {
  const action = 'Microsoft.Network/virtualNetworks/read';
  const report = () => reportOf(refuse(make('classic, TOP-1'), /^virtualNetwork /, action));

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
    const estate = make('classic, TOP-1');
    addRules(estate, DMS_RULES, [denyAll]);
    const page = text(reportOf(estate));
    expect(page).toContain('✗ NSG-01, 03  rule');
    expect(page.match(/--name management /g)).toHaveLength(1);
  });
});

test('rules that have to be added have numbers of their own, so that all of them can be pasted', () => {
  const estate = make('classic, TOP-1');
  addRules(estate, DMS_RULES, [denyAll]);
  const rules = [...text(reportOf(estate)).matchAll(/--name (\S+) --priority (\d+)/g)].map(
    ([, name, number]) => [name, number],
  );
  expect(rules.length).toBeGreaterThan(4);
  expect(new Set(rules.map(([, number]) => number)).size).toBe(rules.length);
});

describe('the estimates', () => {
  const running = (): Estate => {
    const estate = make('classic, TOP-1');
    set(estate, 'managedInstance', INSTANCE, instance({ tier: 'BusinessCritical', storageSizeGb: 2048 }));
    const progress = { restoredBytes: 110 * 1024 ** 3, planBytes: 220 * 1024 ** 3 } as never;
    const status = { state: 'running', startedOn: '2026-11-30T07:00:00.000Z', progress } as const;
    estate.plan = {
      ...estate.plan,
      status,
      notes: { ...estate.plan.notes, sizeGb: 330, downtimeMinutes: 240 },
    };
    return estate;
  };

  test('are shown with their inputs', () => {
    const page = text(reportOf(running()), { columns: 200 });
    expect(page).toContain('catch-up   about 1 h 0 min (110.0 of 220.0 GB restored; 110 GB/h so far)');
    expect(page).toContain(
      'final log  about 1 min to restore (the largest log so far has 50 MB; a log every 15 min)',
    );
    expect(page).toContain('seeding    about 1 h 30 min (330 GB; tier BusinessCritical');
    expect(page).toContain('cutover    about 1 h 31 min (final log + seeding');
    expect(page).toContain('accepted downtime 4 h 0 min');
  });

  test('say what is missing, and are not known until then', () => {
    const { estimates } = reportOf({ ...dmsEstate(), readings: new Map() });
    expect(estimates.map(({ what, value }) => [what, value])).toEqual([
      ['catch-up', undefined],
      ['final log', undefined],
      ['seeding', undefined],
      ['cutover', undefined],
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
