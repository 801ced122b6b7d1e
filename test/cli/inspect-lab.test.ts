import { readFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describeShared } from '../support/shared-folder';
import { runCli } from './fake-terminal';
import type { ChainDocument, InspectDocument } from './inspect-document';

/** The chains that the recorded material's manifest expects, in short file names. */
interface LabChain {
  readonly folder: string;
  readonly status: string;
  readonly path: readonly string[];
  readonly end: string | null;
  readonly unused?: number;
}

const ONE_DIFF_OF_TWO = (name: string, end: string): LabChain => ({
  folder: `sql2008-backups/${name}`,
  status: 'complete',
  path: ['FULL', 'DIFF_20170518_041826.bak'].map((part) => `*${part}`),
  end,
  unused: 3,
});

const CHAINS: readonly LabChain[] = [
  {
    folder: 'RestoreTimeClean',
    status: 'complete',
    path: [
      'RestoreTimeClean.bak',
      'RestoreTimeClean2.bak',
      'RestoreTimeClean2_1.trn',
      'RestoreTimeClean2_2.trn',
      'RestoreTimeClean2_3.trn',
    ],
    end: '25000000022000001',
    unused: 3,
  },
  {
    folder: 'OlaMsFilter/Simple',
    status: 'complete',
    path: ['test_FULL_20160629_141320.bak', 'test_LOG_20160629_141330.trn'],
    end: '21000000028800001',
    unused: 2,
  },
  {
    folder: 'OlaMsFilter/complex',
    status: 'complete',
    path: ['test_FULL_20160629_142200.bak', 'test_DIFF_20160629_142800.bak'],
    end: '21000000024100001',
    unused: 16,
  },
  {
    folder: 'sql2008-backups/StopAt',
    status: 'complete',
    path: ['StopAt.bak', 'StopAt_1.trn', 'StopAt_2.trn', 'StopAt_21.trn', 'StopAt_23.trn'],
    end: '19000000024600001',
    unused: 0,
  },
  {
    folder: 'sql2008-backups/RestoreTimeStripe',
    status: 'complete',
    path: [
      ...['RestoreTimeStripe2.bak', 'RestoreTimeStripe2a.bak', 'restoretime_21.trn', 'restoretime_21a.trn'],
      ...['RestoreTimeStripe_22.trn', 'RestoreTimeStripe_22a.trn'],
      ...['RestoreTimeStripe_23.trn', 'RestoreTimeStripe_23a.trn'],
    ],
    end: '20000000024300001',
    unused: 8,
  },
  {
    folder: 'sql2008-backups/SimpleRecovery',
    status: 'simple-recovery',
    path: ['SimpleBacktest.bak', 'SimpleBackTest_2.bak'],
    end: '21000000019200001',
    unused: 1,
  },
  ONE_DIFF_OF_TWO('Cube_Query_History', '24000000045900001'),
  ONE_DIFF_OF_TWO('DBWithoutOwner', '24000000048700001'),
  ONE_DIFF_OF_TWO('dbOrphanUsers', '24000000009600001'),
  ONE_DIFF_OF_TWO('dbareports', '28000000009600001'),
  ONE_DIFF_OF_TWO('ft1', '25000000015600001'),
  { folder: 'sql2008-backups/db1', status: 'no-full', path: [], end: null, unused: 4 },
  {
    folder: 'sql2008-backups/db2',
    status: 'complete',
    path: ['*FULL', '*DIFF'],
    end: '22000000036400001',
    unused: 0,
  },
  {
    folder: 'compressed-2019',
    status: 'complete',
    path: ['TestFull1.bak', 'TestDiff1_1.bak', 'TestLog1_1_1.bak'],
    end: '37000000128700001',
    unused: 0,
  },
  { folder: 'sql2008-backups/db3', status: 'complete', path: ['*FULL'], end: '*', unused: 0 },
];

