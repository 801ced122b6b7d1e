/**
 * Assesses the backups of one database from nothing: what can be restored, up to where, and why the rest is not used.
 *
 * The rules and their names are explained in docs/lsn-chain.md.
 */
import type { BackupSetRow } from './backup-set';
import type { BackupSet, ChainEngine } from './collect-sets';
import { collectSets } from './collect-sets';
import type { DatabaseChoice, DatabaseGroup } from './databases';
import { chooseDatabase, rowsBeside } from './databases';
import { distinctRows, filesOfSet, foreignFile, sortFiles, toStep } from './file-verdicts';
import { findingsOn, emptyBeyond, remark } from './findings';
import { awaitedDifferentials, judgeDifferential, judgeFull } from './judge-data';
import type { SetVerdict } from './judge-logs';
import { judgeLog, logContext } from './judge-logs';
import { judgeWithoutAnchor, standingWithoutAnchor } from './no-anchor';
import type { Route } from './route';
import { findRoute, stepsOf } from './route';
import { remarksOnRoute, simpleSet } from './route-remarks';
import type { Standing } from './standing';
import { faultReason, standingAt } from './standing';
import type { ChainFinding, ChainVerdict, FileVerdict } from './verdict';

/** What the caller knows besides the rows: the database, the full the engine restored, and the engine. */
export interface AssessOptions extends DatabaseChoice {
  /** Appended sets (rule S4) are unusable for every engine, checksums (S5) an error for DMS only. */
  readonly engine?: ChainEngine;
}

type Judge = (set: BackupSet) => SetVerdict;

/**
 * Assesses the chain of one database.
 *
 * The result depends on the rows only, not on their order, and not on rows given twice. Rows of other databases are
 * `foreign`; for a folder of several databases see {@link groupByDatabase}.
 *
 * @param rows every backup set of every file at hand
 * @param options with `anchorGuid` the chain starts from that full and no other (rule F2)
 * @returns never throws: whatever is missing is said in `status`, `summary` and each file's `reason`
 * @example
 * const verdict = assessChain(rows, { engine: 'dms' });
 * if (verdict.status === 'gap') console.log(verdict.summary); // names the LSN needed and the next file at hand
 */
export function assessChain(rows: readonly BackupSetRow[], options: AssessOptions = {}): ChainVerdict {
  const distinct = distinctRows(rows);
  const database = chooseDatabase(distinct, options);
  const sets = collectSets(database?.rows ?? [], options.engine);
  const route = findRoute(sets, options.anchorGuid);
  const foreign = rowsBeside(distinct, database);
  const remarks = [...foreignRemarks(foreign, options), ...renameRemark(database)];
  const foreignFiles = foreign.map((row) => foreignFile(row, database?.databaseName ?? options.databaseName));
  return route
    ? verdictOnRoute(sets, route, options, foreignFiles, remarks)
    : verdictWithoutRoute(sets, options, foreignFiles, remarks);
}

function verdictOnRoute(
  sets: readonly BackupSet[],
  route: Route,
  options: AssessOptions,
  foreign: readonly FileVerdict[],
  remarks: readonly ChainFinding[],
): ChainVerdict {
  const path = stepsOf(route);
  const { end, fork, forkUnverified } = route.walk;
  const standing = standingOnRoute(sets, route);
  const verdicts = judgeAll(sets, judgeOnRoute(sets, route, path));
  const findings = [
    ...findingsOn({ sets, path, engine: options.engine }),
    ...emptyBeyond(sets, end),
    ...remarksOnRoute(sets, route, standing, verdicts),
    ...remarks,
  ];
  const steps = path.map(toStep);
  return {
    ...standing,
    anchor: steps[0],
    path: steps,
    chainEnd: end,
    fork,
    forkUnverified,
    files: sortFiles([
      ...foreign,
      ...[...verdicts].flatMap(([set, verdict]) => filesOfSet(set, verdict, end)),
    ]),
    findings,
  };
}

function verdictWithoutRoute(
  sets: readonly BackupSet[],
  options: AssessOptions,
  foreign: readonly FileVerdict[],
  remarks: readonly ChainFinding[],
): ChainVerdict {
  const files = sets.flatMap((set) => filesOfSet(set, judgeWithoutAnchor(set), undefined));
  return {
    ...standingWithoutAnchor(sets, options.anchorGuid),
    path: [],
    forkUnverified: false,
    files: sortFiles([...foreign, ...files]),
    findings: [...findingsOn({ sets, path: [], engine: options.engine }), ...remarks],
  };
}

function standingOnRoute(sets: readonly BackupSet[], route: Route): Standing {
  return standingAt({
    state: route.walk,
    lastStep: toStep(stepsOf(route).at(-1) ?? route.anchor),
    sets: sets.filter((set) => set.lastLsn > route.walk.end),
    awaitedDifferentials: awaitedDifferentials(sets, route),
    simple: simpleSet(sets, route),
  });
}

function judgeOnRoute(sets: readonly BackupSet[], route: Route, path: readonly BackupSet[]): Judge {
  const context = logContext(route.anchor.lastLsn, route.walk, path);
  const fulls = sets.filter((set) => set.type === 'full');
  return (set) => {
    switch (set.type) {
      case 'log':
        return judgeLog(set, context);
      case 'full':
        return judgeFull(set, route);
      case 'differential':
        return judgeDifferential(set, route, fulls);
      case 'other':
        return { state: 'unusable', reason: faultReason(set) };
    }
  };
}

function judgeAll(sets: readonly BackupSet[], judge: Judge): ReadonlyMap<BackupSet, SetVerdict> {
  return new Map(sets.map((set) => [set, judge(set)]));
}

function foreignRemarks(rows: readonly BackupSetRow[], { engine }: AssessOptions): readonly ChainFinding[] {
  return remark('S10', 'warning', collectSets(rows, engine), 'belongs to another database');
}

function renameRemark(database: DatabaseGroup | undefined): readonly ChainFinding[] {
  if (database === undefined || database.names.length < 2) return [];
  const message = `The database was renamed while it was backed up: ${database.names.join(', then ')}.`;
  return [{ rule: 'S10', severity: 'info', message }];
}
