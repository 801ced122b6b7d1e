/** What the pages tell a reader to type: it parses, it runs in its order, and az knows it. */
import { spawnSync } from 'node:child_process';
import { withProgram } from '../../support/program';
import { codeSpans, read, section, tableRows } from '../support';
import { PAGES, type ShellBlock, azSpans, placeOf, powerShellBlocks, shellBlocks } from './blocks';
import { findAzureCli, findPowerShell, judgeByAzureCli } from './programs';
import { type Call, type Ran, runInBash, runInPowerShell } from './run-page';

/** PowerShell and azure-cli take seconds to start, and longer on a busy machine. */
jest.setTimeout(300_000);

const blocks = PAGES.flatMap(shellBlocks);
const pagesOfAz = PAGES.filter((page) => shellBlocks(page).some(({ text }) => /\baz /.test(text)));

/** The hooks of azd, as a page of their own. */
const HOOKS = [...read('azure.yaml').matchAll(/^\s+run: (az .*)$/gm)].map(
  ([, text = ''], line): ShellBlock => {
    const windows = text.includes('$env:');
    return { page: 'azure.yaml', line, language: windows ? 'powershell' : 'sh', text };
  },
);

function callsOf(ran: Ran): readonly Call[] {
  if (ran.kind === 'failed') throw new Error(ran.said);
  return ran.calls;
}

/** On Windows az is az.cmd: PowerShell passes no quotes in an argument, and cmd reads its own signs where there are no quotes. */
function isMangledByWindows(arg: string): boolean {
  return /["%]/.test(arg) || (/[&|<>^]/.test(arg) && !arg.includes(' '));
}

test('the pages have blocks, those of docs/deploy.md for both shells, and azure.yaml has hooks', () => {
  expect(blocks.length).toBeGreaterThan(25);
  expect(pagesOfAz).toEqual(expect.arrayContaining(['docs/deploy.md', 'infra/README.md']));
  expect(shellBlocks('docs/deploy.md').filter(({ other }) => other === undefined)).toEqual([]);
  expect(HOOKS.map(({ language }) => language)).toEqual(['sh', 'powershell']);
});

test.each(blocks.map((block) => [placeOf(block), block]))('%s parses in bash', (_place, block) => {
  const { stderr } = spawnSync('bash', ['-n'], { input: block.text, encoding: 'utf8' });
  expect(stderr).toBe('');
});

test.each(pagesOfAz)('%s runs from its first block to its last in bash', (page) => {
  expect(runInBash(shellBlocks(page))).toMatchObject({ kind: 'ran' });
});

test('an unset variable, an unknown program and a placeholder without quotes each end a page', () => {
  const page = (text: string): ShellBlock[] => [{ page: 'page', line: 1, language: 'sh', text }];
  expect(runInBash(page('az group show -n "$GROUP"'))).toMatchObject({ kind: 'failed' });
  expect(runInBash(page('azz group show'))).toMatchObject({ kind: 'failed' });
  expect(runInBash(page('ID=/subscriptions/<id>/x'))).toMatchObject({ kind: 'failed' });
  expect(runInBash(page('G=a; az group show -n "$G b"'))).toEqual({
    kind: 'ran',
    calls: [{ place: 'page:1', program: 'az', args: ['group', 'show', '-n', 'a b'] }],
  });
});

withProgram('PowerShell', findPowerShell(), (pwsh) => {
  const PARSE = `
    $errors = @()
    foreach ($text in ($input | Out-String | ConvertFrom-Json)) {
      $found = $null
      [void][System.Management.Automation.Language.Parser]::ParseInput($text, [ref]$null, [ref]$found)
      $errors += , @($found | ForEach-Object { "$($_.Extent.StartLineNumber): $($_.Message)" })
    }
    ConvertTo-Json -Compress -Depth 3 -InputObject $errors`;

  function problemsOf(texts: readonly string[]): readonly (readonly string[])[] {
    const { stdout, stderr } = spawnSync(pwsh, ['-NoProfile', '-NonInteractive', '-Command', PARSE], {
      input: JSON.stringify(texts),
      encoding: 'utf8',
    });
    if (stderr !== '') throw new Error(stderr);
    return JSON.parse(stdout) as (readonly string[])[];
  }

  test('finds what does not parse', () => {
    expect(problemsOf(['az x', 'az `\n x', 'foreach ('])).toEqual([[], [], [expect.stringMatching(/^1: /)]]);
  });

  test('every PowerShell block of a page parses', () => {
    const all = PAGES.flatMap(powerShellBlocks);
    const problems = problemsOf(all.map(({ text }) => text));
    expect(problems).toHaveLength(all.length);
    expect(all.map(placeOf).filter((_, at) => problems[at]?.length !== 0)).toEqual([]);
  });

  test.each(PAGES.filter((page) => powerShellBlocks(page).length > 0))(
    '%s calls the same in PowerShell as in bash',
    (page) => {
      const calls = callsOf(runInPowerShell(pwsh, shellBlocks(page)));
      expect(calls).toEqual(callsOf(runInBash(shellBlocks(page))));
      expect(calls.flatMap(({ args }) => args).filter(isMangledByWindows)).toEqual([]);
    },
  );
});

withProgram('azure-cli', findAzureCli(), (modules) => {
  const asPages = PAGES.map((page): readonly ShellBlock[] => {
    const spans = azSpans(page).map((text, line) => ({ page, line, language: 'sh', text }));
    return [...(pagesOfAz.includes(page) ? shellBlocks(page) : []), ...spans];
  });
  const hooks = HOOKS.filter(({ language }) => language === 'sh').map(({ text, ...block }) => [
    { ...block, text: `AZURE_ENV_NAME=a AZURE_LOCATION=b AZURE_SUBSCRIPTION_ID=c\n${text}` },
  ]);
  const calls = [...asPages, ...hooks]
    .filter((page) => page.length > 0)
    .flatMap((page) => callsOf(runInBash(page)))
    .filter(({ program }) => program === 'az');
  const distinct = [...new Map(calls.map((call) => [JSON.stringify(call.args), call])).values()];
  const newer = tableRows(section(read('docs/deploy.md'), 'Commands that are newer')).map(
    ([command, unknown, page]) => ({
      command: (codeSpans(command ?? '')[0] ?? '').replace(/^az /, ''),
      unknown: codeSpans(unknown ?? ''),
      page: page ?? '',
    }),
  );

  test('its parser takes every command line of az, but for those of the table', () => {
    const objections = judgeByAzureCli(
      modules,
      distinct.map(({ args }) => args),
    ).flatMap((objection, at) => (objection === undefined ? [] : [{ ...(distinct[at] as Call), objection }]));
    const unknownWords = (text: string): string[] =>
      text.startsWith('unrecognized arguments: ')
        ? text.split(' ').filter((word) => word.startsWith('-'))
        : [...text.matchAll(/^'([\w-]+)' is misspelled/g)].map(([, word = '']) => word);
    const used = new Set<string>();
    const unlisted = objections.filter(({ args, objection }) => {
      const row = newer.find(({ command }) => args.join(' ').startsWith(`${command} `));
      const words = unknownWords(objection);
      if (row === undefined || words.length === 0) return true;
      words.forEach((word) => used.add(`${row.command} ${word}`));
      return words.some((word) => !row.unknown.includes(word));
    });
    expect(unlisted).toEqual([]);
    const listed = newer.flatMap(({ command, unknown }) => unknown.map((word) => `${command} ${word}`));
    expect([...used].sort()).toEqual(listed.sort());
    expect(newer.filter(({ page }) => !/^"[^"]{10,}"/.test(page))).toEqual([]);
  });
});
