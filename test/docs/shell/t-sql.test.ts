/** Every T-SQL that the product prints parses, in the eyes of ScriptDom: runbooks, remedies of the preflight, restore scripts. */
import type { Facts } from '../../../shared/core/facts/facts';
import { PROBE_SIDES } from '../../../shared/core/migration/probe-reading';
import { probeTSql } from '../../../shared/core/probe/t-sql';
import { judgeEstate } from '../../../shared/core/preflight/judge';
import { preflightReport } from '../../../shared/core/preflight/report';
import { causesOf } from '../../../shared/core/watch/stall-causes';
import { type Case, HEALTHY } from '../../../tools/estates/cases';
import { MUTANTS } from '../../../tools/estates/proofs';
import { runCli } from '../../cli/fake-terminal';
import { readingsOf } from '../../core/preflight/judged';
import { ENGINES, HOSTILE, MODES, MOMENTS, runbookAt, tSqlOf } from '../../core/runbook/situations';
import { aReadyFacts, aRegistration, NOW } from '../../support/facts';
import { withProgram } from '../../support/program';
import { findScriptDom, judgeByScriptDom, partsByScriptDom } from './programs';

jest.setTimeout(120_000);

const SHARE = { preflight: { share: { path: "\\\\fs.corp\\it's\\shop" } } };

function runbooks(): readonly string[] {
  const plain = ENGINES.flatMap((engine) =>
    MODES.flatMap((mode) => MOMENTS.flatMap((moment) => tSqlOf(runbookAt({ engine, mode, moment })))),
  );
  const hostile = HOSTILE.flatMap((database) =>
    (['following', 'confirmed'] as const).flatMap((moment) =>
      [{}, SHARE].flatMap((registration) => tSqlOf(runbookAt({ database, moment, registration }))),
    ),
  );
  return [...plain, ...hostile];
}

function remedies(): readonly string[] {
  const mutants = MUTANTS.map(({ healthy, change }) => {
    const one = healthy();
    change(one);
    return one;
  });
  return [...Object.values(HEALTHY).map((make) => make()), ...mutants].flatMap(remediesOf);
}

function remediesOf(one: Case): readonly string[] {
  const readings = readingsOf(one);
  const { rows } = preflightReport(one.plan, readings, judgeEstate(one.plan, readings));
  return rows.flatMap(({ remedy }) => (remedy?.command?.language === 'sql' ? [remedy.command.text] : []));
}

/** What the causes of a stall propose, for each name. */
function looks(): readonly string[] {
  return HOSTILE.flatMap((databaseName) => {
    const facts: Facts = aReadyFacts({ registration: aRegistration({ source: { databaseName } }) });
    const context = { memory: {}, block: undefined, overdue: NOW, gapSince: NOW, accessEndsAt: undefined };
    return (['gap', 'logOverdue', 'uploadUnfinished'] as const).flatMap((kind) =>
      causesOf(kind, facts, context).flatMap(({ command }) => command?.text ?? []),
    );
  });
}

/** What a probe asks, for each name and side. */
function probes(): readonly string[] {
  return PROBE_SIDES.flatMap((side) => ['Shop', ...HOSTILE].map((database) => probeTSql(side, database)));
}

/** One restore script for each name: a full in two stripes, a differential, logs, and a point to stop at. */
async function restoreScripts(): Promise<readonly string[]> {
  const made = HOSTILE.map(async (DatabaseName) => {
    const full = {
      ...{
        Type: 'Database',
        DatabaseName,
        BackupPath: "C:\\it's\\1.bak",
        FamilyCount: 2,
        FamilySequenceNumber: 1,
      },
      ...{ FirstLSN: '10', LastLSN: '20', CheckpointLSN: '10', BackupFinishDate: '2026-01-05T20:00:00' },
      BackupSetGUID: '11111111-0000-4000-8000-000000000000',
    };
    const log = {
      ...{ Type: 'Log', DatabaseName, BackupPath: 'https://acct.blob.core.windows.net/sql/log.trn' },
      ...{ FirstLSN: '20', LastLSN: '40', BackupFinishDate: '2026-01-05T20:20:00' },
    };
    const input = JSON.stringify([full, { ...full, BackupPath: '2.bak', FamilySequenceNumber: 2 }, log]);
    const ran = await runCli(['inspect', '--headers', '-', '--restore-script', '--until', '30'], { input });
    return ran.out;
  });
  return Promise.all(made);
}

/** Statements that change nothing but variables of their own. */
const READING = [
  ...[
    'PredicateSetStatement',
    'DeclareVariableStatement',
    'SetVariableStatement',
    'IfStatement',
    'SelectStatement',
  ],
];

withProgram('T-SQL by ScriptDom', findScriptDom(), (programs) => {
  let problems: ReadonlyMap<string, readonly string[]>;
  let kinds: Readonly<Record<'runbook' | 'preflight' | 'stalls' | 'probe' | 'restore', readonly string[]>>;

  const BROKEN = "BACKUP LOG [Shop TO URL = N'x'";

  beforeAll(async () => {
    kinds = {
      ...{ runbook: runbooks(), preflight: remedies(), stalls: looks(), probe: probes() },
      restore: await restoreScripts(),
    };
    const scripts = [...new Set([...Object.values(kinds).flat(), BROKEN])];
    const judged = judgeByScriptDom(programs, scripts);
    problems = new Map(scripts.map((script, index) => [script, judged[index] ?? ['not judged']]));
  });

  test('a probe only reads, and SQL Server 2008 understands it', () => {
    const [changing, ...parts] = partsByScriptDom(programs, [
      "SELECT * INTO x FROM y; IF 1 = 1 EXEC p; ELSE DELETE z; SELECT * FROM OPENROWSET('a', 'b', 'c') AS q;",
      ...probes(),
    ]);
    expect(changing?.kinds).toEqual([
      ...['SelectIntoStatement', 'IfStatement', 'ExecuteStatement', 'DeleteStatement', 'SelectStatement'],
    ]);
    expect(changing?.words).toContain('OPENROWSET');
    for (const { kinds: made, words, problems: found } of parts) {
      expect(found).toEqual([]);
      expect([...new Set(made)].filter((kind) => !READING.includes(kind))).toEqual([]);
      expect(
        words.filter((word) => /^(OPEN(ROWSET|QUERY|DATASOURCE|XML)|EXEC|EXECUTE|[SX]P_.*)$/.test(word)),
      ).toEqual([]);
    }
    expect(parts).toHaveLength(2 + 2 * HOSTILE.length);
  });

  test('what is broken is found', () => {
    expect(problems.get(BROKEN)).not.toEqual([]);
  });

  test.each([
    ['runbook', 100],
    ['preflight', 10],
    ['stalls', 2 + 3 * HOSTILE.length],
    ['probe', 2 + 2 * HOSTILE.length],
    ['restore', HOSTILE.length],
  ] as const)('%s: at least %i scripts, and each parses', (kind, least) => {
    const scripts = [...new Set(kinds[kind])];
    expect(scripts.length).toBeGreaterThanOrEqual(least);
    expect(
      scripts
        .filter((script) => problems.get(script)?.length !== 0)
        .map((script) => [script, problems.get(script)]),
    ).toEqual([]);
    if (kind === 'restore') for (const script of scripts) expect(script).toMatch(/^RESTORE LOG/m);
  });
});
