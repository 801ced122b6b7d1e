/** What `inspect` found: files, and the chain of each database among them. */
import type { BackupFileReading, HeaderError } from '../../shared/core/backup-header';
import type { BackupSetRow } from '../../shared/core/backup-set-row';
import { type AssessOptions, assessChain } from '../../shared/core/chain/assess-chain';
import { collectSets } from '../../shared/core/chain/collect-sets';
import { groupByDatabase } from '../../shared/core/chain/databases';
import { endFork, startFork } from '../../shared/core/chain/forks';
import type { ChainVerdict } from '../../shared/core/chain/verdict';
import type { EngineKind } from '../../shared/core/engine/engine-status';
import { EXIT_ERROR, EXIT_NOT_READY, EXIT_OK } from '../exit-codes';
import { findAnchor, findFork } from './chosen-branch';
import { type SourceNotes, type ToldSource, sourceNotes } from './source-notes';
import { type Until, endAt, rowsUntil } from './until';

/** One file. */
export interface InspectedFile {
  /** Relative to the folder given, with `/`; of a container the blob's name. */
  readonly path: string;
  /** Absent when the file could not be opened, or when its header was exported by someone else. */
  readonly reading?: BackupFileReading;
  readonly error?: HeaderError;
  /** Where RESTORE finds it: a whole path or a URL; as `path` when not told. */
  readonly location?: string;
  /** What enters the chain; nothing of a file with an error. */
  readonly rows: readonly BackupSetRow[];
  /** Of an exported header: the versions of SQL Server, by position of the set; a reading has its own. */
  readonly exportedVersions?: ReadonlyMap<number, string>;
}

/** One database and its chain. */
export interface InspectedDatabase {
  readonly databaseName?: string;
  readonly familyGuid?: string;
  readonly verdict: ChainVerdict;
  /** What is to be said of its source, whatever the chain. */
  readonly source: SourceNotes;
}

/** The whole result. */
export interface Inspection {
  readonly files: readonly InspectedFile[];
  readonly databases: readonly InspectedDatabase[];
}

/** How to judge, and what an operator chose. */
export interface InspectChoice {
  /** Judges as this engine would. */
  readonly engine?: EngineKind;
  /** Every set of a file counts, not only the first one, which is all that the services restore. */
  readonly allSets?: boolean;
  /** The recovery fork to follow, or how its id begins. */
  readonly fork?: string;
  /** The full to start from: its file, or its set's GUID. */
  readonly anchor?: string;
  /** Servers of the source. */
  readonly servers?: readonly string[];
  readonly until?: Until;
}

/**
 * Assesses each database among the files, in order of names.
 *
 * @throws {CliError} When the fork or the full that was chosen is not there.
 */
export function inspect(files: readonly InspectedFile[], choice: InspectChoice = {}): Inspection {
  const rows = files.flatMap((file) => file.rows);
  const fork = choice.fork === undefined ? undefined : findFork(rows, choice.fork);
  const anchorGuid = choice.anchor === undefined ? undefined : findAnchor(rows, choice.anchor);
  const byPath = new Map(files.map((file) => [file.path, file]));
  const sourceOf = (file: string, position: number) => toldSource(byPath.get(file), position);
  const databases = groupByDatabase(rows)
    .map(({ databaseName, familyGuid, rows: own }) => {
      const verdict = judge(own, { fork, anchorGuid }, choice);
      return { databaseName, familyGuid, verdict, source: sourceNotes(verdict, sourceOf) };
    })
    .sort((a, b) => compareTexts(labelOf(a), labelOf(b)));
  return { files, databases };
}

function toldSource(file: InspectedFile | undefined, position: number): ToldSource {
  const header = file?.reading?.sets.find((set) => set.position === position);
  const row = file?.rows.find((one) => one.position === position);
  return {
    databaseName: header?.databaseName ?? row?.databaseName,
    softwareVersion: header?.softwareVersion ?? file?.exportedVersions?.get(position),
  };
}

/** Fork and full bind the database they belong to, no other. */
function judge(
  rows: readonly BackupSetRow[],
  { fork, anchorGuid }: Pick<AssessOptions, 'fork' | 'anchorGuid'>,
  { engine, allSets, servers, until }: InspectChoice,
): ChainVerdict {
  const isHere = fork !== undefined && rows.some((row) => startFork(row) === fork || endFork(row) === fork);
  const hasAnchor = anchorGuid !== undefined && collectSets(rows).some((set) => set.key === anchorGuid);
  const options: AssessOptions = {
    engine,
    firstSetOnly: allSets !== true,
    fork: isHere ? fork : undefined,
    anchorGuid: hasAnchor ? anchorGuid : undefined,
    servers,
  };
  if (until === undefined) return assessChain(rows, options);
  return endAt(assessChain(rowsUntil(rows, until), options), rows, until);
}

/**
 * How the command ends: 0 when a service could restore every chain to its end, 2 when it could not or takes no backups of
 * such a source, when newer data are known that cannot be restored, or when a backup file cannot be read; 1 when there is no backup at all. A file that
 * certainly is no backup decides nothing.
 */
export function exitCodeOf({ files, databases }: Inspection): number {
  const backups = files.filter((file) => !isNoBackup(file));
  if (backups.length === 0) return EXIT_ERROR;
  const whole = databases.every(isWhole);
  return whole && backups.every(({ error }) => error === undefined) ? EXIT_OK : EXIT_NOT_READY;
}

/** True when a service could restore the chain to its end, takes its source, and nothing newer is known. */
export function isWhole({
  verdict: { status, newer, findings },
  source,
}: Pick<InspectedDatabase, 'verdict' | 'source'>): boolean {
  const isRefused = findings.some(({ rule, severity }) => severity === 'error' && REFUSED.includes(rule));
  return status === 'complete' && newer === undefined && !isRefused && source.refusals.length === 0;
}

/** Rules on backups of the path that an engine refuses: without CHECKSUM (DMS), a log in several stripes (LRS). */
const REFUSED: readonly string[] = ['S5', 'S8'];

/** True for a file that certainly is no backup. */
export function isNoBackup({ error }: InspectedFile): boolean {
  return error?.name === 'NotABackup' && error.mayHoldBackup !== true;
}

/** Orders texts by code units, whatever the machine's language. */
export function compareTexts(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function labelOf({ databaseName, familyGuid, verdict }: InspectedDatabase): string {
  return [databaseName?.toLowerCase() ?? '~', verdict.files[0]?.file ?? '', familyGuid ?? ''].join('\u0000');
}
