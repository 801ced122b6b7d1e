/**
 * Two statements of one reading that exclude each other. Neither is believed: the check that rests on them is unknown, and
 * its reason holds both (G1).
 *
 * An adapter tells what only its wire shows (a flag against the set beside it); here is what the engine-neutral reading
 * shows. That the file being restored is also the one restored last is no contradiction: it stays there between two logs
 * (recorded in Azure/azure-powershell, Invoke-AzDataMigrationCutoverToSqlManagedInstance).
 */
import { isSameFile } from '../file-names';
import { secondsBetween } from '../timing';
import type { EngineContradiction, EngineSet, EngineStatus } from './engine-status';

/** What a contradiction is about. */
export type Subject = EngineContradiction['about'];

/**
 * Everything in which a reading contradicts itself.
 *
 * @example contradictionsIn({ ...status, lastRestoredFile: 'a.trn', lastRestoredSet: setOf('b.trn') })[0]?.about // 'lastRestored'
 */
export function contradictionsIn(status: EngineStatus): readonly EngineContradiction[] {
  return [
    ...(status.contradictions ?? []),
    ...RULES.flatMap(({ about, find }) => {
      const found = find(status);
      return found === undefined ? [] : [{ about, statements: found }];
    }),
  ];
}

/** The first contradiction about one of the subjects, as a sentence; undefined when there is none. */
export function contradiction(status: EngineStatus, subjects: readonly Subject[]): string | undefined {
  const found = contradictionsIn(status).find(({ about }) => subjects.includes(about));
  if (found === undefined) return undefined;
  const [one, other] = found.statements;
  return `the service contradicts itself: it says that ${one}, and that ${other}`;
}

type Statements = EngineContradiction['statements'];

const RULES: readonly {
  readonly about: Subject;
  readonly find: (status: EngineStatus) => Statements | undefined;
}[] = [
  { about: 'lastRestored', find: anotherSet },
  { about: 'lastRestored', find: deniedFile },
  { about: 'lastRestored', find: restoredBeyond },
  { about: 'lastRestored', find: invalidFile },
  { about: 'lastRestored', find: noneRestored },
  { about: 'full', find: restoredWithoutFull },
  { about: 'pending', find: waitingLog },
  { about: 'pending', find: waitingDifferential },
  { about: 'pending', find: restoredAndRestoring },
  { about: 'pending', find: uploadedAfterwards },
];

function anotherSet({ lastRestoredFile: file, lastRestoredSet: set }: EngineStatus): Statements | undefined {
  if (file === undefined || set === undefined || set.files.length === 0 || holds(set, file)) return undefined;
  return [lastText(file), `the set restored last is that of ${namesOf(set)}`];
}

/** A file of that name may stand in several sets: one of them suffices. */
function deniedFile({ lastRestoredFile: file, sets }: EngineStatus): Statements | undefined {
  if (file === undefined) return undefined;
  const own = sets.filter((set) => holds(set, file));
  if (own.length === 0 || own.some((set) => set.restored !== false)) return undefined;
  return [lastText(file), `its set is not restored (${stateOf(own[0], file)})`];
}

/** Logs are restored in LSN order (error 4305), and what the service rounds it rounds alike. */
function restoredBeyond(status: EngineStatus): Statements | undefined {
  const last = lastSetOf(status);
  const end = last?.lastLsn;
  if (last === undefined || end === undefined) return undefined;
  const beyond = status.sets.find(
    (set) => set.restored === true && set.lastLsn !== undefined && set.lastLsn > end,
  );
  return beyond && [lastText(namesOf(last)), `${namesOf(beyond)}, which ends after it, is restored`];
}

function invalidFile({ lastRestoredFile: file, invalidFiles }: EngineStatus): Statements | undefined {
  const invalid = file !== undefined && invalidFiles.some((one) => isSameFile(one, file));
  return invalid ? [lastText(file), 'it is an invalid file'] : undefined;
}

function noneRestored({ progress, lastRestoredFile: file, sets }: EngineStatus): Statements | undefined {
  if (progress?.restored !== 0) return undefined;
  const restored = sets.find((set) => set.restored === true);
  if (file === undefined && restored === undefined) return undefined;
  return ['no file is restored', `${file ?? (restored ? namesOf(restored) : '')} is restored`];
}

