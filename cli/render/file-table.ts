/** The table of files: one line for each backup set of each file. */
import type { BackupSetHeader } from '../../shared/core/backup-header';
import type { BackupSetRow } from '../../shared/core/backup-set-row';
import type { ChainFileState } from '../../shared/core/chain/verdict';
import { formatLsn } from '../../shared/core/lsn';
import { type InspectedFile, type Inspection, isNoBackup } from '../inspect/inspection';
import { STATE_WORDS } from '../inspect/unused-files';
import type { Paint } from './paint';
import { type Cell, type Column, renderTable, sizeText } from './table';

const COLUMNS: readonly Column[] = [
  { title: 'FILE' },
  { title: 'SET', align: 'right' },
  { title: 'TYPE' },
  { title: 'FIRST LSN', align: 'right' },
  { title: 'LAST LSN', align: 'right' },
  { title: 'STRIPE' },
  { title: 'SIZE', align: 'right' },
  { title: 'DATABASE' },
  { title: 'STATE' },
];

type SetFacts = Pick<BackupSetRow, 'position' | 'type' | 'firstLsn' | 'lastLsn' | 'databaseName'>;

/** Writes the table; what could be read of a file with an error is shown as well. */
export function fileTable(
  { files, databases }: Inspection,
  paint: Paint,
  width: number | undefined,
): readonly string[] {
  const states = new Map<string, ChainFileState>();
  for (const { verdict } of databases)
    for (const { file, position, state } of verdict.files) states.set(key(file, position), state);
  const rows = files.flatMap((file) => fileLines(file, states, paint));
  return renderTable(COLUMNS, rows, paint, width);
}

function fileLines(
  file: InspectedFile,
  states: ReadonlyMap<string, ChainFileState>,
  paint: Paint,
): readonly (readonly Cell[])[] {
  const sets: readonly SetFacts[] = file.rows.length > 0 ? file.rows : (file.reading?.sets ?? []);
  const size = file.reading === undefined ? '' : sizeText(file.reading.size);
  if (sets.length === 0) {
    const blank = { text: '' };
    return [
      [{ text: file.path }, blank, blank, blank, blank, blank, { text: size }, blank, errorCell(file, paint)],
    ];
  }
  return sets.map((set, index) => [
    { text: file.path },
    { text: sets.length > 1 ? String(set.position) : '' },
    { text: set.type },
    { text: lsnText(set.firstLsn, set) },
    { text: lsnText(set.lastLsn, set) },
    { text: stripeText(file) },
    { text: index === 0 ? size : '' },
    { text: set.databaseName ?? '?' },
    file.error ? errorCell(file, paint) : stateCell(states.get(key(file.path, set.position)), paint),
  ]);
}

/** Values before the data are no result: they are marked. */
function lsnText(
  lsn: SetFacts['firstLsn'],
  set: SetFacts & Partial<Pick<BackupSetHeader, 'origin'>>,
): string {
  return set.origin === 'provisional' ? `(${formatLsn(lsn)})` : formatLsn(lsn);
}

function stripeText({ reading, rows }: InspectedFile): string {
  const { familyCount, familySequenceNumber } = reading?.media ?? rows[0] ?? {};
  return familyCount === undefined ? '' : `${familySequenceNumber ?? '?'}/${familyCount}`;
}

function stateCell(state: ChainFileState | undefined, paint: Paint): Cell {
  switch (state) {
    case undefined:
      return { text: 'unknown' };
    case 'inChain':
      return { text: STATE_WORDS[state], paint: paint.green };
    case 'covered':
    case 'superseded':
    case 'duplicate':
      return { text: STATE_WORDS[state], paint: paint.dim };
    case 'beyondGap':
    case 'awaitingStripes':
    case 'otherFork':
    case 'foreign':
    case 'unusable':
      return { text: STATE_WORDS[state], paint: paint.yellow };
  }
}

const ERROR_WORDS: Readonly<Record<string, string>> = {
  EmptyFile: 'empty file',
  NotABackup: 'not a backup',
  UnknownFormat: 'unknown format',
  UnsupportedContainer: 'unsupported',
  CannotInspect: 'cannot inspect',
  IncompleteBackup: 'incomplete',
  CorruptHeader: 'corrupt header',
  MissingFinalRecord: 'incomplete',
  UnknownBackupType: 'unknown type',
  LimitExceeded: 'header too large',
  ChangedWhileReading: 'changed while reading',
  ReadFailed: 'cannot be read',
};

function errorCell(file: InspectedFile, paint: Paint): Cell {
  const name = file.error?.name ?? '';
  return { text: ERROR_WORDS[name] ?? name, paint: isNoBackup(file) ? paint.dim : paint.red };
}

function key(file: string, position: number): string {
  return `${file}\u0000${position}`;
}
