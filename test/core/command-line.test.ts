/** What the product prints can be pasted: held against a real bash, and against PowerShell's rules for arguments. */
import { execFileSync } from 'node:child_process';
import { commandLine, shellQuoted, type Shell } from '../../shared/core/command-line';

/** Names that blobs, folders and databases may have. */
const NAMES = [
  'log_1.trn',
  'sales/log_1.trn',
  'log 1.trn',
  'a  b',
  '50%.trn',
  '%PATH%',
  '#1.trn',
  'a#b',
  'a+b',
  'a&b',
  "it's",
  'a;b',
  'a$b',
  '$HOME',
  '$(id)',
  '`id`',
  'a!b',
  'a"b',
  'a\\b',
  'a|b>c<d',
  '(a)',
  '{a,b}',
  '[ab]*?',
  '~',
  '@args',
  'a,b',
  '-x',
  '',
  'größe_日本.trn',
  'it’s',
  '“quoted”',
  "it's $HOME",
  'it\'s ’$1’ "x"',
];

/** What bash makes of a line: each argument, one a line, as JSON. */
function bash(line: string): readonly string[] {
  const script = `args() { for one; do printf '%s\\0' "$one"; done; }\nargs ${line}`;
  return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

const SINGLES = "'‘’‚‛";
const DOUBLES = '"“”„';

/**
 * What PowerShell makes of one quoted or plain argument (about_Quoting_Rules, about_Parsing): any kind of quotation mark
 * ends its text unless doubled; within double quotes `$` and the backtick act.
 */
function powershell(argument: string): string {
  const [first = ''] = argument;
  const marks = SINGLES.includes(first)
    ? SINGLES
    : DOUBLES.includes(first) && first !== ''
      ? DOUBLES
      : undefined;
  if (first === '' || marks === undefined) {
    if (/[\s'"‘’‚‛“”„`$&|;<>(){}]|^[@#,~-]|,/.test(argument))
      throw new Error(`PowerShell acts on ${argument}`);
    return argument;
  }
  let text = '';
  for (let at = 1; at < argument.length; at += 1) {
    const sign = argument[at] ?? '';
    if (marks === DOUBLES && /[$`]/.test(sign)) throw new Error(`PowerShell acts on ${sign} in ${argument}`);
    if (!marks.includes(sign)) text += sign;
    else if (at === argument.length - 1) return text;
    else if (marks.includes(argument[at + 1] ?? '')) text += argument[++at] ?? '';
    else throw new Error(`PowerShell ends the text early in ${argument}`);
  }
  throw new Error(`PowerShell waits for the end of ${argument}`);
}

test.each(NAMES)('%j reaches the command as it is, from bash', (name) => {
  expect(bash(shellQuoted(name))).toEqual([name]);
});

test.each(NAMES.filter((name) => name !== '-x'))(
  '%j reaches the command as it is, from PowerShell',
  (name) => {
    expect(powershell(shellQuoted(name, 'powershell'))).toBe(name);
  },
);

test.each(NAMES.filter((name) => !/['’]/.test(name) || !/[$"]/.test(name)))(
  '%j is quoted alike for both',
  (name) => {
    const [one, other] = (['posix', 'powershell'] satisfies Shell[]).map((shell) => shellQuoted(name, shell));
    expect(one).toBe(other);
  },
);

test('what needs no quotes has none', () => {
  expect(commandLine(['cutover', 'prod-sales', '--tail', 'sales/log_0142.final.trn'])).toBe(
    'npm run cutover -- cutover prod-sales --tail sales/log_0142.final.trn',
  );
  expect(commandLine(['tail', 'sales', "Q1 '26.trn"])).toBe(`npm run cutover -- tail sales "Q1 '26.trn"`);
});
