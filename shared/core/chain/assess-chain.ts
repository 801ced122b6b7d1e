/**
 * Assesses the backups of one database from nothing: what can be restored, up to where, and why the rest is not used.
 *
 * The rules and their names are explained in docs/lsn-chain.md.
 */
import type { BackupSetRow } from '../backup-set-row';
import type { EngineKind } from '../engine/engine-status';
import { type BranchChoice, chooseBranch, findBranches } from './branches';
import { type BackupSet, type CollectOptions, collectSets, filesOfSeveralSets } from './collect-sets';
import { type DatabaseChoice, type DatabaseGroup, chooseDatabase, rowsBeside } from './databases';
import { distinctRows, filesOfSet, foreignFile, sortFiles } from './file-verdicts';
import { findingsOn, remark } from './findings';
import { normalizeGuid } from './guid';
import { judgeWithoutAnchor, stateWithoutAnchor } from './no-anchor';
import { reachFromFulls } from './route';
import type { ChainFinding, ChainVerdict, FileVerdict } from './verdict';
import { verdictOnBranch } from './verdict-on-branch';

/** What the caller knows besides the rows: the database, the branch of its history, and the engine. */
export interface AssessOptions extends DatabaseChoice, BranchChoice, Pick<CollectOptions, 'firstSetOnly'> {
  /** Appended sets (rule S4) are unusable for every engine, checksums (S5) an error for DMS only. */
  readonly engine?: EngineKind;
  /** Rows an operator excluded: they are not used, but what is missing because of it says so. */
  readonly excluded?: readonly BackupSetRow[];
}

/** The sets of one database, and what stands beside them in the verdict. */
interface Material {
  readonly sets: readonly BackupSet[];
  readonly excluded: readonly BackupSet[];
  readonly foreign: readonly FileVerdict[];
  readonly remarks: readonly ChainFinding[];
}

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
  const { sets, excluded, foreign, remarks } = collectMaterial(rows, options);
  const reached = reachFromFulls(sets, options);
  const branches = findBranches(sets, reached);
  const open = chooseBranch(branches, options, sets);
  const [shown = branches[0]] = open;
  if (shown === undefined) return verdictWithoutRoute({ sets, excluded, foreign, remarks }, options);
  const verdict = verdictOnBranch({ sets, excluded, reached, branches, open, shown }, options);
  return {
    ...verdict,
    files: sortFiles(foreign.length === 0 ? [...verdict.files] : [...foreign, ...verdict.files]),
    findings: [...verdict.findings, ...remarks],
  };
}

function collectMaterial(rows: readonly BackupSetRow[], options: AssessOptions): Material {
  const distinct = distinctRows(rows);
  const database = chooseDatabase(distinct, options);
  const how = { firstSetOnly: options.firstSetOnly, severalIn: filesOfSeveralSets(distinct) };
  const foreign = rowsBeside(distinct, database);
  return {
    sets: collectSets(database?.rows ?? [], options.engine, how),
    excluded: database
      ? excludedSets(options.excluded ?? [], database.familyGuid, options)
      : collectSets(chooseDatabase(options.excluded ?? [], options)?.rows ?? [], options.engine),
    foreign: foreign.map((row) => foreignFile(row, database?.databaseName ?? options.databaseName)),
    remarks: [...foreignRemarks(foreign, options), ...renameRemark(database)],
  };
}

/** The excluded sets of a database, by its family. */
export function excludedSets(
  excluded: readonly BackupSetRow[],
  familyGuid: string | undefined,
  { engine, firstSetOnly }: Pick<AssessOptions, 'engine' | 'firstSetOnly'>,
): readonly BackupSet[] {
  const own = excluded.filter(
    (row) => familyGuid === undefined || normalizeGuid(row.familyGuid) === familyGuid,
  );
  return collectSets(own, engine, { firstSetOnly });
}

function verdictWithoutRoute(material: Material, options: AssessOptions): ChainVerdict {
  const { sets, excluded, foreign, remarks } = material;
  const files = sets.flatMap((set) => filesOfSet(set, judgeWithoutAnchor(set), undefined));
  return {
    ...stateWithoutAnchor(sets, options.anchorGuid, excluded),
    path: [],
    forkUnverified: false,
    files: sortFiles([...foreign, ...files]),
    findings: [...findingsOn({ sets, path: [], engine: options.engine }), ...remarks],
  };
}

function foreignRemarks(rows: readonly BackupSetRow[], { engine }: AssessOptions): readonly ChainFinding[] {
  return remark('S10', 'warning', collectSets(rows, engine), 'belongs to another database');
}

function renameRemark(database: DatabaseGroup | undefined): readonly ChainFinding[] {
  if (database === undefined || database.names.length < 2) return [];
  const message = `The database was renamed while it was backed up: ${database.names.join(', then ')}.`;
  return [{ rule: 'S10', severity: 'info', message }];
}
