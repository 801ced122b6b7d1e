/** The result of `inspect --json`. */
import type { BackupSetRow } from '../../shared/core/backup-set-row';
import type { ChainBranch, ChainGap, ChainVerdict, PathStep } from '../../shared/core/chain/verdict';
import { formatLsn } from '../../shared/core/lsn';
import { headerDocument } from './header-document';
import type { InspectedDatabase, InspectedFile, Inspection } from './inspection';
import { unusedFiles } from './unused-files';

/**
 * `{ files: [{ path, ok, error?, size, container, compressed, complete, setCount, media, sets }],
 * databases: [{ databaseName, familyGuid, refusals?, conditions?, chain, restoreScript? }] }`; what is unknown is left out.
 *
 * @param scriptOf adds the RESTORE statements of each database
 */
export function inspectionDocument(
  { files, databases }: Inspection,
  scriptOf?: (database: InspectedDatabase) => readonly string[],
): unknown {
  return {
    files: files.map(fileDocument),
    databases: databases.map((database) => ({
      ...databaseDocument(database),
      restoreScript: scriptOf?.(database).join('\n'),
    })),
  };
}

function fileDocument({ path, reading, error, rows }: InspectedFile): unknown {
  const told = reading ? headerDocument(reading) : rows.length > 0 ? exportedSets(rows) : { sets: [] };
  return { path, ok: error === undefined, error, ...told };
}

function databaseDocument({ databaseName, familyGuid, verdict, source }: InspectedDatabase): object {
  const { refusals, conditions } = source;
  return {
    databaseName,
    familyGuid,
    ...(refusals.length > 0 && { refusals }),
    ...(conditions.length > 0 && { conditions }),
    chain: chainDocument(verdict),
  };
}

function chainDocument(verdict: ChainVerdict): unknown {
  const { status, summary, anchor, path, chainEnd, gap, newer, branches } = verdict;
  return {
    status,
    summary: summary.trim(),
    anchor: anchor?.files[0] ?? null,
    path: path.flatMap((step) => step.files),
    steps: path.map(stepDocument),
    chainEndLsn: chainEnd === undefined ? null : formatLsn(chainEnd),
    gap: gap && gapDocument(gap),
    newer,
    branches: branches?.map(branchDocument),
    notUsed: unusedFiles(verdict).map(({ file, position, reason }) => ({ file, position, reason })),
  };
}

/** `positions`: the set's number in each of the files. */
function stepDocument({ type, files, positions, firstLsn, lastLsn }: PathStep): unknown {
  return {
    type,
    files,
    positions: positions ?? files.map(() => 1),
    firstLsn: formatLsn(firstLsn),
    lastLsn: formatLsn(lastLsn),
  };
}

function branchDocument({ fork, servers, end, lastFinishedAt, files, ownFiles }: ChainBranch): unknown {
  return {
    fork,
    servers,
    endLsn: end === undefined ? null : formatLsn(end),
    lastFinishedAt,
    files,
    ownFiles,
  };
}

function gapDocument({
  needLsn,
  firstAvailableLsn,
  lastGoodFile,
  nextFile,
  nextPosition,
}: ChainGap): unknown {
  return {
    needLsn: formatLsn(needLsn),
    firstAvailableLsn: formatLsn(firstAvailableLsn),
    lastGoodFile,
    nextFile,
    nextPosition,
  };
}

/** Rows exported by someone else: as they entered the chain. */
function exportedSets(rows: readonly BackupSetRow[]): Readonly<Record<string, unknown>> {
  return { setCount: rows.length, sets: rows.map(exportedSet) };
}

function exportedSet(row: BackupSetRow): unknown {
  const members = Object.entries(row).filter(([name]) => name !== 'file');
  return Object.fromEntries(
    members.map(([name, value]: [string, unknown]) => [
      name,
      typeof value === 'bigint' ? String(value) : value,
    ]),
  );
}
