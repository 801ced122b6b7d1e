/** What services say that excludes itself: above all backup sets that say that they are restored, and deny it. */
import type { EngineContradiction, EngineFile, EngineSet } from '../../core/engine/engine-status';

/** What a set says of itself. */
export interface SetStatements {
  readonly files: readonly EngineFile[];
  /** One of its words says that it is restored. */
  readonly saysRestored: boolean;
  /** A word of its own that denies it, as a clause. */
  readonly denial?: string;
}

/** The first set that contradicts itself. @param read what a set says */
export function contradictorySet<T>(
  sets: readonly T[] | undefined,
  read: (set: T) => SetStatements,
): EngineContradiction | undefined {
  for (const set of sets ?? []) {
    const { files, saysRestored, denial } = read(set);
    if (!saysRestored) continue;
    const open = files.find(({ state }) => state !== 'restored' && state !== 'ignored');
    const denied = denial ?? (open && `its file is ${open.rawState === '' ? 'in no state' : open.rawState}`);
    if (denied === undefined) continue;
    return {
      about: 'sets',
      statements: [`the set of ${contradictoryFile(open ? [open] : files)} is restored`, denied],
    };
  }
  return undefined;
}

/** The flag for the full and the full set itself. Another full that came later concerns nobody: the flag may be true while that one waits. */
export function contradictoryFull(
  told: boolean | undefined,
  full: EngineSet | undefined,
): EngineContradiction | undefined {
  if (told === undefined || full?.restored === undefined || told === full.restored) return undefined;
  const set = full.restored ? 'is restored' : 'is not restored';
  return {
    about: 'full',
    statements: [`isFullBackupRestored is ${String(told)}`, `fullBackupSetInfo ${set}`],
  };
}

/** The set that is named as restored last, and says that it is not restored. */
export function contradictoryLast(last: EngineSet | undefined): EngineContradiction | undefined {
  if (last?.restored !== false) return undefined;
  return {
    about: 'lastRestored',
    statements: [
      `the set restored last is that of ${contradictoryFile(last.files)}`,
      'this set is not restored',
    ],
  };
}

/** Those that were found; undefined when there are none. */
export function someOf(
  ...found: readonly (EngineContradiction | undefined)[]
): readonly EngineContradiction[] | undefined {
  const some = found.filter((one) => one !== undefined);
  return some.length === 0 ? undefined : some;
}

/** The name by which a set is told: that of its first file. */
function contradictoryFile([first]: readonly EngineFile[]): string {
  return first === undefined || first.name === '' ? 'a file without a name' : first.name;
}
