import * as fc from 'fast-check';
import type { BackupSetRow } from '../../../shared/core/backup-set-row';
import { assessChain } from '../../../shared/core/chain/assess-chain';
import { chooseDatabase } from '../../../shared/core/chain/databases';
import { deliveries, EVENTFUL, histories, knowledge, QUIET, TROUBLED } from './histories';

const runs = { numRuns: 150 };
const lives = fc.oneof(histories(EVENTFUL), histories(QUIET), histories(TROUBLED));
const known = lives.chain((rows) => fc.tuple(fc.constant(rows), knowledge(rows)));

const shuffled = (rows: readonly BackupSetRow[]) =>
  fc.shuffledSubarray([...rows], { minLength: rows.length, maxLength: rows.length });

describe('assessChain over random lives of a source', () => {
  test('depends neither on the order of the rows nor on rows given twice', () => {
    const scenario = known.chain(([rows, options]) =>
      fc.tuple(fc.constant(rows), fc.constant(options), shuffled(rows), fc.subarray(rows)),
    );
    fc.assert(
      fc.property(scenario, ([rows, options, other, twice]) => {
        expect(assessChain([...other, ...twice], options)).toEqual(assessChain(rows, options));
      }),
      runs,
    );
  });

  test('every file has exactly one verdict, and a reason unless it is on the path', () => {
    fc.assert(
      fc.property(known, ([rows, options]) => {
        const { files } = assessChain(rows, options);
        expect(files.map(({ file }) => file)).toEqual([...new Set(rows.map(({ file }) => file))].sort());
        for (const file of files) expect(file.reason === undefined).toBe(file.state === 'inChain');
      }),
      runs,
    );
  });

  test('the path is one full, at most one differential, then logs, each reaching further without a hole', () => {
    fc.assert(
      fc.property(known, ([rows, options]) => {
        const { path, chainEnd } = assessChain(rows, options);
        expect(path.map(({ type }) => type[0]).join('')).toMatch(/^(fd?l*)?$/);
        expect(path.at(-1)?.lastLsn).toBe(chainEnd);
        path.slice(1).forEach((step, index) => {
          const before = path[index]!;
          expect(step.lastLsn > before.lastLsn).toBe(true);
          if (step.type === 'log') expect(step.firstLsn <= before.lastLsn).toBe(true);
        });
      }),
      runs,
    );
  });

  test('a file more never makes the chain end smaller while anchor, differential and forks stay', () => {
    const scenario = histories({ ...EVENTFUL, weights: { ...EVENTFUL.weights, revert: 0 } });
    fc.assert(
      fc.property(scenario, fc.nat(), (rows, pick) => {
        const anchorGuid = rows[0]?.backupSetGuid;
        const extra = 1 + (pick % Math.max(1, rows.length - 1));
        const fewer = assessChain(
          rows.filter((_, index) => index !== extra),
          { anchorGuid },
        );
        const all = assessChain(rows, { anchorGuid });
        expect(all.chainEnd! >= fewer.chainEnd!).toBe(true);
      }),
      runs,
    );
  });

  test('one log missing from the middle of a plain chain is a gap at the end of its predecessor', () => {
    const plain = { length: 40, weights: { work: 5, log: 6 } };
    fc.assert(
      fc.property(histories(plain), fc.nat(), (rows, pick) => {
        const { path } = assessChain(rows);
        fc.pre(path.length > 2);
        const lost = 1 + (pick % (path.length - 2));
        const verdict = assessChain(rows.filter((row) => row.file !== path[lost]!.files[0]));
        expect(verdict).toMatchObject({
          status: 'gap',
          gap: {
            needLsn: path[lost - 1]!.lastLsn,
            firstAvailableLsn: path[lost + 1]!.firstLsn,
            lastGoodFile: path[lost - 1]!.files[0],
            nextFile: path[lost + 1]!.files[0],
          },
        });
      }),
      runs,
    );
  });

  test('complete means: what goes further is of another history, older than the full or of another server', () => {
    const scenario = lives.chain((rows) => fc.tuple(deliveries(rows), fc.constant(rows)));
    fc.assert(
      fc.property(scenario, ([rows]) => {
        const { status, anchor, path, chainEnd, files } = assessChain(rows);
        if (status !== 'complete' || anchor === undefined) return;
        const stateOf = new Map(files.map(({ file, state }) => [file, state]));
        const names = new Set(path.flatMap((step) => step.files));
        const servers = new Set(
          rows.filter(({ file }) => names.has(file)).map(({ serverName }) => serverName),
        );
        const own = chooseDatabase(rows, {})?.rows ?? [];
        for (const row of own) {
          if (row.type !== 'log' || row.firstLsn === row.lastLsn || row.lastLsn <= chainEnd!) continue;
          expect(stateOf.get(row.file)).toBe('otherFork');
          const left = row.forkPointLsn ?? row.firstLsn;
          const isCopy = row.serverName !== undefined && !servers.has(row.serverName);
          expect(left < anchor.firstLsn || (isCopy && row.firstLsn > chainEnd!)).toBe(true);
        }
      }),
      runs,
    );
  });
});
