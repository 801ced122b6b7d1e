/** What PowerShell, msdb and spreadsheets make of header rows: exact digits are read, rounded ones refused. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COLUMN_NAMES, NEEDED_COLUMNS } from '../../cli/inspect/exports/column-names';
import { describeShared } from '../support/shared-folder';
import { runCli } from './fake-terminal';

const inspect = (input: string) => runCli(['inspect', '--headers', '-', '--json'], { input });
const chainOf = async (input: string) => (await inspect(input)).json().databases[0]!.chain;
const refusal = async (input: string) => {
  const ran = await inspect(input);
  expect([ran.exitCode, ran.out]).toEqual([1, '']);
  return ran.error();
};

const END = '34000000006000001';
const FULL = {
  BackupTypeDescription: 'Database',
  DatabaseName: 'Sales',
  BackupPath: 'full.bak',
  FirstLSN: '34000000001600001',
  LastLSN: '34000000004000001',
};
const LOG = { ...FULL, BackupTypeDescription: 'Transaction Log', BackupPath: 'log.trn', LastLSN: END };
const rows = (...changed: readonly object[]) => JSON.stringify(changed);

describeShared('exports of PowerShell and dbatools', 'cases', (folder) => {
  test.each(['export-header.csv', 'export-header.json', 'export-history.clixml', 'export-history.json'])(
    '%s: three stripes and five logs, every digit',
    async (file) => {
      const ran = await runCli(['inspect', '--headers', join(folder, 'exports', file), '--json']);
      expect(ran.exitCode).toBe(0);
      const { chain } = ran.json().databases[0]!;
      const paths = [
        'full_1.bak',
        'full_2.bak',
        'full_3.bak',
        'log1.trn',
        'log2.trn',
        'log3.trn',
        'log4.trn',
      ];
      expect(chain).toMatchObject({
        status: 'complete',
        path: [...paths, 'log5.trn'].map((name) => `C:\\bk\\${name}`),
        chainEndLsn: END,
      });
    },
  );

  test('numbers and texts of the same rows give the same chain, and the date of PowerShell is a date', async () => {
    const read = async (file: string) => {
      const ran = await runCli(['inspect', '--headers', join(folder, 'headers', file), '--json']);
      return ran.json();
    };
    const numbers = await read('dbatools2228_numbers.json');
    expect(numbers).toEqual(await read('dbatools2228_text.json'));
    expect(numbers.files[0]).toMatchObject({ sets: [{ startedAt: '2017-09-12T23:46:40Z' }] });
  });
});

describe('digits', () => {
  const asNumber = (digits: string) => rows(FULL, LOG).replace(`"${END}"`, digits);

  test.each([END, `${END}.0`, `${END}.000`])(
    'the JSON number %s is read to its last digit',
    async (digits) => {
      expect(await chainOf(asNumber(digits))).toMatchObject({ status: 'complete', chainEndLsn: END });
    },
  );

  test.each([
    ['3.4000000006E+16', /row 2: LastLSN is the number 3\.4000000006E\+16, .* written with an exponent/],
    ['34000000006000000', /row 2: LastLSN is the number 34000000006000000, .* ends in 00000/],
    ['34000000006000001.5', /row 2: LastLSN is the number 34000000006000001\.5, .* has a fraction/],
  ])('the rounded number %s is refused with the cure', async (digits, message) => {
    const err = await refusal(asNumber(digits));
    expect(err).toMatch(message);
    expect(err).toContain('Export LSNs as text, for instance CONVERT(varchar(25), first_lsn)');
  });

  test('a text of JSON was never a number', async () => {
    expect(await chainOf(rows(FULL, { ...LOG, LastLSN: '34000000006000000' }))).toMatchObject({
      chainEndLsn: '34000000006000000',
    });
  });

  test('a BigInteger of Windows PowerShell has lost its digits, which is said', async () => {
    const lost = { IsPowerOfTwo: false, IsZero: false, IsOne: false, IsEven: false, Sign: 1 };
    expect(await refusal(rows(FULL, { ...LOG, LastLSN: lost }))).toContain(
      'row 2: LastLSN is an object without its digits, as Windows PowerShell writes a BigInteger; export it as [string]$_.LastLSN',
    );
  });

  test('an empty object is NULL, a wrapped value is the value', async () => {
    const ran = await inspect(
      rows({
        ...FULL,
        DatabaseBackupLSN: {},
        BackupFinishDate: { value: '/Date(1505260000000)/', DateTime: 'Tuesday' },
      }),
    );
    expect(ran.json().files[0]).toMatchObject({
      sets: [{ databaseBackupLsn: '0', finishedAt: '2017-09-12T23:46:40Z' }],
    });
  });
});

describe('CSV', () => {
  const head = 'BackupTypeDescription,DatabaseName,BackupPath,FirstLSN,LastLSN,IsCopyOnly,FamilyCount';
  const full = 'Database,Sales,"C:\\a, b\\full.bak",34000000001600001,34000000004000001,False,';
  const log = `Transaction Log,Sales,log.trn,34000000001600001,${END},True,1`;

  test('quotes, commas in names, empty values and bits', async () => {
    const ran = await inspect([head, full, log].join('\r\n'));
    expect(ran.json().databases[0]!.chain).toMatchObject({
      path: ['C:\\a, b\\full.bak', 'log.trn'],
      chainEndLsn: END,
    });
    expect(ran.json().files[1]).toMatchObject({ sets: [{ isCopyOnly: true, familyCount: 1 }] });
  });

  test("Windows PowerShell's type line, and another culture's delimiter", async () => {
    const table = [head, full.replace('a, b', 'a'), log].join('\n').replaceAll(',', ';');
    expect(await chainOf(`#TYPE System.Data.DataRow\r\n${table}`)).toMatchObject({ chainEndLsn: END });
  });

  test.each(['3.4E+16', '3,4E+16', '34000000006000000'])(
    '%s comes from a spreadsheet: refused',
    async (lsn) => {
      const table = [head, full, log.replace(END, `"${lsn}"`)].join('\n');
      expect(await refusal(table)).toMatch(/row 2: LastLSN is the number .* lost digits.*spreadsheet/);
    },
  );

  test('a list of files that was flattened away is refused with the cure', async () => {
    const table = [head, full.replace('"C:\\a, b\\full.bak"', 'System.String[]')].join('\n');
    expect(await refusal(table)).toContain(
      'row 1: BackupPath is System.String[]: the export lost the list of files; use Export-Clixml, or ConvertTo-Json -Depth 3',
    );
  });

  test('a row with too many columns names its line', async () => {
    expect(await refusal([head, `${full},1,2,3`].join('\n'))).toMatch(/line 2/);
  });
});

describe('CLIXML', () => {
  const object = (inner: string) => `<Obj RefId="0"><Props>${inner}</Props></Obj>`;
  const document = (inner: string) =>
    `<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">${inner}</Objs>`;
  const full =
    '<S N="Type">Full</S><S N="Database">Sales &amp; Co_x000A_</S><D N="FirstLsn">34000000001600001</D>' +
    `<Obj N="FullName" RefId="2"><LST><S>a.bak</S><S>b.bak</S></LST></Obj>`;
  const bigint = (digits: string) =>
    `<Obj N="LastLsn" RefId="3"><ToString>${digits}</ToString><Props><B N="IsOne">false</B></Props></Obj>`;

  test('lists, decimals, BigIntegers, NULL, entities and escapes', async () => {
    const ran = await inspect(document(object(`${full}${bigint(END)}<Nil N="KeyAlgorithm" />`)));
    expect(ran.json().databases[0]).toMatchObject({
      databaseName: 'Sales & Co\n',
      chain: { path: ['a.bak', 'b.bak'], chainEndLsn: END },
    });
  });

  test('a list of rows is the rows', async () => {
    const row = object(`${full}${bigint(END)}`);
    const ran = await inspect(document(`<Obj RefId="9"><LST>${row}</LST></Obj>`));
    expect(ran.json().files).toHaveLength(2);
  });

  test('enumerations are their text', async () => {
    const model = '<Obj N="RecoveryModel" RefId="4"><ToString>Simple</ToString><I32>3</I32></Obj>';
    const ran = await inspect(document(object(`${full}${bigint(END)}${model}`)));
    expect(ran.json().databases[0]!.chain.status).toBe('simple-recovery');
  });

  test.each([
    ['a double', document(object(`${full}<Db N="LastLsn">3.4E+16</Db>`)), /LastLsn|LastLSN.*lost digits/],
    ['another document', '<html><body>no</body></html>', /its root is not <Objs>/],
    ['broken XML', '<Objs><Obj></Objs>', /Cannot read header rows of "-"/],
    ['a document type', '<!DOCTYPE x [<!ENTITY a "b">]><Objs/>', /declares a document type/],
  ])('%s is refused', async (_name, text, message) => {
    expect(await refusal(text)).toMatch(message);
  });
});

test('what has none of the forms is told what to do', async () => {
  expect(await refusal('hello')).toContain('neither JSON nor CSV nor CLIXML (ConvertTo-Json -Depth 3');
});

test("msdb's columns of stripes are read", async () => {
  const stripe = { ...FULL, media_family_count: 2 };
  const both = rows(
    { ...stripe, BackupPath: 'b', family_sequence_number: 2 },
    { ...stripe, BackupPath: 'a', family_sequence_number: 1 },
    LOG,
  );
  expect(await chainOf(both)).toMatchObject({ status: 'complete', path: ['a', 'b', 'log.trn'] });
});

test('help and page list every column', async () => {
  const help = (await runCli(['inspect', '--help'])).out.replaceAll(/\s+/g, ' ');
  const page = readFileSync(join(__dirname, '../../docs/cli.md'), 'utf8');
  for (const name of Object.values(COLUMN_NAMES).flat()) {
    expect(help).toMatch(new RegExp(`\\b${name}\\b`));
    expect(page).toContain(`\`${name}\``);
  }
  expect(NEEDED_COLUMNS.length).toBeGreaterThan(0);
});
