import * as fc from 'fast-check';
import type { BackupSetRow } from '../../../shared/core/backup-set-row';
import { assessChain } from '../../../shared/core/chain/assess-chain';
import type { ChainVerdict } from '../../../shared/core/chain/verdict';
import { crossingHistories } from './crossing-histories';
import { EVENTFUL, histories } from './histories';
import { backupsOf, execute, furthestEnds } from './restore-referee';
import { guid } from './rows';

const runs = { numRuns: 300 };

const lives = histories({ ...EVENTFUL, length: 24 }).map((rows) =>
  rows.filter(({ familyGuid }) => familyGuid === guid('family')),
);

/** The path's backups, in its order. */
function planOf({ path }: ChainVerdict, rows: readonly BackupSetRow[]) {
  return path.map(({ files }) => rows.filter(({ file }) => files.includes(file)));
}

/** How far a chain on a fork can come: what is on an unknown fork may be on this one. */
function furthestOn(ends: ReadonlyMap<string | undefined, bigint>, fork: string | undefined) {
  const [known = -1n, unknown = -1n] = [ends.get(fork), ends.get(undefined)];
  return known > unknown ? known : unknown;
}

describe.each([
  ['histories that cross', crossingHistories],
  ['random lives of a source', lives],
] as const)('a plan over %s, before a referee that executes it', (_, arbitrary) => {
  test('every step of the path is restored, and leads to the end that is told', () => {
    fc.assert(
      fc.property(arbitrary, (rows) => {
        const verdict = assessChain(rows);
        if (verdict.path.length === 0) return;
        expect(execute(planOf(verdict, rows))).toMatchObject({ end: verdict.chainEnd, fork: verdict.fork });
      }),
      runs,
    );
  });

  test('no other plan reaches further on any branch', () => {
    fc.assert(
      fc.property(arbitrary, (rows) => {
        const verdict = assessChain(rows);
        const ends = furthestEnds(backupsOf(rows));
        if (verdict.path.length === 0) {
          expect([...ends]).toEqual([]);
          return;
        }
        expect(verdict.chainEnd).toBe(furthestOn(ends, verdict.fork));
        for (const { fork, end } of verdict.branches ?? []) {
          if (end !== undefined) expect(end).toBe(furthestOn(ends, fork));
          else expect(ends.has(fork)).toBe(false);
        }
      }),
      runs,
    );
  });

  test('each fork that can be restored is a branch, or the past of one', () => {
    fc.assert(
      fc.property(arbitrary, (rows) => {
        const { fork, branches = [{ fork }] } = assessChain(rows);
        if (branches.every((branch) => branch.fork === undefined)) return;
        const told = new Set(branches.map((branch) => branch.fork));
        for (const [reached, end] of furthestEnds(backupsOf(rows))) {
          if (reached === undefined || told.has(reached)) continue;
          const leaves = rows.some(
            (row) =>
              row.firstRecoveryForkId === reached && row.recoveryForkId !== reached && row.lastLsn > end,
          );
          expect(leaves).toBe(true);
        }
      }),
      runs,
    );
  });

  test('of two branches that can be restored none is complete by itself; chosen, each of them may be', () => {
    fc.assert(
      fc.property(arbitrary, (rows) => {
        const { branches = [], status } = assessChain(rows);
        const restorable = branches.filter(({ end }) => end !== undefined);
        if (restorable.length < 2) return;
        expect(status).toBe('forked');
        for (const branch of restorable) {
          const chosen = assessChain(rows, { fork: branch.fork });
          expect(chosen.chainEnd).toBe(branch.end);
          expect(chosen.status).not.toBe('forked');
        }
      }),
      runs,
    );
  });
});