/** Every restore begins with the full. */
function restoredWithoutFull(status: EngineStatus): Statements | undefined {
  if (status.fullRestored !== false) return undefined;
  const later = [...status.sets, ...(status.lastRestoredSet ? [status.lastRestoredSet] : [])].find(
    (set) => set.restored === true && (set.type === 'log' || set.type === 'differential'),
  );
  return later && ['the full backup is not restored', `${namesOf(later)} is restored`];
}

function waitingLog({ pendingLogs, sets, invalidFiles }: EngineStatus): Statements | undefined {
  if (pendingLogs !== 0) return undefined;
  const waiting = sets.find(
    (set) => (set.type === 'log' || set.type === undefined) && waits(set, invalidFiles),
  );
  return waiting && ['no log backup is pending', waitingText(waiting)];
}

function waitingDifferential({
  pendingDifferentials,
  sets,
  invalidFiles,
}: EngineStatus): Statements | undefined {
  if (pendingDifferentials !== 0) return undefined;
  const waiting = sets.find((set) => set.type === 'differential' && waits(set, invalidFiles));
  return waiting && ['no differential backup is pending', waitingText(waiting)];
}

/** The set restored last apart: its files stay named while nothing is being restored. */
function restoredAndRestoring(status: EngineStatus): Statements | undefined {
  const { restoringFile: file, lastRestoredFile, sets } = status;
  if (file === undefined || (lastRestoredFile !== undefined && isSameFile(file, lastRestoredFile)))
    return undefined;
  const last = lastSetOf(status);
  const own = sets.filter((set) => holds(set, file));
  const isRestored = own.length > 0 && own.every((set) => set.restored === true);
  if (last === undefined || !isRestored || holds(last, file)) return undefined;
  return [`${file} is being restored`, 'it is restored'];
}

/** An upload under the name of what is restored already: whether the service has taken it in is not told. */
function uploadedAfterwards({ progress, lastRestoredFile: file }: EngineStatus): Statements | undefined {
  const { lastUploadedFile, lastUploadedAt: uploaded, lastRestoredAt: restored } = progress ?? {};
  if (file === undefined || lastUploadedFile === undefined || !isSameFile(file, lastUploadedFile))
    return undefined;
  if (uploaded === undefined || restored === undefined || !(secondsBetween(restored, uploaded) > 0))
    return undefined;
  return [`${file} was restored last, at ${restored}`, `it was uploaded later, at ${uploaded}`];
}

/** The set restored last: as the service calls it, else the one that holds the file it names. */
export function lastSetOf({ lastRestoredSet, lastRestoredFile, sets }: EngineStatus): EngineSet | undefined {
  if (lastRestoredSet !== undefined) return lastRestoredSet;
  if (lastRestoredFile === undefined) return undefined;
  const own = sets.filter((set) => set.restored === true && holds(set, lastRestoredFile));
  return own.reduce<EngineSet | undefined>(
    (best, set) => (best !== undefined && (best.lastLsn ?? 0n) >= (set.lastLsn ?? 0n) ? best : set),
    undefined,
  );
}

/** Neither restored nor left out; a set of files that the service calls invalid will never be. */
function waits(set: EngineSet, invalidFiles: readonly string[]): boolean {
  const isLeftOut =
    set.ignoreReasons.length > 0 ||
    (set.files.length > 0 &&
      set.files.every(
        (file) => file.state === 'ignored' || invalidFiles.some((one) => isSameFile(one, file.name)),
      ));
  return set.restored === false && !isLeftOut;
}

function waitingText(set: EngineSet): string {
  const file = set.files.find(({ state }) => state !== 'restored' && state !== 'ignored');
  return `${file?.name ?? namesOf(set)} is not restored (${stateOf(set, file?.name)})`;
}

function stateOf(set: EngineSet | undefined, name: string | undefined): string {
  const file = set?.files.find((one) => name !== undefined && isSameFile(one.name, name));
  return file === undefined || file.rawState === '' ? 'its flag says so' : file.rawState;
}

function lastText(name: string): string {
  return `${name} was restored last`;
}

function namesOf(set: EngineSet): string {
  const [first = `the set ${set.backupSetId ?? 'without a name'}`] = set.files.map((file) => file.name);
  return first;
}

function holds(set: EngineSet, name: string): boolean {
  return set.files.some((file) => isSameFile(file.name, name));
}