describeShared('inspect on the recorded files', 'backups', (folder) => {
  const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')).files;
  let whole: InspectDocument;
  let exitCode: number;

  beforeAll(async () => {
    const ran = await runCli(['inspect', folder, '--json']);
    whole = ran.json();
    exitCode = ran.exitCode;
  });

  test('every file of the tree is listed, with its path below the folder', () => {
    expect(whole.files).toHaveLength(107);
    expect(whole.files.filter((file) => !file.ok)).toMatchObject([
      { path: 'MANIFEST.md', error: { name: 'NotABackup' } },
      { path: 'expected.json', error: { name: 'NotABackup' } },
    ]);
  });

  test.each(Object.keys(expected))('every expected value of %s', (path) => {
    const file = whole.files.find((one) => one.path === path);
    expect(file).toMatchObject({ ok: true, ...expected[path] });
    expect(file!.error).toBeUndefined();
  });

  test('a set has no differential base unless the expectation names one', () => {
    for (const { path, sets } of whole.files) {
      for (const [index, set] of sets.entries()) {
        const wanted = expected[path]?.sets[index];
        if (wanted?.backupSetGuid === undefined) continue;
        expect(set.differentialBaseLsn).toBe(wanted.differentialBaseLsn);
        expect(set.differentialBaseGuid).toBe(wanted.differentialBaseGuid);
      }
    }
  });

  test('halves of stripes, a lone log and a missing full make the tree incomplete', () => {
    expect(exitCode).toBe(2);
  });

  test.each(CHAINS)('$folder within the whole tree: $status, end $end', ({ folder: name, ...chain }) => {
    const found = whole.databases.filter((one) =>
      filesOf(one.chain).some((file) => file.startsWith(`${name}/`)),
    );
    expect(found).toHaveLength(1);
    expectChain(found[0]!.chain, chain);
  });

  test.each(CHAINS)('$folder alone: $status, end $end', async ({ folder: name, ...chain }) => {
    const ran = await runCli(['inspect', join(folder, name), '--json']);
    const { databases, files } = ran.json();
    expect(databases).toHaveLength(1);
    expect(files.every((file) => file.ok && !file.path.startsWith('/'))).toBe(true);
    expectChain(databases[0]!.chain, chain);
    expect(ran.exitCode).toBe(chain.status === 'complete' ? 0 : 2);
  });

  test('Noextension.bak is a chain of its own', () => {
    const found = whole.databases.filter((one) => one.chain.anchor === 'sql2008-backups/Noextension.bak');
    expect(found).toMatchObject([
      { chain: { status: 'complete', path: ['sql2008-backups/Noextension.bak'] } },
    ]);
  });

  test('the two databases of one name are told apart by their family', () => {
    const both = whole.databases.filter((one) => one.databaseName === 'OlaMsFilterTest');
    expect(both).toHaveLength(2);
    expect(new Set(both.map((one) => one.familyGuid)).size).toBe(2);
    expect(both.map((one) => one.chain.status)).toEqual(['complete', 'complete']);
  });

  test('db1: what is not used says which full is missing', () => {
    const db1 = whole.databases.find((one) => one.databaseName === 'db1');
    expect(db1!.chain).toMatchObject({ anchor: null, path: [] });
    expect(db1!.chain.notUsed[0]!.reason).toContain('CheckpointLSN 323000000010200038');
  });

  describe('with files taken away', () => {
    let copy: string;
    beforeEach(async () => {
      copy = await mkdtemp(join(tmpdir(), 'inspect-'));
    });
    afterEach(() => rm(copy, { recursive: true, force: true }));

    test('StopAt without _21: a gap with both LSNs and both files, exit 2', async () => {
      await cp(join(folder, 'sql2008-backups/StopAt'), copy, { recursive: true });
      await rm(join(copy, 'StopAt_21.trn'));
      const ran = await runCli(['inspect', copy, '--json']);
      expect(ran.exitCode).toBe(2);
      expect(ran.json().databases[0]!.chain).toMatchObject({
        status: 'gap',
        path: ['StopAt.bak', 'StopAt_1.trn', 'StopAt_2.trn'],
        chainEndLsn: '19000000019300001',
        gap: {
          needLsn: '19000000019300001',
          firstAvailableLsn: '19000000021500001',
          lastGoodFile: 'StopAt_2.trn',
          nextFile: 'StopAt_23.trn',
        },
        notUsed: [{ file: 'StopAt_23.trn', reason: expect.stringContaining('19000000019300001') }],
      });
    });

    test('RestoreTimeStripe without one half of a log: the set is incomplete, exit 2', async () => {
      await cp(join(folder, 'sql2008-backups/RestoreTimeStripe'), copy, { recursive: true });
      await rm(join(copy, 'Stripe2/RestoreTimeStripe_22a.trn'));
      const ran = await runCli(['inspect', copy]);
      expect(ran.exitCode).toBe(2);
      expect(ran.out).toContain('1 of 2 stripes arrived');
    });

    test('RestoreTimeClean without the differential: all six logs, same end', async () => {
      await cp(join(folder, 'RestoreTimeClean'), copy, { recursive: true });
      await rm(join(copy, 'RestoreTimeClean2.bak'));
      const { chain } = (await runCli(['inspect', copy, '--json'])).json().databases[0]!;
      expect(chain).toMatchObject({ status: 'complete', chainEndLsn: '25000000022000001' });
      expect(chain.path).toHaveLength(7);
    });
  });
});

function filesOf(chain: ChainDocument): string[] {
  return [...chain.path, ...chain.notUsed.map((one) => one.file)];
}

function expectChain(chain: ChainDocument, { status, path, end, unused }: Omit<LabChain, 'folder'>): void {
  expect(chain.status).toBe(status);
  expect(chain.path.map((file) => basename(file))).toEqual(
    path.map((name) => (name.startsWith('*') ? expect.stringContaining(name.slice(1)) : name)),
  );
  expect(chain.anchor ?? undefined).toBe(chain.path[0]);
  if (end !== '*') expect(chain.chainEndLsn).toBe(end);
  if (unused !== undefined) expect(chain.notUsed).toHaveLength(unused);
  expect(chain.gap).toBeUndefined();
}
