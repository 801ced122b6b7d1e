/** What the product knows of the backups, for rows that judge them. */
import type { PreflightFile, PreflightSet } from './backup-facts';
import type { PreflightPlan } from './plan';
import { type Proof, end, endUnknown } from './proof';
import { forYou } from './outcomes';

/** A set with the file that holds it. */
export interface KnownSet extends PreflightSet {
  readonly file: string;
}

/**
 * The files of the folder. Before a share has been uploaded nobody but an operator can tell.
 *
 * @param ask the question about backups on a share, answered with yes when all is well
 */
export function* knownFiles(
  { backups, otherBackups, notes }: PreflightPlan,
  ask: string,
): Proof<readonly PreflightFile[]> {
  if (backups !== undefined) return backups.files;
  if (otherBackups !== undefined) return yield* endUnknown(otherBackups);
  if (notes.share !== undefined) return yield* end(forYou(`${ask} (backups on ${notes.share.path})`));
  return yield* endUnknown('the backups have not been read (--backups reads their headers)');
}

/** The first set of each file, as the services read it; ends as unknown when there is none. */
export function* knownSets(plan: PreflightPlan, ask: string): Proof<readonly KnownSet[]> {
  const sets = setsOf(yield* knownFiles(plan, ask));
  return sets.length > 0 ? sets : yield* endUnknown('no backup has been read yet');
}

/** The first set of each file that could be read. */
export function setsOf(files: readonly PreflightFile[]): readonly KnownSet[] {
  return files.flatMap(({ name, state, sets }) => {
    const [first] = sets;
    return state === 'read' && first !== undefined ? [{ ...first, file: name }] : [];
  });
}

/** Ends as unknown when a file may be a backup and could not be read: it may be the one that breaks the rule. */
export function* withoutDoubt(files: readonly PreflightFile[]): Proof<void> {
  const doubtful = files.find(({ state }) => state === 'unreadable' || state === 'growing');
  if (doubtful !== undefined)
    yield* endUnknown(`'${doubtful.name}' could not be judged: ${doubtful.reason ?? doubtful.state}`);
}

/** Ends as unknown when a set does not report a value. */
export function* allTold<Value>(
  sets: readonly KnownSet[],
  value: (set: KnownSet) => Value | undefined,
  what: string,
): Proof<void> {
  const silent = sets.find((set) => value(set) === undefined);
  if (silent !== undefined) yield* endUnknown(`'${silent.file}' does not report ${what}`);
}

/** Names of files without the folder. @example shortName('shop/full.bak') // 'full.bak' */
export function shortName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
