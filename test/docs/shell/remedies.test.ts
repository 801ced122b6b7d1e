/** What the preflight tells people to type parses: in bash, in PowerShell, and in the eyes of az. */
import { spawnSync } from 'node:child_process';
import { judgeEstate } from '../../../shared/core/preflight/judge';
import { az } from '../../../shared/core/preflight/outcomes';
import type { Command } from '../../../shared/core/preflight/proof';
import { preflightReport } from '../../../shared/core/preflight/report';
import { type Case, HEALTHY, NOW } from '../../../tools/estates/cases';
import { MUTANTS } from '../../../tools/estates/proofs';
import { readingsOf } from '../../core/preflight/judged';
import { withProgram } from '../../support/program';
import type { ShellBlock } from './blocks';
import { findAzureCli, findPowerShell, judgeByAzureCli } from './programs';
import { type Ran, runInBash, runInPowerShell } from './run-page';

jest.setTimeout(600_000);

/** Every command of a report: remedies, what helps to answer, the role of missing rights. */
function commandsOf(one: Case): readonly Command[] {
  const readings = readingsOf(one);
  const { rows, missingRights } = preflightReport(one.plan, readings, judgeEstate(one.plan, readings));
  return [...rows.map(({ remedy }) => remedy), missingRights?.remedy].flatMap(
    (remedy) => remedy?.command ?? [],
  );
}

/** A case in which nothing may be read but the instance. */
function refused(make: () => Case): readonly Command[] {
  const one = make();
  const readings = readingsOf(one);
  for (const key of readings.keys())
    if (!key.startsWith('managedInstance '))
      readings.set(key, {
        kind: 'denied',
        action: `Microsoft.Some/${key.split(' ')[0] ?? ''}/read`,
        asOf: NOW,
      });
  const { missingRights } = preflightReport(one.plan, readings, judgeEstate(one.plan, readings));
  return missingRights?.remedy.command === undefined ? [] : [missingRights.remedy.command];
}

/** The backups are on an Azure file share. */
function onAzureFiles(make: () => Case): Case {
  const one = make();
  const share = { path: '\\\\shopfiles.file.core.windows.net\\backup\\Shop' };
  return { ...one, plan: { ...one.plan, notes: { ...one.plan.notes, share } } };
}

const all = [
  ...['TOP-1, classic', 'open, share'].flatMap((name) => commandsOf(onAzureFiles(HEALTHY[name]!))),
  ...Object.values(HEALTHY).flatMap((make) => [...commandsOf(make()), ...refused(make)]),
  ...MUTANTS.flatMap(({ healthy, change }) => {
    const one = healthy();
    change(one);
    return commandsOf(one);
  }),
];
const commands = [...new Map(all.map((command) => [command.text, command])).values()];
const lines = commands.filter(({ language }) => language === 'az').map(({ text }) => text);
const scripts = commands.filter(({ language }) => language === 'powershell').map(({ text }) => text);

const blockOf = (text: string, line: number): ShellBlock => ({ page: 'remedy', line, language: 'sh', text });

function argumentsOf(ran: Ran): readonly (readonly string[])[] {
  if (ran.kind === 'failed') throw new Error(ran.said);
  return ran.calls.map(({ args }) => args);
}

test('the estates that are proved on lead to many commands', () => {
  expect(lines.length).toBeGreaterThan(40);
  expect(scripts.length).toBeGreaterThan(8);
});

test('every line of az runs in bash, one call each', () => {
  const each = lines.flatMap((text) => text.split('\n'));
  const within = each.filter((line) => line.includes('$(az '));
  expect(argumentsOf(runInBash(lines.map(blockOf)))).toHaveLength(each.length + within.length);
  expect(each.filter((line) => !line.startsWith('az '))).toEqual([]);
});

test('nothing is quoted with single quotes alone, which cmd takes for a part of the word', () => {
  const outside = (line: string) => line.replaceAll(/"[^"]*"/g, '""');
  expect(lines.flatMap((text) => text.split('\n')).filter((line) => outside(line).includes("'"))).toEqual([]);
});

test('a name with parentheses is quoted, and a call in a call is not', () => {
  expect(az('group show -n rg(1) --x "$(az account show)"').text).toBe(
    'az group show -n "rg(1)" --x "$(az account show)"',
  );
});

withProgram('PowerShell', findPowerShell(), (pwsh) => {
  test('every line of az calls the same in PowerShell as in bash', () => {
    const blocks = lines.map(blockOf);
    expect(argumentsOf(runInPowerShell(pwsh, blocks))).toEqual(argumentsOf(runInBash(blocks)));
  });

  test('every script of PowerShell parses', () => {
    const PARSE = `
      $all = $input | Out-String | ConvertFrom-Json
      $found = @(foreach ($text in $all) {
        $errors = $null
        [void][System.Management.Automation.Language.Parser]::ParseInput($text, [ref]$null, [ref]$errors)
        if ($errors) { "$text -> $($errors[0].Message)" }
      })
      ConvertTo-Json -Compress -InputObject $found`;
    const { stdout, stderr } = spawnSync(pwsh, ['-NoProfile', '-NonInteractive', '-Command', PARSE], {
      input: JSON.stringify([...scripts, 'foreach (']),
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual([expect.stringMatching(/^foreach \( -> /)]);
  });
});

/** Commands of an extension, and one that is newer than the azure-cli that judges here ("az sql mi" on Microsoft Learn). */
const NOT_IN_THIS_AZ = /^(?:datamigration|sql mi start) /;

withProgram('azure-cli', findAzureCli(), (modules) => {
  test('its parser takes every line of az, those of the scripts included', () => {
    const inScripts = scripts.flatMap((text) => text.split('\n').filter((line) => line.startsWith('az ')));
    const calls = argumentsOf(runInBash([...lines, ...inScripts].map(blockOf))).filter(
      (args) => !NOT_IN_THIS_AZ.test(args.join(' ')),
    );
    const objections = judgeByAzureCli(modules, calls);
    const wrong = calls.flatMap((args, at) =>
      objections[at] === undefined ? [] : [`${args.join(' ')}: ${objections[at]}`],
    );
    expect(wrong).toEqual([]);
  });

  test('the line about a lifecycle rule turns that rule off by its name, wherever it is, and no other', () => {
    const SET = [
      'import json, sys',
      'from types import SimpleNamespace as S',
      'from azure.cli.core.commands.arm import set_properties',
      'names, set = json.load(sys.stdin)',
      'rules = [S(name=name, enabled=True) for name in names]',
      'set_properties(S(policy=S(rules=rules)), set, False)',
      'print(json.dumps([rule.name for rule in rules if rule.enabled is False]))',
    ].join('\n');
    const names = ['pictures', 'tidy-up', 'Tidy', '2024', 'true', '1e3', 'tidy'];
    const line = lines.find((text) => text.includes('management-policy update')) ?? '';
    const set = argumentsOf(runInBash([blockOf(line, 0)]))[0]?.at(-1) ?? '';
    expect(set).toContain("'tidy'");
    for (const name of names) {
      const { stdout, stderr } = spawnSync('/usr/bin/python3', ['-c', SET], {
        encoding: 'utf8',
        input: JSON.stringify([names, set.replace('tidy', name)]),
        env: { PYTHONPATH: modules, AZURE_CORE_COLLECT_TELEMETRY: '0' },
      });
      expect([name, stderr]).toEqual([name, '']);
      expect(JSON.parse(stdout)).toEqual([name]);
    }
  });
});
