/** The result of `inspect --json`. */
import type { BackupSetRow } from '../../shared/core/chain/backup-set';
import type { ChainGap, ChainVerdict } from '../../shared/core/chain/verdict';
import { formatLsn } from '../../shared/core/lsn';
import { headerDocument } from './header-document';
import type { InspectedDatabase, InspectedFile, Inspection } from './inspection';
import { unusedFiles } from './unused-files';

/**
 * `{ files: [{ path, ok, error?, size, container, compressed, complete, setCount, media, sets }],
 * databases: [{ databaseName, familyGuid, chain }] }`; what is unknown is left out.
 */
export function inspectionDocument({ files, databases }: Inspection): unknown {
  return { files: files.map(fileDocument), databases: databases.map(databaseDocument) };
}

function fileDocument({ path, reading, error, rows }: InspectedFile): unknown {
  const told = reading ? headerDocument(reading) : rows.length > 0 ? exportedSets(rows) : { sets: [] };
  return { path, ok: error === undefined, error, ...told };
}

function databaseDocument({ databaseName, familyGuid, verdict }: InspectedDatabase): unknown {
  return { databaseName, familyGuid, chain: chainDocument(verdict) };
}

function chainDocument(verdict: ChainVerdict): unknown {
  const { status, anchor, path, chainEnd, gap } = verdict;
  return {
    status,
    anchor: anchor?.files[0] ?? null,
    path: path.flatMap((step) => step.files),
    chainEndLsn: chainEnd === undefined ? null : formatLsn(chainEnd),
    gap: gap && gapDocument(gap),
    notUsed: unusedFiles(verdict).map(({ file, reason }) => ({ file, reason })),
  };
}

function gapDocument({ needLsn, firstAvailableLsn, lastGoodFile, nextFile }: ChainGap): unknown {
  return {
    needLsn: formatLsn(needLsn),
    firstAvailableLsn: formatLsn(firstAvailableLsn),
    lastGoodFile,
    nextFile,
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
