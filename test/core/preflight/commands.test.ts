/** The commands that a report shows: T-SQL and questions say where they are run. */
import { judgeEstate } from '../../../shared/core/preflight/judge';
import { preflightDocument } from '../../../shared/core/preflight/document';
import { PLACE } from '../../../tools/estates/backups';
import { type Case, HEALTHY } from '../../../tools/estates/cases';
import { MUTANTS } from '../../../tools/estates/proofs';
import { readingsOf } from './judged';

const rowsOf = (one: Case) =>
  preflightDocument(judgeEstate(one.plan, readingsOf(one)), one.plan.now).rows.filter(
    ({ remedy }) => remedy?.command !== undefined,
  );
const rows = [
  ...Object.values(HEALTHY).flatMap((make) => rowsOf(make())),
  ...MUTANTS.flatMap(({ healthy, change }) => {
    const one = healthy();
    change(one);
    return rowsOf(one);
  }),
];

test('every T-SQL says at which server it is run, and no line of az does', () => {
  const of = (language: string) => rows.filter(({ remedy }) => remedy?.command?.language === language);
  expect(of('sql').length).toBeGreaterThan(40);
  const silent = of('sql').filter(({ remedy }) => !/source|instance/.test(remedy?.command?.where ?? ''));
  expect(silent.map(({ id }) => id)).toEqual([]);
  expect(of('az').filter(({ remedy }) => remedy?.command?.where !== undefined)).toEqual([]);
});

test('the login of a task is judged as that login', () => {
  const wheres = rows.filter(({ id }) => /^PERM-0[67]$/.test(id)).map(({ remedy }) => remedy?.command?.where);
  expect([...new Set(wheres)].sort()).toEqual([
    "at the source, as the migration's own login",
    "at the source, then on the instance, as the task's own login",
  ]);
});

test('a SAS for later may be waited for, and a new one goes where the registration reads it', () => {
  const one = HEALTHY['2a, lrs']!();
  const sas = { ...one.plan.sas!, startsAt: '2026-11-30T09:00:00.000Z' };
  one.plan = { ...one.plan, sas };
  const text = rowsOf(one).find(({ id }) => id === 'STO-10')?.remedy?.text;
  expect(text).toMatch(
    /^wait until then, or make a new one .* that the app setting CutoverSecret_Sas refers to/,
  );
});

test.each([
  ['NSG-09', "Test-NetConnection 'files.shop.local' -Port 445"],
  ['STO-18', "Get-SmbShareAccess -Name 'backup' -CimSession 'files.shop.local'"],
  ['RES-16', 'SELECT name, is_disabled FROM sys.sql_logins;'],
  ['LIM-08', 'SELECT name FROM msdb.dbo.sysssispackages;'],
])('the question of %s is answered by %s, too', (id, line) => {
  const row = rowsOf(HEALTHY['TOP-1, classic']!()).find((one) => one.id === id);
  expect(row?.remedy?.command?.text.split('\n')).toContain(line);
});

test.each([0, 1])('RES-07 says once that the service is retired (%#)', (at) => {
  const { healthy, change } = MUTANTS.filter(({ row }) => row === 'RES-07')[at]!;
  const one = healthy();
  change(one);
  const { row, outcome } = judgeEstate(one.plan, readingsOf(one)).findings.find(
    (finding) => finding.row.id === 'RES-07',
  )!;
  expect(outcome.state).toBe('unmet');
  expect(JSON.stringify([row.demand, row.why, outcome]).match(/retire/g)).toHaveLength(1);
});

describe('the rights on a share', () => {
  const asked = (make: keyof typeof HEALTHY, id: string, path: string) => {
    const one = HEALTHY[make]!();
    one.plan = { ...one.plan, notes: { ...one.plan.notes, share: { path } } };
    const row = rowsOf(one).find((each) => each.id === id);
    return `${row?.found}\n${row?.remedy?.command?.text}`;
  };

  const azure = [
    'shopfiles.file.core.windows.net',
    'ShopFiles.File.Core.Windows.Net',
    'shopfiles.privatelink.file.core.windows.net',
    'shopfiles.file.core.usgovcloudapi.net',
    'shopfiles.file.core.chinacloudapi.cn',
    'shopfiles.z01.file.storage.azure.net',
  ];
  const servers = [
    'files.shop.local',
    'file.core.windows.net.shop.local',
    'shopfiles.blob.core.windows.net',
    '10.1.2.3',
  ];
  const rows = [
    ['TOP-1, classic', 'STO-18'],
    ['TOP-1, classic', 'STO-19'],
    ['open, share', 'STO-20'],
  ] as const;

  test.each(rows)('%s: %s asks Azure about an Azure file share', (make, id) => {
    for (const host of azure) {
      const text = asked(make, id, `\\\\${host}\\backup\\Shop`);
      expect(text).not.toContain('Get-SmbShareAccess');
      expect(text).toMatch(/AZURE\\shopfiles/i);
      expect(text).toMatch(
        /^az role assignment list --scope "\$\(az storage account show -n shopfiles [^)]*\)\/fileServices\/default\/fileshares\/backup"/im,
      );
    }
  });

  test.each(rows)('%s: %s asks a Windows server about its share', (make, id) => {
    for (const host of servers) {
      const text = asked(make, id, `\\\\${host}\\backup\\Shop`);
      expect(text).toContain(`Get-SmbShareAccess -Name 'backup' -CimSession '${host}'`);
      expect(text).not.toMatch(/^az |AZURE/m);
    }
  });
});

test('encrypted backups are asked after only where no header tells', () => {
  const one = HEALTHY['2a, dms']!();
  const commandOf = () => rowsOf(one).find(({ id }) => id === 'BKP-09')?.remedy?.command?.text;
  expect(commandOf()).not.toContain('encryptor_type');
  one.plan = { ...one.plan, backups: undefined };
  expect(commandOf()).toContain('SELECT DISTINCT encryptor_type FROM msdb.dbo.backupset');
});

describe('the command for a new full backup', () => {
  const fullOf = (make: keyof typeof HEALTHY, sizeGb: number) => {
    const one = HEALTHY[make]!();
    one.plan = {
      ...one.plan,
      notes: { ...one.plan.notes, sizeGb },
      backups: { readFrom: 'container', place: PLACE, files: [] },
    };
    const row = rowsOf(one).find(({ id }) => id === 'BKP-01');
    return row?.remedy?.command?.text ?? '';
  };

  test('to a container makes the credential first', () => {
    expect(fullOf('2a, dms', 100)).toMatch(
      /CREATE CREDENTIAL \[https:\/\/shopbackups[^\]]*\/sql\] WITH IDENTITY = 'SHARED ACCESS SIGNATURE'[^]*\nBACKUP DATABASE/,
    );
  });

  test.each([
    [100, 1],
    [150, 1],
    [151, 2],
    [1000, 7],
    [100_000, 64],
  ])('of %d GB goes to %d files', (sizeGb, files) => {
    expect(fullOf('2a, dms', sizeGb).match(/URL = /g)).toHaveLength(files);
  });

  test('to a share names the share, and needs no credential', () => {
    const command = fullOf('TOP-1, classic', 1000);
    expect(command).toContain("TO DISK = N'\\\\files.shop.local\\backup\\Shop\\Shop_full.bak'");
    expect(command).not.toContain('CREDENTIAL');
  });
});
