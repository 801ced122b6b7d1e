/** Backups whose histories cross: fulls, differentials and logs on three forks, with LSNs so close that all of them touch. */
import * as fc from 'fast-check';
import type { BackupSetRow } from '../../../shared/core/backup-set-row';
import { differential, full, guid, log, lsn } from './rows';

const fork = fc.constantFrom('a', 'a', 'b', 'c', undefined);
const edge = fc.integer({ min: 10, max: 40 });
const length = fc.integer({ min: 1, max: 9 });

const drawn = fc.record({
  type: fc.constantFrom('full', 'differential', 'log', 'log', 'log', 'log', 'log' as const),
  first: edge,
  length,
  fork,
  firstFork: fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined, freq: 1 }),
  forkPoint: fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined }),
  base: fc.nat(20),
  isCopyOnly: fc.boolean(),
});

type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never;

/** Between 2 and 14 backups, the first a full. */
export const crossingHistories: fc.Arbitrary<BackupSetRow[]> = fc
  .array(drawn, { minLength: 2, maxLength: 14, size: 'max' })
  .map((all) => {
    const rows: BackupSetRow[] = [];
    for (const one of all) rows.push(toRow(one, rows));
    return rows;
  });

function toRow(one: Drawn, before: readonly BackupSetRow[]): BackupSetRow {
  const file = `f${String((before.length * 7) % 20).padStart(2, '0')}`;
  const last = one.first + one.length;
  const recoveryForkId = one.fork === undefined ? undefined : guid(one.fork);
  const fulls = before.filter(({ type }) => type === 'full');
  const base = fulls[one.base % Math.max(1, fulls.length)];
  if (base === undefined || one.type === 'full')
    return full(file, one.first, last, { recoveryForkId, isCopyOnly: one.isCopyOnly });
  if (one.type === 'differential') return differential(file, one.first, last, base, { recoveryForkId });
  return log(file, one.first, last, { recoveryForkId, isCopyOnly: one.isCopyOnly, ...crossing(one) });
}

function crossing({ fork: last, firstFork, forkPoint, first, length: span }: Drawn) {
  if (firstFork === undefined || last === undefined) return {};
  const forkPointLsn = forkPoint === undefined ? undefined : lsn(first + Math.min(forkPoint, span));
  return { firstRecoveryForkId: guid(firstFork), forkPointLsn };
}
