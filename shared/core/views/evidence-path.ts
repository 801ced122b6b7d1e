/** The path of a chain as evidence keeps it: names of bounded length in all, and what they are. */
import type { PathStep } from '../chain/verdict';

/** What a path consists of. */
export interface PathSets {
  /** First file of the full backup. */
  readonly full?: string;
  /** First file of the differential, when the path takes one. */
  readonly differential?: string;
  /** Number of log backups. */
  readonly logs: number;
}

/** The part of the evidence that says which files carried the database to where it is. */
export interface EvidencePath {
  /** Names of the files on the path; the middle of a long path is left out. */
  readonly path: readonly string[];
  readonly pathFiles: number;
  readonly pathSets?: PathSets;
}

/** Characters of the path's names that are kept, half of them from each end (a working state holds 30,000). */
const PATH_CHARS = 12_000;

/** Writes a path down. @example pathOf(verdict.path).pathSets // { full: 'full.bak', logs: 3 } */
export function pathOf(steps: readonly PathStep[]): EvidencePath {
  const files = steps.flatMap((step) => step.files);
  const firstOf = (type: PathStep['type']) => steps.find((step) => step.type === type)?.files[0];
  return {
    path: shortPath(files),
    pathFiles: files.length,
    pathSets: {
      full: firstOf('full'),
      differential: firstOf('differential'),
      logs: steps.filter((step) => step.type === 'log').length,
    },
  };
}

/** The path, without its middle when it is long: as many names from each end as fit. */
function shortPath(files: readonly string[]): readonly string[] {
  const head = namesWithin(files, PATH_CHARS / 2);
  const rest = files.slice(head.length);
  const tail = namesWithin([...rest].reverse(), PATH_CHARS / 2).reverse();
  const left = rest.length - tail.length;
  return left === 0 ? files : [...head, `… ${left} more …`, ...tail];
}

function namesWithin(files: readonly string[], chars: number): string[] {
  let used = 0;
  const end = files.findIndex((file) => (used += file.length + 3) > chars);
  return files.slice(0, end < 0 ? files.length : end);
}
