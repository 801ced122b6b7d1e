/** What no service takes of a database, or only some do, whatever its chain: by the headers of the backups it needs. */
import type { ChainVerdict } from '../../shared/core/chain/verdict';
import { judgeSource } from '../../shared/core/migration/source-notes';

/** Sentences about a database. */
export interface SourceNotes {
  /** Why no service takes it; none may be complete then. */
  readonly refusals: readonly string[];
  /** What depends on the target. */
  readonly conditions: readonly string[];
}

/** What a set's header tells of its source. */
export type ToldSource = Parameters<typeof judgeSource>[0];

/**
 * Tells what is to be said of the source of a database: of the backups on its path, or of all of them where none is.
 *
 * @param sourceOf what the header of a set tells, by its file and its number there
 * @example sourceNotes(verdict, sourceOf).refusals // ['No service takes full.bak: it is a backup of the system database …']
 */
export function sourceNotes(
  verdict: ChainVerdict,
  sourceOf: (file: string, position: number) => ToldSource,
): SourceNotes {
  const refused = new Map<string, string[]>();
  const conditional = new Map<string, string[]>();
  for (const { file, position } of neededSets(verdict)) {
    const judgement = judgeSource(sourceOf(file, position));
    if (judgement.kind === 'taken') continue;
    const filesOf = judgement.kind === 'dependsOnPolicy' ? conditional : refused;
    filesOf.set(judgement.reason, [...(filesOf.get(judgement.reason) ?? []), file]);
  }
  return {
    refusals: [...refused].map(([reason, files]) => `No service takes ${named(files)}: ${reason}.`),
    conditions: [...conditional].map(([reason, files]) => `${named(files)}: ${reason}.`),
  };
}

function neededSets({ path, files }: ChainVerdict) {
  if (path.length === 0) return files;
  return path.flatMap((step) =>
    step.files.map((file, index) => ({ file, position: step.positions?.[index] ?? 1 })),
  );
}

function named([first = '', ...others]: readonly string[]): string {
  return others.length === 0 ? first : `${first} (and ${String(others.length)} more)`;
}
